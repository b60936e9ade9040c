import type { DisplayOrder } from '../model/display-order.ts';

export interface Indent {
  /** Depth that stands at the left edge. */
  base: number;
  /** Pixels a level. */
  step: number;
}

const WIDEST_STEP = 12;
const NARROWEST_STEP = 2;
/** Levels kept in sight left of the shallowest row. */
const KEPT = 2;

/**
 * Deep rows move to the left together, so that what is in sight stays readable at any depth: the shallowest drawn
 * row stands near the edge, and levels come closer where the drawn rows span many.
 */
export function indentOf(
  order: DisplayOrder,
  lines: Uint32Array,
  from: number,
  to: number,
  room: number,
): Indent {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let row = from; row < to; row++) {
    const depth = order.depth[lines[row]!]!;
    least = Math.min(least, depth);
    most = Math.max(most, depth);
  }
  const top = order.depth[lines[0] ?? 0] ?? 0;
  if ((most - top) * WIDEST_STEP <= room) return { base: top, step: WIDEST_STEP };
  const base = Math.max(top, least - KEPT);
  const step = Math.floor(room / Math.max(1, most - base));
  return { base, step: Math.min(WIDEST_STEP, Math.max(NARROWEST_STEP, step)) };
}

export const indentAt = ({ base, step }: Indent, depth: number, room: number): number =>
  Math.min(room, (depth - base) * step);
