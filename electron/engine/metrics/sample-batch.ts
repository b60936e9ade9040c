import type { Exemplar } from '../../../shared/model/series.ts';
import { markStale } from '../../../shared/model/stale.ts';
import type { SampleBatchBuilder, SeriesHandle } from './metric-sink.ts';
import type { KnownSeries } from './series-handles.ts';

const FIRST_CAPACITY = 64;

/** Samples in the order in which they came, in columns that grow. */
export class SampleBatch implements SampleBatchBuilder {
  handles: KnownSeries[] = [];
  timesMs: Float64Array;
  values: Float64Array;
  readonly exemplars: [series: KnownSeries, exemplar: Exemplar][] = [];

  constructor(capacity = FIRST_CAPACITY) {
    this.timesMs = new Float64Array(capacity);
    this.values = new Float64Array(capacity);
  }

  get samples(): number {
    return this.handles.length;
  }

  add(series: SeriesHandle, timeMs: number, value: number): void {
    // Apart, for growing replaces the column that the assignment would already hold.
    const at = this.#next(series, timeMs);
    this.values[at] = value;
  }

  addStale(series: SeriesHandle, timeMs: number): void {
    const at = this.#next(series, timeMs);
    markStale(this.values, at);
  }

  addExemplar(series: SeriesHandle, exemplar: Exemplar): void {
    this.exemplars.push([series as KnownSeries, exemplar]);
  }

  append(later: SampleBatch): void {
    const at = this.samples;
    while (this.timesMs.length < at + later.samples) this.#grow();
    this.timesMs.set(later.timesMs.subarray(0, later.samples), at);
    this.values.set(later.values.subarray(0, later.samples), at);
    for (const handle of later.handles) this.handles.push(handle);
    this.exemplars.push(...later.exemplars);
  }

  copy(): SampleBatch {
    const copy = new SampleBatch(0);
    copy.handles = this.handles.slice();
    copy.timesMs = this.timesMs.slice(0, this.samples);
    copy.values = this.values.slice(0, this.samples);
    copy.exemplars.push(...this.exemplars);
    return copy;
  }

  /** Answers the series of the samples that went. */
  dropOldest(count: number): KnownSeries[] {
    this.timesMs.copyWithin(0, count, this.samples);
    this.values.copyWithin(0, count, this.samples);
    return this.handles.splice(0, count);
  }

  /** Keeps the samples for which `keep` says so. */
  filter(keep: (series: KnownSeries, timeMs: number) => boolean): void {
    const kept: KnownSeries[] = [];
    for (let i = 0; i < this.samples; i++) {
      const handle = this.handles[i] as KnownSeries;
      if (!keep(handle, this.timesMs[i] as number)) continue;
      const at = kept.push(handle) - 1;
      if (at === i) continue;
      this.timesMs.copyWithin(at, i, i + 1);
      this.values.copyWithin(at, i, i + 1);
    }
    this.handles = kept;
  }

  /** Copies that can be given to another thread. */
  columns() {
    const ids = new Uint32Array(this.samples);
    for (let i = 0; i < ids.length; i++) ids[i] = (this.handles[i] as KnownSeries).id;
    return { ids, timesMs: this.timesMs.slice(0, this.samples), values: this.values.slice(0, this.samples) };
  }

  #next(series: SeriesHandle, timeMs: number): number {
    const at = this.handles.push(series as KnownSeries) - 1;
    if (at === this.timesMs.length) this.#grow();
    this.timesMs[at] = Math.trunc(timeMs);
    return at;
  }

  #grow(): void {
    const grown = (from: Float64Array) => {
      const to = new Float64Array(Math.max(from.length * 2, FIRST_CAPACITY));
      to.set(from);
      return to;
    };
    this.timesMs = grown(this.timesMs);
    this.values = grown(this.values);
  }
}
