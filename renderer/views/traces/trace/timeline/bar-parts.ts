import type { TraceDetail } from '../../../../../shared/contract/traces.ts';
import { duration, quantityText } from '../../../../../shared/model/format.ts';
import type { TraceTree } from '../../../../../shared/trace-analysis/trace-tree.ts';
import type { DisplayOrder } from '../model/display-order.ts';

/** Stretches in pixels; neighbours that the eye could not tell apart are joined as they come. */
export class PixelRuns {
  readonly #x: (nano: number) => number;
  readonly #edge: number;
  readonly #runs: [left: number, right: number][] = [];

  constructor(x: (nano: number) => number, edge: number) {
    this.#x = x;
    this.#edge = edge;
  }

  /** Stretches come in order of their start. Those outside the canvas are left out. */
  readonly add = (start: number, end: number): void => {
    const left = this.#x(start);
    const right = Math.min(this.#edge, this.#x(end));
    if (right < 0 || left > this.#edge) return;
    const last = this.#runs.at(-1);
    if (last && left - last[1] < 0.7) last[1] = Math.max(last[1], right);
    else this.#runs.push([left, right]);
  };

  all(): readonly (readonly [left: number, right: number])[] {
    return this.#runs;
  }
}

/** The parts of a span during which no child ran, in nanoseconds after the trace's start. */
export function eachSelfPart(
  { startNano, durationNano }: TraceDetail,
  { firstChild, children }: TraceTree,
  span: number,
  visit: (start: number, end: number) => void,
): void {
  const end = startNano[span]! + durationNano[span]!;
  let cursor = startNano[span]!;
  for (let c = firstChild[span]!; c < firstChild[span + 1]! && cursor < end; c++) {
    const child = children[c]!;
    const start = startNano[child]!;
    if (start > cursor) visit(cursor, Math.min(start, end));
    cursor = Math.max(cursor, start + durationNano[child]!);
  }
  if (cursor < end) visit(cursor, end);
}

export function eachMember(
  { span, next }: DisplayOrder,
  fold: number,
  visit: (member: number) => void,
): void {
  for (let line = fold + 1; line < next[fold]!; line = next[line]!) visit(span[line]!);
}

/** What a fold's members took together and in the middle. */
export function foldLabel({ durationNano }: TraceDetail, order: DisplayOrder, fold: number): string {
  const durations = new Float64Array(order.members[fold]!);
  let filled = 0;
  let sum = 0;
  eachMember(order, fold, (member) => {
    durations[filled++] = durationNano[member]!;
    sum += durationNano[member]!;
  });
  durations.sort();
  const middle = durations.length >> 1;
  const median =
    durations.length % 2 === 1 ? durations[middle]! : (durations[middle - 1]! + durations[middle]!) / 2;
  return `${quantityText(duration(sum))} in all, p50 ${quantityText(duration(median))}`;
}
