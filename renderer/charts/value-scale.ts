import { valueTicks } from './scale.ts';

/** A value axis: its ends, its labelled values, and how a value becomes a share of its height from below. */
export interface ValueScale {
  min: number;
  max: number;
  ticks: number[];
  log: boolean;
}

export interface ScaleWish {
  /** Smallest and largest of the values; NaN where there are none. */
  low: number;
  high: number;
  /** Fixed ends, as a panel may ask for them. */
  min?: number | null;
  max?: number | null;
  log?: boolean;
  base?: 10 | 2;
  /** Bars and stacks stand on zero, wherever their values lie. */
  fromZero?: boolean;
  /** At most so many steps. */
  steps: number;
}

/** Below this share of the top a lowest value is drawn from zero: cutting the axis there would only mislead. */
const NEAR_ZERO = 0.5;
const LEAST_SPAN = 1e-200;

export function valueScale(wish: ScaleWish): ValueScale {
  const { log = false } = wish;
  const low = Number.isFinite(wish.low) ? wish.low : 0;
  const high = Number.isFinite(wish.high) ? wish.high : 1;
  return log && (wish.max ?? high) > 0 ? logScale(wish, low, high) : linearScale(wish, low, high);
}

function linearScale(wish: ScaleWish, low: number, high: number): ValueScale {
  const top = wish.max ?? (wish.fromZero ? Math.max(high, 0) : high);
  const zero = wish.fromZero || (low >= 0 && low <= top * NEAR_ZERO);
  const bottom = wish.min ?? (zero ? Math.min(low, 0) : low);
  const size = Math.max(Math.abs(top), Math.abs(bottom));
  // Numbers end there: steps between values this near to one another cannot be told apart.
  const flat = !(top - bottom > Math.max(size * 1e-9, LEAST_SPAN));
  const pad = flat ? (size > LEAST_SPAN ? size * 0.1 : 1) : 0;
  const [from, to] = flat && bottom === 0 ? [0, top + pad] : [bottom - pad, top + pad];
  const { step } = valueTicks(to - from, wish.steps, wish.base ?? 10);
  const min = wish.min ?? Math.floor(from / step + 1e-9) * step;
  const max = wish.max ?? Math.max(Math.ceil(to / step - 1e-9) * step, min + step);
  const ticks: number[] = [];
  for (let i = Math.ceil(min / step - 1e-9); i * step <= max + step * 1e-6; i++) ticks.push(clean(i * step));
  return { min: clean(min), max: clean(max), ticks, log: false };
}

function logScale({ min, max, steps }: ScaleWish, low: number, high: number): ValueScale {
  const top = Math.ceil(Math.log10(max ?? high) - 1e-9);
  const least = min ?? low;
  const bottom = Math.min(least > 0 ? Math.floor(Math.log10(least) + 1e-9) : top - 3, top - 1);
  const every = Math.max(1, Math.ceil((top - bottom) / Math.max(1, steps)));
  const ticks: number[] = [];
  for (let power = bottom; power <= top; power += every) ticks.push(10 ** power);
  return { min: 10 ** bottom, max: 10 ** top, ticks, log: true };
}

/** 0.30000000000000004 is 0.3, and −0 is 0. */
const clean = (value: number): number => Number(value.toPrecision(12)) + 0;

/** 0 at the axis' lower end, 1 at its upper; beyond them outside. */
export function shareOf(scale: ValueScale, value: number): number {
  if (!scale.log) return (value - scale.min) / (scale.max - scale.min);
  const low = Math.log10(scale.min);
  return (Math.log10(Math.max(value, Number.MIN_VALUE)) - low) / (Math.log10(scale.max) - low);
}

/** The value at a share of the height. */
export function valueAtShare(scale: ValueScale, share: number): number {
  if (!scale.log) return scale.min + share * (scale.max - scale.min);
  const low = Math.log10(scale.min);
  return 10 ** (low + share * (Math.log10(scale.max) - low));
}
