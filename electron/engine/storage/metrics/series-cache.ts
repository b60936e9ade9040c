import type { View } from './aggregates.ts';
import type { Samples } from './chunk.ts';
import { isAscending, mergeSamples } from './merge.ts';
import type { SampleRun } from './sample-run.ts';

/** What decoded samples may take, on the one thread that keeps them; 2,000 series with 6 hours at 15 s take 46 MB. */
const MOST_BYTES = 160 * 2 ** 20;
const KEPT_PART = 0.8;
/** Not asked for during this, a series is forgotten. */
const IDLE_MS = 300_000;
/** What retention and downsampling changed is seen after this at the latest. */
const KEPT_MS = 1_800_000;
/** Room behind the newest sample for those that come. */
const ROOM = 32;

export interface CachedRange {
  fromMs: number;
  toMs: number;
  view: View | null;
}

/** The samples of one series over a range of time, in arrays with room at their end. */
export class CachedSeries {
  readonly version: number;
  /** How what was downsampled was read; null where nothing was, so that every way is the same. */
  readonly view: View | null;
  /** All samples from here to there are among them. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly madeMs = performance.now();
  usedMs = this.madeMs;
  #timesMs: Float64Array;
  #values: Float64Array;
  #length: number;
  /** How much of the head is among them. */
  readonly #run: SampleRun;
  #taken: number;

  constructor(samples: Samples, version: number, range: CachedRange, run: SampleRun) {
    this.version = version;
    this.view = range.view;
    this.fromMs = range.fromMs;
    this.toMs = range.toMs;
    this.#timesMs = samples.timesMs;
    this.#values = samples.values;
    this.#length = samples.timesMs.length;
    this.#run = run;
    this.#taken = run.length;
  }

  get bytes(): number {
    return 200 + this.#timesMs.buffer.byteLength + this.#values.buffer.byteLength;
  }

  serves(version: number, view: View, startMs: number, endMs: number): boolean {
    if (this.view !== null && this.view !== view) return false;
    if (performance.now() - this.madeMs > KEPT_MS) return false;
    return version === this.version && startMs >= this.fromMs && endMs <= this.toMs;
  }

  /** Takes in what came since; views given before stay as they are. */
  follow(id: number): void {
    if (this.#taken === this.#run.length) return;
    const later = this.#run.samplesOf(id, this.#taken);
    this.#taken = this.#run.length;
    if (!later) return;
    const newest =
      this.#length === 0 ? Number.NEGATIVE_INFINITY : (this.#timesMs[this.#length - 1] as number);
    if ((later.timesMs[0] as number) > newest && isAscending(later.timesMs)) this.#append(later);
    else this.#replace(mergeSamples([this.#all(), later]));
  }

  #append({ timesMs, values }: Samples): void {
    if (this.#length + timesMs.length > this.#timesMs.length) this.#replace(this.#all(), timesMs.length);
    this.#timesMs.set(timesMs, this.#length);
    this.#values.set(values, this.#length);
    this.#length += timesMs.length;
  }

  #replace({ timesMs, values }: Samples, more = 0): void {
    this.#length = timesMs.length;
    this.#timesMs = withRoom(timesMs, more);
    this.#values = withRoom(values, more);
  }

  /** Views of what lies from `startMs` to `endMs`, both included. */
  slice(startMs: number, endMs: number): Samples {
    const from = firstFrom(this.#timesMs, this.#length, startMs);
    const to = firstFrom(this.#timesMs, this.#length, endMs + 1);
    return { timesMs: this.#timesMs.subarray(from, to), values: this.#values.subarray(from, to) };
  }

  #all(): Samples {
    return {
      timesMs: this.#timesMs.subarray(0, this.#length),
      values: this.#values.subarray(0, this.#length),
    };
  }
}

function withRoom(from: Float64Array, more: number): Float64Array {
  const to = new Float64Array(from.length + more + ROOM + (from.length >> 4));
  to.set(from);
  return to;
}

/** Place of the first time that is not before `timeMs`, among whole milliseconds in order. */
function firstFrom(timesMs: Float64Array, length: number, timeMs: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesMs[middle] as number) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Decoded series, bounded by bytes; what was not asked for longest goes first. */
export class SeriesCache {
  readonly #entries = new Map<number, CachedSeries>();
  #bytes = 0;
  #sweep: NodeJS.Timeout | null = null;

  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: number): CachedSeries | undefined {
    return this.#entries.get(key);
  }

  /** The series was just used, and may have grown: `before` is what it took when it was got. */
  used(entry: CachedSeries, before: number): void {
    this.#bytes += entry.bytes - before;
    entry.usedMs = performance.now();
    this.#makeRoom();
  }

  put(key: number, entry: CachedSeries): void {
    this.delete(key);
    this.#entries.set(key, entry);
    this.#bytes += entry.bytes;
    this.#makeRoom();
    this.#sweep ??= setInterval(() => this.#forgetIdle(), IDLE_MS).unref();
  }

  delete(key: number): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#bytes -= entry.bytes;
    this.#entries.delete(key);
  }

  /** Some more than is needed goes at once, so that the order of use is looked at seldom. */
  #makeRoom(): void {
    if (this.#bytes <= MOST_BYTES) return;
    const byUse = [...this.#entries].sort(([, a], [, b]) => a.usedMs - b.usedMs);
    for (const [key] of byUse) {
      if (this.#bytes <= MOST_BYTES * KEPT_PART) return;
      this.delete(key);
    }
  }

  #forgetIdle(): void {
    const beforeMs = performance.now() - IDLE_MS;
    for (const [key, entry] of this.#entries) if (entry.usedMs < beforeMs) this.delete(key);
    if (this.#entries.size > 0 || !this.#sweep) return;
    clearInterval(this.#sweep);
    this.#sweep = null;
  }
}
