import { ExpositionError } from './exposition.ts';

/** What the samples of one histogram at one time owe each other (OpenMetrics 1.0, 5.3.5 and 5.3.6). */
export class HistogramRules {
  readonly #isGauge: boolean;
  #bound = Number.NEGATIVE_INFINITY;
  #below = 0;
  #buckets = 0;
  #hasNegative = false;
  #count: number | null = null;
  #sum: number | null = null;
  #any = false;

  constructor(isGauge: boolean) {
    this.#isGauge = isGauge;
  }

  sample(suffix: string, le: string | undefined, value: number): void {
    if (suffix === '_created') return;
    this.#any = true;
    if (suffix === '_bucket') this.#bucket(le ?? '', value);
    else if (suffix === '_sum' || suffix === '_gsum') this.#sum = value;
    else this.#count = value;
  }

  end(): void {
    if (!this.#any) return;
    const [count, sum] = this.#isGauge ? ['_gcount', '_gsum'] : ['_count', '_sum'];
    if (this.#buckets === 0 || this.#bound !== Number.POSITIVE_INFINITY)
      fail('a last bucket le="+Inf"', 'none');
    if (this.#count !== null && this.#count !== this.#below) {
      fail(`${count} as large as the last bucket`, `${this.#count} beside ${this.#below}`);
    }
    if (this.#sum !== null && this.#count === null) fail(`${count} beside ${sum}`, 'none');
    if (this.#isGauge && this.#count !== null && this.#sum === null) fail(`${sum} beside ${count}`, 'none');
    if (this.#sum === null) return;
    if (this.#hasNegative && !this.#isGauge) fail(`no ${sum} beside buckets below zero`, 'one');
    if (this.#sum < 0 && !this.#hasNegative) fail(`${sum} that is not below zero`, String(this.#sum));
  }

  #bucket(le: string, value: number): void {
    const bound = le === '+Inf' ? Number.POSITIVE_INFINITY : finite(le);
    if (bound <= this.#bound) fail('buckets in the order of their bounds', `le=${JSON.stringify(le)}`);
    if (value < this.#below)
      fail('buckets that count those before them too', `${value} behind ${this.#below}`);
    this.#bound = bound;
    this.#below = value;
    this.#buckets++;
    if (bound < 0) this.#hasNegative = true;
  }
}

function finite(le: string): number {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(le) ? Number(le) : Number.NaN;
  if (!Number.isFinite(value)) fail('a number or +Inf as le', JSON.stringify(le));
  return value;
}

function fail(expected: string, found: string): never {
  throw new ExpositionError(expected, found);
}
