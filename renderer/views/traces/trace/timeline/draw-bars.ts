import type { TraceDetail } from '../../../../../shared/contract/traces.ts';
import { duration, quantityText } from '../../../../../shared/model/format.ts';
import type { CriticalPath } from '../../../../../shared/trace-analysis/critical-path.ts';
import { STATUS_ERROR, type TraceTree } from '../../../../../shared/trace-analysis/trace-tree.ts';
import type { DisplayOrder } from '../model/display-order.ts';
import type { Viewport } from '../time-axis.ts';
import { eachMember, eachSelfPart, foldLabel, PixelRuns } from './bar-parts.ts';
import { PAD_LEFT, PAD_RIGHT } from './timeline-layout.ts';
import { ROW_HEIGHT } from './use-line-window.ts';

export interface BarColours {
  /** Of each service. */
  services: readonly string[];
  error: string;
  path: string;
  text: string;
  back: string;
  mark: string;
  font: string;
}

export interface BarScene {
  detail: TraceDetail;
  tree: TraceTree;
  path: CriticalPath | null;
  order: DisplayOrder;
  lines: Uint32Array;
  viewport: Viewport;
  /** Between the pads. */
  width: number;
  /** Times of log lines by span, in nanoseconds after the trace's start. */
  logs: ReadonlyMap<number, readonly number[]>;
  colours: BarColours;
}

const WAITING = 0.34;
const LEAST_WIDTH = 1.5;

/** Draws the bars of rows [from, to), the first at the canvas' top. */
export function drawBars(context: CanvasRenderingContext2D, scene: BarScene, from: number, to: number): void {
  context.font = scene.colours.font;
  context.textBaseline = 'middle';
  for (let row = from; row < to; row++) drawRow(context, scene, scene.lines[row]!, (row - from) * ROW_HEIGHT);
}

function drawRow(context: CanvasRenderingContext2D, scene: BarScene, line: number, top: number): void {
  const { detail, order, colours } = scene;
  const span = order.span[line]!;
  const fold = order.members[line]! > 0;
  const failed = fold ? order.foldErrors[line]! > 0 : detail.status[span] === STATUS_ERROR;
  const x = placer(scene);
  const runs = new PixelRuns(x, scene.width + PAD_LEFT);
  context.fillStyle = colours.services[detail.service[span]!] ?? colours.text;
  let [left, right] = [x(detail.startNano[span]!), x(detail.startNano[span]! + detail.durationNano[span]!)];
  if (fold) {
    right = left;
    eachMember(order, line, (member) => {
      const start = detail.startNano[member]!;
      right = Math.max(right, x(start + detail.durationNano[member]!));
      runs.add(start, start + detail.durationNano[member]!);
    });
  } else {
    context.globalAlpha = WAITING;
    box(context, left, right, top + 7, 10);
    context.globalAlpha = 1;
    eachSelfPart(detail, scene.tree, span, runs.add);
  }
  for (const [a, b] of runs.all()) box(context, a, b, top + 7, 10);
  if (failed) outline(context, colours.error, left, right, top);
  drawPath(context, scene, line, top, x);
  drawLogs(context, scene, span, fold, top, x);
  [left, right] = [Math.max(0, left), Math.min(scene.width + PAD_LEFT, right)];
  const label = fold ? foldLabel(detail, order, line) : quantityText(duration(detail.durationNano[span]!));
  drawLabel(context, scene, label, left, right, top, failed);
}

/** Where a time lies on the canvas, in pixels. */
function placer({ viewport, width }: BarScene): (nano: number) => number {
  const scale = width / (viewport.to - viewport.from);
  return (nano) => PAD_LEFT + (nano - viewport.from) * scale;
}

function box(
  context: CanvasRenderingContext2D,
  left: number,
  right: number,
  top: number,
  height: number,
): void {
  // Canvas coordinates far outside lose precision: deep zooms reach millions of pixels.
  const from = Math.max(-10, left);
  const to = Math.min(20_000, Math.max(right, left + LEAST_WIDTH));
  if (to > from) context.fillRect(from, top, to - from, height);
}

function outline(
  context: CanvasRenderingContext2D,
  colour: string,
  left: number,
  right: number,
  top: number,
): void {
  const from = Math.max(-10, left);
  const to = Math.min(20_000, Math.max(right, left + LEAST_WIDTH));
  if (to <= from) return;
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.strokeRect(from - 1, top + 5.5, to - from + 2, 13);
}

function drawPath(
  context: CanvasRenderingContext2D,
  { path, order, colours, width }: BarScene,
  line: number,
  top: number,
  x: (nano: number) => number,
): void {
  if (!path) return;
  const runs = new PixelRuns(x, width + PAD_LEFT);
  const add = (span: number) => {
    for (let k = path.first[span] ?? 0; k < (path.first[span + 1] ?? 0); k++)
      runs.add(path.start[k]!, path.end[k]!);
  };
  if (order.members[line]! > 0) eachMember(order, line, add);
  else add(order.span[line]!);
  context.fillStyle = colours.path;
  for (const [left, right] of runs.all()) box(context, left, right, top + 19, 2);
}

function drawLogs(
  context: CanvasRenderingContext2D,
  { logs, colours }: BarScene,
  span: number,
  fold: boolean,
  top: number,
  x: (nano: number) => number,
): void {
  if (fold || logs.size === 0) return;
  context.fillStyle = colours.mark;
  for (const nano of logs.get(span) ?? []) {
    const at = x(nano);
    context.beginPath();
    context.moveTo(at, top + 1);
    context.lineTo(at + 3, top + 4);
    context.lineTo(at, top + 7);
    context.lineTo(at - 3, top + 4);
    context.fill();
  }
}

/** Right of the bar where it fits, else left of it, else inside. */
function drawLabel(
  context: CanvasRenderingContext2D,
  { colours, width }: BarScene,
  text: string,
  left: number,
  right: number,
  top: number,
  failed: boolean,
): void {
  const needs = context.measureText(text).width + 12;
  const whole = PAD_LEFT + width + PAD_RIGHT;
  const middle = top + ROW_HEIGHT / 2;
  let at = right + 6;
  if (right < 0 || left > whole) return;
  if (at + needs > whole) at = left - needs + 6;
  if (at < 0) {
    at = whole - needs;
    context.fillStyle = colours.back;
    context.fillRect(at - 4, top + 4, needs, 16);
  }
  context.fillStyle = failed ? colours.error : colours.text;
  context.fillText(text, at, middle);
}
