import type {
  CommitOutcome,
  MetricSink,
  SampleBatchBuilder,
  SeriesHandle,
} from '../../../electron/engine/metrics/metric-sink.ts';
import { type Exemplar, type Labels, type MetricMetadata, seriesKey } from '../../../shared/model/series.ts';

export interface RecordedSample {
  /** `name{a="b"}` */
  series: string;
  timeMs: number;
  /** A number, or `stale`. */
  value: number | 'stale';
}

export const seriesText = (labels: Labels): string => {
  const name = labels.find(([key]) => key === '__name__')?.[1] ?? '';
  const others = labels.filter(([key]) => key !== '__name__').map(([key, value]) => `${key}="${value}"`);
  return others.length === 0 ? name : `${name}{${others.join(',')}}`;
};

class Batch implements SampleBatchBuilder {
  readonly taken: RecordedSample[] = [];
  readonly exemplars: [series: string, exemplar: Exemplar][] = [];

  get samples(): number {
    return this.taken.length;
  }

  add({ labels }: SeriesHandle, timeMs: number, value: number): void {
    this.taken.push({ series: seriesText(labels), timeMs, value });
  }

  addStale({ labels }: SeriesHandle, timeMs: number): void {
    this.taken.push({ series: seriesText(labels), timeMs, value: 'stale' });
  }

  addExemplar({ labels }: SeriesHandle, exemplar: Exemplar): void {
    this.exemplars.push([seriesText(labels), exemplar]);
  }
}

const nothing: CommitOutcome = {
  stored: 0,
  duplicate: 0,
  conflicting: 0,
  tooOld: 0,
  tooNew: 0,
  limited: 0,
  limit: null,
};

/** Keeps what is committed for the test to look at. */
export class RecordingSink implements MetricSink {
  readonly samples: RecordedSample[] = [];
  readonly exemplars: [series: string, exemplar: Exemplar][] = [];
  readonly entities = new Map<string, string | null>();
  readonly families = new Map<string, MetricMetadata>();
  readonly #handles = new Map<string, SeriesHandle>();
  /** Thrown by the next commit. */
  failure: Error | null = null;

  series(receiver: string, labels: Labels, entity: string | null = null): SeriesHandle {
    const key = seriesKey(labels);
    const known = this.#handles.get(key);
    if (known) return known;
    const handle = { receiver, labels, entity };
    this.#handles.set(key, handle);
    this.entities.set(seriesText(labels), entity);
    return handle;
  }

  add({ labels }: SeriesHandle, timeMs: number, value: number): void {
    this.samples.push({ series: seriesText(labels), timeMs, value });
  }

  addStale({ labels }: SeriesHandle, timeMs: number): void {
    this.samples.push({ series: seriesText(labels), timeMs, value: 'stale' });
  }

  batch(): SampleBatchBuilder {
    return new Batch();
  }

  async commit(batch: SampleBatchBuilder): Promise<CommitOutcome> {
    const { failure } = this;
    this.failure = null;
    if (failure) throw failure;
    const { taken, exemplars } = batch as Batch;
    this.samples.push(...taken);
    this.exemplars.push(...exemplars);
    return { ...nothing, stored: taken.length };
  }

  describe(family: string, metadata: MetricMetadata): void {
    this.families.set(family, metadata);
  }

  /** Values of one series in the order in which they were written. */
  valuesOf(series: string): (number | 'stale')[] {
    return this.samples.filter((sample) => sample.series === series).map(({ value }) => value);
  }

  /** The newest value by series. */
  newest(): Record<string, number | 'stale'> {
    return Object.fromEntries(this.samples.map(({ series, value }) => [series, value]));
  }
}
