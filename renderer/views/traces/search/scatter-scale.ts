import type { TracePoints } from '../../../../shared/contract/traces.ts';
import { duration, quantityText } from '../../../../shared/model/format.ts';

/** Durations on a logarithmic axis; both ends are inside it. */
export interface LogScale {
  minNano: number;
  maxNano: number;
}

const LEAST_NANO = 1_000;

/** Room above and below the points, at least one decade. */
export function logScale(durations: Float64Array): LogScale {
  let min = Number.POSITIVE_INFINITY;
  let max = LEAST_NANO;
  for (const nano of durations) {
    min = Math.min(min, Math.max(nano, LEAST_NANO));
    max = Math.max(max, nano);
  }
  if (!Number.isFinite(min)) return { minNano: 1e6, maxNano: 1e9 };
  const scale = { minNano: min / 1.5, maxNano: max * 1.5 };
  if (scale.maxNano / scale.minNano >= 10) return scale;
  const middle = Math.sqrt(scale.minNano * scale.maxNano);
  return { minNano: middle / 3.2, maxNano: middle * 3.2 };
}

/** 0 at the bottom, 1 at the top. */
export const toShare = ({ minNano, maxNano }: LogScale, nano: number): number =>
  Math.log(Math.max(nano, minNano) / minNano) / Math.log(maxNano / minNano);

export const fromShare = ({ minNano, maxNano }: LogScale, share: number): number =>
  minNano * (maxNano / minNano) ** share;

/** 1, 2 and 5 of every decade where there is room, else 1 alone. */
export function logTicks(scale: LogScale, height: number): { nano: number; label: string }[] {
  const decades = Math.log10(scale.maxNano / scale.minNano);
  const factors = height / decades > 90 ? [1, 2, 5] : [1];
  const ticks = [];
  for (let power = Math.floor(Math.log10(scale.minNano)); 10 ** power <= scale.maxNano; power++) {
    for (const factor of factors) {
      const nano = factor * 10 ** power;
      if (nano >= scale.minNano && nano <= scale.maxNano) {
        ticks.push({ nano, label: quantityText(duration(nano)).replace(/\.0+(?= )/, '') });
      }
    }
  }
  return ticks;
}

/** The point nearest to a place on screen, within `reach` pixels; -1 for none. */
export function nearestPoint(
  points: TracePoints,
  x: (ms: number) => number,
  y: (nano: number) => number,
  at: { x: number; y: number },
  reach = 8,
): number {
  let nearest = -1;
  let best = reach * reach;
  for (let i = 0; i < points.traceIds.length; i++) {
    const distance = (x(points.startMs[i]!) - at.x) ** 2 + (y(points.durationNano[i]!) - at.y) ** 2;
    if (distance <= best) {
      best = distance;
      nearest = i;
    }
  }
  return nearest;
}
