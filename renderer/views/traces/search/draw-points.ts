import type { TracePoints } from '../../../../shared/contract/traces.ts';
import { resolveColour } from '../../../components/colours.ts';
import { PLOT, type PlotFrame } from './plot-frame.ts';

/** Beyond so many, dots are squares: a tenth of the cost, and no one sees the difference in a cloud. */
const MOST_ROUND = 4_000;
const RADIUS = 2;

/** Grid, then dots, then those that must never be hidden: selected dots and failing traces' crosses. */
export function drawPoints(
  context: CanvasRenderingContext2D,
  points: TracePoints,
  frame: PlotFrame,
  selected: Uint8Array,
): void {
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context.clearRect(0, 0, frame.width, frame.height);
  drawGrid(context, frame);
  const many = points.traceIds.length > MOST_ROUND;
  context.globalAlpha = many ? 0.5 : 0.8;
  drawDots(context, points, frame, many, resolveColour('var(--chart-neutral)'), (i) => selected[i] === 0);
  context.globalAlpha = many ? 0.75 : 0.95;
  drawDots(context, points, frame, many, resolveColour('var(--accent)'), (i) => selected[i] === 1);
  drawCrosses(context, points, frame);
  context.globalAlpha = 1;
}

function drawGrid(context: CanvasRenderingContext2D, { gridX, gridY, width, height }: PlotFrame): void {
  context.strokeStyle = resolveColour('var(--chart-grid)');
  context.lineWidth = 1;
  context.beginPath();
  for (const x of gridX) {
    context.moveTo(Math.round(x) + 0.5, PLOT.top);
    context.lineTo(Math.round(x) + 0.5, height - PLOT.bottom);
  }
  for (const y of gridY) {
    context.moveTo(PLOT.left, Math.round(y) + 0.5);
    context.lineTo(width - PLOT.right, Math.round(y) + 0.5);
  }
  context.stroke();
}

function drawDots(
  context: CanvasRenderingContext2D,
  { traceIds, startMs, durationNano, errorCounts }: TracePoints,
  frame: PlotFrame,
  square: boolean,
  colour: string,
  wanted: (index: number) => boolean,
): void {
  context.fillStyle = colour;
  context.beginPath();
  for (let i = traceIds.length - 1; i >= 0; i--) {
    if (errorCounts[i]! > 0 || !wanted(i)) continue;
    const [x, y] = [frame.x(startMs[i]!), frame.y(durationNano[i]!)];
    if (square) context.fillRect(Math.round(x - 1.5), Math.round(y - 1.5), 3, 3);
    else {
      context.moveTo(x + RADIUS, y);
      context.arc(x, y, RADIUS, 0, 2 * Math.PI);
    }
  }
  context.fill();
}

function drawCrosses(
  context: CanvasRenderingContext2D,
  { traceIds, startMs, durationNano, errorCounts }: TracePoints,
  frame: PlotFrame,
): void {
  context.strokeStyle = resolveColour('var(--err)');
  context.lineWidth = 1.4;
  context.beginPath();
  for (let i = traceIds.length - 1; i >= 0; i--) {
    if (errorCounts[i] === 0) continue;
    const [x, y] = [frame.x(startMs[i]!), frame.y(durationNano[i]!)];
    context.moveTo(x - 2.5, y - 2.5);
    context.lineTo(x + 2.5, y + 2.5);
    context.moveTo(x + 2.5, y - 2.5);
    context.lineTo(x - 2.5, y + 2.5);
  }
  context.stroke();
}
