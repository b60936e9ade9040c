import type { Samples } from './chunk.ts';
import type { SampleBatch } from './head.ts';

const PAGE_BITS = 12;
const PAGE = 1 << PAGE_BITS;
const FIRST_CAPACITY = 4096;

/** Looking for a sample at the same time goes back over at most so many; merging takes each time once anyway. */
const MOST_STEPS_BACK = 2_000;

/**
 * Samples of many series in the order in which they came, each with where the one before of its series stands. Held
 * in a few typed arrays whatever the number of series, so that half a million samples are no work for the collector.
 */
export class SampleRun {
  #times = new Float64Array(FIRST_CAPACITY);
  #words = new Uint32Array(FIRST_CAPACITY * 2);
  #previous = new Int32Array(FIRST_CAPACITY);
  /** By page of ids: one more than the place of the newest sample; 0 where there is none. */
  readonly #last: Int32Array[] = [];
  length = 0;
  /** Series that have a sample here. */
  seriesCount = 0;

  /** Appends one sample of a batch, bit for bit. */
  push(id: number, timeMs: number, words: Uint32Array, at: number): void {
    if (this.length === this.#times.length) this.#grow();
    const index = this.length++;
    let page = this.#last[id >>> PAGE_BITS];
    if (!page) {
      page = new Int32Array(PAGE);
      this.#last[id >>> PAGE_BITS] = page;
    }
    const slot = id & (PAGE - 1);
    const before = page[slot] as number;
    if (before === 0) this.seriesCount++;
    page[slot] = index + 1;
    this.#previous[index] = before;
    this.#times[index] = timeMs;
    this.#words[index * 2] = words[at * 2] as number;
    this.#words[index * 2 + 1] = words[at * 2 + 1] as number;
  }

  pushAll({ ids, timesMs, values }: SampleBatch): void {
    const words = wordsOf(values);
    for (let i = 0; i < ids.length; i++) this.push(ids[i] as number, timesMs[i] as number, words, i);
  }

  has(id: number): boolean {
    return this.#lastOf(id) !== 0;
  }

  /** Compares with the sample of the series at exactly this time; null where there is none. */
  compare(id: number, timeMs: number, words: Uint32Array, at: number): 'same' | 'other' | null {
    let place = this.#lastOf(id);
    for (let steps = 0; place !== 0 && steps < MOST_STEPS_BACK; steps++) {
      const index = place - 1;
      if (this.#times[index] === timeMs) {
        const low = this.#words[index * 2] === words[at * 2];
        return low && this.#words[index * 2 + 1] === words[at * 2 + 1] ? 'same' : 'other';
      }
      place = this.#previous[index] as number;
    }
    return null;
  }

  /** Ids of series with samples here, ascending. */
  *ids(from = 0): Generator<number, void, void> {
    for (let p = from >>> PAGE_BITS; p < this.#last.length; p++) {
      const page = this.#last[p];
      if (!page) continue;
      for (let slot = 0; slot < PAGE; slot++) {
        const id = p * PAGE + slot;
        if (page[slot] !== 0 && id >= from) yield id;
      }
    }
  }

  /** The samples of a series that came as number `since` or later, in that order; null where there are none. */
  samplesOf(id: number, since = 0): Samples | null {
    const last = this.#lastOf(id);
    if (last <= since) return null;
    let count = 0;
    for (let place = last; place > since; place = this.#previous[place - 1] as number) count++;
    const samples = { timesMs: new Float64Array(count), values: new Float64Array(count) };
    const words = wordsOf(samples.values);
    for (let place = last, i = count - 1; i >= 0; place = this.#previous[place - 1] as number, i--) {
      samples.timesMs[i] = this.#times[place - 1] as number;
      words[i * 2] = this.#words[(place - 1) * 2] as number;
      words[i * 2 + 1] = this.#words[(place - 1) * 2 + 1] as number;
    }
    return samples;
  }

  /** Newest time of the series within a range, both ends included, or null. */
  newestIn(id: number, startMs: number, endMs: number): number | null {
    let newest: number | null = null;
    let place = this.#lastOf(id);
    for (let steps = 0; place !== 0 && steps < MOST_STEPS_BACK; steps++) {
      const time = this.#times[place - 1] as number;
      if (time >= startMs && time <= endMs && (newest === null || time > newest)) newest = time;
      // What came earlier is nearly always older.
      if (newest !== null || time < startMs) break;
      place = this.#previous[place - 1] as number;
    }
    return newest;
  }

  #lastOf(id: number): number {
    return this.#last[id >>> PAGE_BITS]?.[id & (PAGE - 1)] ?? 0;
  }

  #grow(): void {
    const capacity = this.#times.length * 2;
    const grown = <T extends Float64Array | Uint32Array | Int32Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.#times = grown(this.#times, new Float64Array(capacity));
    this.#words = grown(this.#words, new Uint32Array(capacity * 2));
    this.#previous = grown(this.#previous, new Int32Array(capacity));
  }
}

/** Two words a value: numbers would lose the bits of a NaN, among which is the staleness marker. */
export const wordsOf = ({ buffer, byteOffset, length }: Float64Array): Uint32Array =>
  new Uint32Array(buffer, byteOffset, length * 2);
