import { countedOver } from './counted.ts';
import type { Indicator } from './objective.ts';

/**
 * Part that was bad over a window, without labels. A kind of event that never came counts as none of them, as long as
 * there is anything at all; without anything there is no answer.
 */
export function errorRatio({ part, counted, total }: Indicator, windowMs: number): string {
  const share = `(${countedOver(counted, windowMs, { as: 'rate' })} or vector(0)) / (${countedOver(total, windowMs, { as: 'rate' })} > 0)`;
  return part === 'bad' ? share : `clamp_min(1 - ${share}, 0)`;
}

/** How many there were over a window, and which part of the indicator the first is. */
export function counts(
  { counted, total }: Indicator,
  windowMs: number,
  by: string | null = null,
): { counted: string; total: string } {
  return {
    counted: countedOver(counted, windowMs, { as: 'increase', by }),
    total: countedOver(total, windowMs, { as: 'increase', by }),
  };
}

/** Of `counted` events of a part of `total`, how many were bad: interpolation may give a trifle beyond either end. */
export function badOf(part: Indicator['part'], counted: number, total: number): number {
  const there = Number.isNaN(counted) ? 0 : counted;
  return Math.min(Math.max(part === 'bad' ? there : total - there, 0), total);
}
