import type {
  CommitOutcome,
  MetricSink,
  SampleBatchBuilder,
  SeriesHandle,
} from '../../../electron/engine/metrics/metric-sink.ts';
import { type Exemplar, type Labels, type MetricMetadata, seriesKey } from '../../../shared/model/series.ts';

type Point = [timeMs: number, value: number | 'stale'];

/** A sink that keeps everything in memory, to look at. */
export class MemorySink implements MetricSink {
  readonly #handles = new Map<string, SeriesHandle>();
  readonly points = new Map<SeriesHandle, Point[]>();
  readonly exemplars: [SeriesHandle, Exemplar][] = [];
  readonly metadata = new Map<string, MetricMetadata>();
  commits = 0;

  series(receiver: string, labels: Labels, entity: string | null = null): SeriesHandle {
    const key = seriesKey(labels);
    const handle = this.#handles.get(key) ?? { receiver, labels, entity };
    this.#handles.set(key, handle);
    return handle;
  }

  add(series: SeriesHandle, timeMs: number, value: number): void {
    this.points.set(series, [...(this.points.get(series) ?? []), [timeMs, value]]);
  }

  addStale(series: SeriesHandle, timeMs: number): void {
    this.points.set(series, [...(this.points.get(series) ?? []), [timeMs, 'stale']]);
  }

  batch(): MemoryBatch {
    return new MemoryBatch();
  }

  async commit(batch: SampleBatchBuilder): Promise<CommitOutcome> {
    this.commits++;
    const { points, exemplars } = batch as MemoryBatch;
    for (const [series, timeMs, value] of points) {
      if (value === 'stale') this.addStale(series, timeMs);
      else this.add(series, timeMs, value);
    }
    this.exemplars.push(...exemplars);
    return {
      stored: points.length,
      duplicate: 0,
      conflicting: 0,
      tooOld: 0,
      tooNew: 0,
      limited: 0,
      limit: null,
    };
  }

  describe(family: string, metadata: MetricMetadata): void {
    this.metadata.set(family, metadata);
  }

  /** `name{label="value"}` to what was written, in order. */
  all(): Record<string, Point[]> {
    return Object.fromEntries([...this.points].map(([{ labels }, points]) => [text(labels), points]));
  }

  /** The values of all series with this name, by their text. */
  named(name: string): Record<string, (number | 'stale')[]> {
    const found = Object.entries(this.all()).filter(([key]) => key === name || key.startsWith(`${name}{`));
    return Object.fromEntries(found.map(([key, points]) => [key, points.map(([, value]) => value)]));
  }
}

class MemoryBatch implements SampleBatchBuilder {
  readonly points: [SeriesHandle, number, number | 'stale'][] = [];
  readonly exemplars: [SeriesHandle, Exemplar][] = [];

  get samples(): number {
    return this.points.length;
  }

  add(series: SeriesHandle, timeMs: number, value: number): void {
    this.points.push([series, timeMs, value]);
  }

  addStale(series: SeriesHandle, timeMs: number): void {
    this.points.push([series, timeMs, 'stale']);
  }

  addExemplar(series: SeriesHandle, exemplar: Exemplar): void {
    this.exemplars.push([series, exemplar]);
  }
}

function text(labels: Labels): string {
  const name = labels.find(([label]) => label === '__name__')?.[1] ?? '';
  const rest = labels
    .filter(([label]) => label !== '__name__')
    .map(([label, value]) => `${label}="${value}"`);
  return rest.length > 0 ? `${name}{${rest.join(',')}}` : name;
}
