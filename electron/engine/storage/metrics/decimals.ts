import { wordsOf } from './sample-run.ts';

export interface Decimals {
  exponent: number;
  /** Each value times 10^exponent. */
  wholes: Float64Array;
}

const MOST_EXPONENT = 15;
/** Differences of two still have room in a double. */
const LARGEST = 2 ** 51;

/**
 * The values as whole numbers of 10^-exponent that give back exactly the same doubles, or null. A division of whole
 * numbers that doubles hold exactly is rounded as reading the decimal was, so any decimal of up to 15 digits is found.
 */
export function asDecimals(values: Float64Array): Decimals | null {
  for (let exponent = 0; exponent <= MOST_EXPONENT; exponent++) {
    const wholes = scaled(values, 10 ** exponent);
    if (wholes) return { exponent, wholes };
  }
  return null;
}

function scaled(values: Float64Array, scale: number): Float64Array | null {
  const wholes = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const whole = Math.round(value * scale) + 0;
    if (!(Math.abs(whole) < LARGEST) || whole / scale !== value) return null;
    wholes[i] = whole;
  }
  return wholes;
}

/** More than so many doubles away a value is no rounded decimal. */
const MOST_ULPS = 2 ** 30;
/** Values that decide whether trying is worth it. */
const PROBED = 24;

/** Values that are decimals up to a few representable doubles, with how many: `12.345000000000001`. */
export function asNearDecimals(values: Float64Array): { decimals: Decimals; ulps: Float64Array } | null {
  let best = { exponent: -1, cost: 44 * PROBED };
  for (let exponent = 0; exponent <= 9; exponent++) {
    const cost = probe(values, exponent);
    if (cost < best.cost) best = { exponent, cost };
  }
  return best.exponent < 0 ? null : near(values, best.exponent);
}

/** Bits that some neighbouring values would take. */
function probe(values: Float64Array, exponent: number): number {
  const scale = 10 ** exponent;
  let cost = 0;
  const step = Math.max(1, Math.floor((values.length - 1) / PROBED));
  for (let i = 1, probed = 0; i < values.length && probed < PROBED; i += step, probed++) {
    const whole = Math.round((values[i] as number) * scale);
    const before = Math.round((values[i - 1] as number) * scale);
    if (!(Math.abs(whole) < LARGEST)) return Number.POSITIVE_INFINITY;
    const ulps = ulpsBetween(values[i] as number, whole / scale);
    cost += Math.log2(1 + Math.abs(whole - before)) + Math.log2(1 + Math.abs(ulps)) + 1;
  }
  return cost;
}

function near(values: Float64Array, exponent: number): { decimals: Decimals; ulps: Float64Array } | null {
  const scale = 10 ** exponent;
  const wholes = new Float64Array(values.length);
  const ulps = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const whole = Math.round(value * scale) + 0;
    const away = ulpsBetween(value, whole / scale);
    if (!(Math.abs(whole) < LARGEST) || !(Math.abs(away) < MOST_ULPS)) return null;
    wholes[i] = whole;
    ulps[i] = away;
  }
  return { decimals: { exponent, wholes }, ulps };
}

const pair = new Float64Array(2);
const halves = wordsOf(pair);

/** How many doubles `value` is after `base`: the difference of their bits as whole numbers. */
function ulpsBetween(value: number, base: number): number {
  pair[0] = value;
  pair[1] = base;
  return (
    ((halves[1] as number) - (halves[3] as number)) * 2 ** 32 +
    ((halves[0] as number) - (halves[2] as number))
  );
}

/** Moves every value by so many doubles, in place. */
export function fromUlps(values: Float64Array, ulps: Float64Array): Float64Array {
  const words = wordsOf(values);
  for (let i = 0; i < values.length; i++) {
    const low = (words[i * 2] as number) + (ulps[i] as number);
    const carried = Math.floor(low / 2 ** 32);
    words[i * 2] = low - carried * 2 ** 32;
    words[i * 2 + 1] = (words[i * 2 + 1] as number) + carried;
  }
  return values;
}
