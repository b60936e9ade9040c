import { isStale } from '../../../../shared/model/stale.ts';
import { type ExponentialPoint, Mode, type PointBatch } from '../../formats/otlp/metrics/point-batch.ts';
import type { MetricSink, SampleBatchBuilder, SeriesHandle } from '../metric-sink.ts';
import { ExponentialHistograms, type HistogramSeries } from './exponential-histograms.ts';
import { columnKey, type KnownBase, PointSeries } from './point-series.ts';
import { RunningTotals } from './running-totals.ts';
import { Undo } from './undo.ts';

export interface WrittenPoints {
  samples: SampleBatchBuilder;
  undo: Undo;
  /** Samples and exponential histograms whose time was told before. */
  repeated: number;
}

/** Makes the store's samples of a batch, with what has to be known of earlier ones. */
export class PointWriter {
  readonly #sink: MetricSink;
  readonly #series: PointSeries;
  readonly #totals = new RunningTotals();
  readonly #exponentials = new ExponentialHistograms();

  constructor(sink: MetricSink) {
    this.#sink = sink;
    this.#series = new PointSeries(sink);
  }

  /** True when the batch must not overtake another: what its samples become depends on those before. */
  static isOrdered(batch: PointBatch): boolean {
    return batch.exponentials.length > 0 || batch.mode.includes(Mode.delta);
  }

  /** @param entities the container behind each of the batch's sources, or null */
  write(receiver: string, batch: PointBatch, entities: readonly (string | null)[]): WrittenPoints {
    for (const { name, metadata } of batch.families) this.#sink.describe(name, metadata);
    const bases = batch.bases.map((key, i) =>
      this.#series.base(receiver, key, entities[batch.baseSource[i]!] ?? null),
    );
    const samples = this.#sink.batch();
    const undo = new Undo();
    const written = { samples, undo, repeated: 0 };
    const handles = this.#writeColumns(batch, bases, written);
    for (const { sample, exemplar } of batch.exemplars) samples.addExemplar(handles[sample]!, exemplar);
    for (const point of batch.exponentials) {
      const series = this.#histogram(bases[point.base]!, point);
      if (!this.#exponentials.add(samples, series, point, undo)) written.repeated++;
    }
    return written;
  }

  #writeColumns(batch: PointBatch, bases: readonly KnownBase[], written: WrittenPoints): SeriesHandle[] {
    const { columns, count } = batch;
    const keys = columns.map(columnKey);
    const handles = new Array<SeriesHandle>(count);
    for (let i = 0; i < count; i++) {
      const column = batch.column[i]!;
      const series = this.#series.of(bases[batch.base[i]!]!, keys[column]!, columns[column]!);
      handles[i] = series;
      if (isStale(batch.value, i)) written.samples.addStale(series, batch.timeMs[i]!);
      else this.#writeSample(batch, i, series, written);
    }
    return handles;
  }

  #writeSample(batch: PointBatch, i: number, series: SeriesHandle, written: WrittenPoints): void {
    const { samples, undo } = written;
    const timeMs = batch.timeMs[i]!;
    const startMs = batch.startMs[i]!;
    const value = batch.value[i]!;
    const mode = batch.mode[i]!;
    if (mode === Mode.delta) {
      const total = this.#totals.delta(samples, series, { startMs, timeMs }, value, undo);
      if (total === null) written.repeated++;
      else samples.add(series, timeMs, total);
      return;
    }
    if (mode === Mode.cumulative) this.#totals.cumulative(samples, series, startMs, timeMs, undo);
    samples.add(series, timeMs, value);
  }

  #histogram(base: KnownBase, { name }: ExponentialPoint): HistogramSeries {
    const of = (column: Parameters<typeof columnKey>[0]) => this.#series.of(base, columnKey(column), column);
    return {
      count: of({ name: `${name}_count`, extra: null }),
      sum: of({ name: `${name}_sum`, extra: null }),
      bucket: (le) => of({ name: `${name}_bucket`, extra: ['le', le] }),
    };
  }
}
