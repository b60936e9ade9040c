import type { DisplayOrder } from './display-order.ts';

export interface LineOptions {
  /** 1 where what is below a line is hidden. */
  closed: Uint8Array;
  /** A span: only it and what is below. */
  root: number | null;
  /** A span: only its ancestors, itself and what is below. */
  focus: number | null;
}

/** The lines on show, from top to bottom. One pass over those that are open. */
export function visibleLines(order: DisplayOrder, { closed, root, focus }: LineOptions): Uint32Array {
  const lines = new Uint32Array(order.count);
  let filled = 0;
  const top = root === null ? -1 : order.lineOf[root]!;
  let from = Math.max(0, top);
  let to = top < 0 ? order.count : order.next[top]!;
  if (focus !== null) {
    const focused = order.lineOf[focus]!;
    if (focused >= from && focused < to) {
      const path = ancestorsOf(order, focused, from);
      lines.set(path);
      filled = path.length;
      from = focused;
      to = order.next[focused]!;
    }
  }
  const { next } = order;
  for (let line = from; line < to; line = closed[line] === 1 ? next[line]! : line + 1) {
    lines[filled++] = line;
  }
  return lines.slice(0, filled);
}

/** The lines above one, outermost first; none before `from`. */
export function ancestorsOf({ above }: DisplayOrder, line: number, from = 0): number[] {
  const path: number[] = [];
  for (let at = above[line]!; at >= from; at = above[at]!) path.push(at);
  return path.reverse();
}

/** Where a line stands among sorted lines; -1 when it is not there. */
export function rowOf(lines: Uint32Array, line: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = lines[middle]!;
    if (at === line) return middle;
    if (at < line) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

export const hasLinesBelow = ({ next }: DisplayOrder, line: number): boolean => next[line]! > line + 1;

/** Folds are closed until they are opened; spans are open. */
export function initiallyClosed({ members, count }: DisplayOrder): Uint8Array {
  const closed = new Uint8Array(count);
  for (let line = 0; line < count; line++) if (members[line]! > 0) closed[line] = 1;
  return closed;
}

/** Everything that can be closed is. */
export function allClosed(order: DisplayOrder): Uint8Array {
  const closed = new Uint8Array(order.count);
  for (let line = 0; line < order.count; line++) if (hasLinesBelow(order, line)) closed[line] = 1;
  return closed;
}

/** What was closed in one order, in another of the same trace; its folds are as at first. */
export function carriedOver(from: DisplayOrder, closed: Uint8Array, to: DisplayOrder): Uint8Array {
  const carried = initiallyClosed(to);
  for (let span = 0; span < from.lineOf.length; span++) {
    carried[to.lineOf[span]!] = closed[from.lineOf[span]!]!;
  }
  return carried;
}

/** Opens whatever hides a line. */
export function opened({ above }: DisplayOrder, closed: Uint8Array, line: number): Uint8Array {
  let copy = closed;
  for (let at = above[line]!; at >= 0; at = above[at]!) {
    if (copy[at] === 0) continue;
    if (copy === closed) copy = closed.slice();
    copy[at] = 0;
  }
  return copy;
}
