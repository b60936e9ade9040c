import type { DifferenceAttribute } from '../../../../shared/contract/trace-answers.ts';
import { type AttributeValue, attributeText } from '../../../../shared/model/attributes.ts';

/** Values told apart of one attribute; values that first come later are counted together. */
export const MOST_VALUES = 1_000;
/** Longer texts are told by their beginning, and are the same when that is. */
const MOST_TEXT = 256;

/** Spans and traces with something, inside the selection and outside. */
export class Tally {
  inside = 0;
  outside = 0;
  insideTraces = 0;
  outsideTraces = 0;
  #lastTrace = -1;

  /** @param trace a number of its own for each trace; all spans of one come together */
  add(trace: number, isInside: boolean): void {
    const isNew = this.#lastTrace !== trace;
    this.#lastTrace = trace;
    if (isInside) {
      this.inside++;
      if (isNew) this.insideTraces++;
    } else {
      this.outside++;
      if (isNew) this.outsideTraces++;
    }
  }

  get traces(): number {
    return this.insideTraces + this.outsideTraces;
  }
}

/** Of the numbers between the least and the greatest met. */
export class RangeTally extends Tally {
  from: number;
  to: number;

  constructor(number: number) {
    super();
    this.from = number;
    this.to = number;
  }

  get text(): string {
    return this.from === this.to ? short(this.from) : `${short(this.from)} – ${short(this.to)}`;
  }
}

/** Where the spans with one value are counted: with the attribute, the value, and the range a number is in. */
export interface ValueTallies {
  attribute: Tally;
  value: Tally | null;
  range: Tally | null;
}

/** Counts the spans with each value of one attribute. */
export class AttributeTally {
  readonly key: string;
  readonly from: DifferenceAttribute['from'];
  readonly all = new Tally();
  readonly values = new Map<string, Tally>();
  /** By power of two, while every value is a number. */
  readonly ranges = new Map<number, RangeTally>();
  /** True when some values are not told apart. */
  overflowed = false;
  #isNumeric = true;

  constructor(key: string, from: DifferenceAttribute['from']) {
    this.key = key;
    this.from = from;
  }

  get isNumeric(): boolean {
    return this.#isNumeric && this.values.size > 0;
  }

  tallies(value: AttributeValue): ValueTallies {
    const text = attributeText(value).slice(0, MOST_TEXT);
    const number = this.#isNumeric ? numberOf(value) : null;
    if (number === null) this.#isNumeric = false;
    return {
      attribute: this.all,
      value: this.#value(text),
      range: number === null ? null : this.#range(number),
    };
  }

  #value(text: string): Tally | null {
    let tally = this.values.get(text);
    if (!tally && this.values.size < MOST_VALUES) {
      tally = new Tally();
      this.values.set(text, tally);
    }
    if (!tally) this.overflowed = true;
    return tally ?? null;
  }

  #range(number: number): RangeTally {
    const power = powerOf(number);
    let tally = this.ranges.get(power);
    if (!tally) {
      tally = new RangeTally(number);
      this.ranges.set(power, tally);
    }
    tally.from = Math.min(tally.from, number);
    tally.to = Math.max(tally.to, number);
    return tally;
  }
}

/** Zipkin and many SDKs send numbers as text. */
function numberOf(value: AttributeValue): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' && /^-?\d{1,15}(\.\d{1,9})?$/.test(value) ? Number(value) : null;
}

/** Powers above this are of positive numbers, below it of negative ones: one whole number tells both. */
const SIGN = 4096;

/** The power of two at or below the number's size, with its sign; 0 for zero. There are about 4,000 of them. */
export function powerOf(number: number): number {
  if (number === 0) return 0;
  const power = Math.floor(Math.log2(Math.abs(number))) + SIGN;
  return number > 0 ? power : -power;
}

const short = (number: number): string =>
  Math.abs(number) >= 1 && Math.abs(number) < 1e6
    ? number.toLocaleString('en-US')
    : String(Number(number.toPrecision(3)));
