import { type Quantity, significant } from '../../../../shared/model/format.ts';

/** The part of a trace that the waterfall shows, in nanoseconds after the trace's start. */
export interface Viewport {
  from: number;
  to: number;
}

export interface Tick {
  nano: number;
  label: string;
}

const UNITS = [
  { unit: 's', nanos: 1e9 },
  { unit: 'ms', nanos: 1e6 },
  { unit: 'µs', nanos: 1e3 },
  { unit: 'ns', nanos: 1 },
] as const;

/** The largest of 1, 2 and 5 times a power of ten that makes at least `least` steps of the length. */
export function tickStep(length: number, least: number): number {
  const rough = length / least;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = rough / power;
  return (factor >= 5 ? 5 : factor >= 2 ? 2 : 1) * power;
}

/** Round times inside the viewport, all in one unit, about as many as fit at `pixelsPerTick`. */
export function axisTicks({ from, to }: Viewport, width: number, pixelsPerTick = 110): Tick[] {
  const length = to - from;
  if (!(length > 0) || !(width > 0)) return [];
  const step = Math.max(1, tickStep(length, Math.max(1, width / pixelsPerTick / 2)));
  const { unit, nanos } =
    UNITS.find((candidate) => to >= candidate.nanos && step >= candidate.nanos / 100) ?? UNITS[3];
  const ticks: Tick[] = [];
  for (let k = Math.ceil(from / step); k * step <= to; k++) {
    const nano = k * step;
    ticks.push({ nano, label: nano === 0 ? '0' : `${trimmed(nano / nanos)} ${unit}` });
  }
  return ticks;
}

/** A tick is a round number: no trailing zeros, no more digits than it has. */
const trimmed = (value: number): string => Number(value.toFixed(6)).toLocaleString('en-US');

/** How a time inside the trace is written at the cursor: +616 ms. */
export function offsetText(nano: number): Quantity {
  const { unit, nanos } = UNITS.find((candidate) => Math.abs(nano) >= candidate.nanos * 0.9995) ?? UNITS[3];
  return nano === 0 ? { value: '0', unit: 'ms' } : { value: significant(nano / nanos), unit };
}

/** Zooms around a point, never beyond the trace and never below a microsecond. */
export function zoomed({ from, to }: Viewport, around: number, factor: number, total: number): Viewport {
  const length = Math.min(total, Math.max(1_000, (to - from) * factor));
  const share = (around - from) / (to - from);
  const start = Math.min(Math.max(0, around - share * length), total - length);
  return { from: start, to: start + length };
}

export function panned({ from, to }: Viewport, by: number, total: number): Viewport {
  const start = Math.min(Math.max(0, from + by), total - (to - from));
  return { from: start, to: start + (to - from) };
}
