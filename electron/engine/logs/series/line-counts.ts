import { type Label, seriesLabels } from '../../../../shared/model/series.ts';
import type { MetricSink } from '../../metrics/metric-sink.ts';
import { CountedSeries } from './counted-series.ts';

/** Stands for the producers beyond those that are told apart. */
export const OTHER = '…other';

/** Under this name received and refused samples are counted. */
const SOURCE = 'logs';

/** A counter that did not grow during this is forgotten; should its lines come again, it starts at zero. */
const FORGET_AFTER_MS = 3_600_000;

interface Counted {
  series: CountedSeries;
  usedMs: number;
}

/** Counters of one metric, by the values of its labels, as many as a bound lets in. */
export class LineCounts {
  readonly #metric: string;
  readonly #names: readonly string[];
  readonly #sink: MetricSink;
  readonly #most: number;
  readonly #counted = new Map<string, Counted>();

  constructor(metric: string, names: readonly string[], sink: MetricSink, most: number) {
    this.#metric = metric;
    this.#names = names;
    this.#sink = sink;
    this.#most = most;
  }

  /**
   * @param values of the labels, in their order; an empty one leaves its label out
   * @param beyond what the lines count as where the bound lets no further values in
   */
  add(
    values: readonly string[],
    lines: number,
    nowMs: number,
    beyond: readonly string[],
    entity: string | null,
  ): void {
    const key = values.join('\0');
    let counted = this.#counted.get(key);
    if (!counted) {
      if (this.#counted.size >= this.#most && values !== beyond) {
        this.add(beyond, lines, nowMs, beyond, null);
        return;
      }
      const handle = this.#sink.series(SOURCE, this.#labelsOf(values), entity);
      counted = { series: new CountedSeries(handle, this.#sink), usedMs: nowMs };
      this.#counted.set(key, counted);
    }
    counted.usedMs = nowMs;
    counted.series.add(lines);
  }

  write(nowMs: number, beforeMs: number): void {
    for (const [key, { series, usedMs }] of this.#counted) {
      series.write(nowMs, beforeMs);
      if (nowMs - usedMs < FORGET_AFTER_MS) continue;
      series.end(nowMs);
      this.#counted.delete(key);
    }
  }

  /** Ends the series whose first label has this value. */
  end(first: string, nowMs: number): void {
    for (const [key, { series }] of this.#counted) {
      if (!key.startsWith(`${first}\0`)) continue;
      series.end(nowMs);
      this.#counted.delete(key);
    }
  }

  #labelsOf(values: readonly string[]) {
    const labels = values.flatMap((value, i): Label[] =>
      value === '' ? [] : [[this.#names[i] ?? '', value]],
    );
    return seriesLabels(this.#metric, labels);
  }
}
