import type { RangeAnswer } from '../../../../shared/contract/promql.ts';
import { type Labels, seriesKey } from '../../../../shared/model/series.ts';
import type { Threshold } from '../../../../shared/promql/threshold.ts';
import { type Grid, gridOf } from '../../promql/grid.ts';
import type { QueryReport } from '../../promql/query.ts';
import type { Column, Value } from '../../promql/value.ts';
import type { Range } from './piecewise.ts';

/** Points of a line, and lines, that a chart can show. */
const MOST_POINTS = 1_200;
const MOST_LINES = 60;
/** Series that are looked at for the lines. */
const MOST_SERIES = 2_000;

interface Line {
  labels: Labels;
  values: Float64Array;
  /** Steps at which the rule held for it. */
  held: number;
}

/**
 * What is compared, for a chart that has fewer points than there are evaluations: of several the one that comes
 * nearest to the alert, so that no short excess is lost. What held most comes first.
 */
export class ShownSeries {
  readonly #grid: Grid;
  readonly #nearer: (a: number, b: number) => number;
  readonly #lines = new Map<string, Line>();
  #left = 0;

  constructor({ startMs, endMs, stepMs }: Range, threshold: Threshold | null) {
    const { steps } = gridOf(startMs, endMs, stepMs);
    this.#grid = gridOf(startMs, endMs, stepMs * Math.max(1, Math.ceil(steps / MOST_POINTS)));
    this.#nearer = threshold?.op.startsWith('<') ? Math.min : Math.max;
  }

  take(value: Value, grid: Grid): void {
    if (value.type === 'vector') for (const column of value.series) this.#column(column, grid);
    if (value.type === 'scalar') {
      this.#column({ labels: [], dropName: false, values: value.values, present: ones(grid.steps) }, grid);
    }
  }

  /** The rule's own series: each step at which it holds. */
  held(columns: readonly Column[]): void {
    for (const { labels, present } of columns) {
      const line = this.#lines.get(seriesKey(labels));
      if (line) for (let step = 0; step < present.length; step++) line.held += present[step] as number;
    }
  }

  /** A sample to try templates on: the newest that there is. */
  newest(): { labels: Labels; value: number; timeMs: number } | null {
    let found: { labels: Labels; value: number; step: number } | null = null;
    for (const { labels, values } of this.#lines.values()) {
      const step = values.findLastIndex((value) => !Number.isNaN(value));
      if (step > (found?.step ?? -1)) found = { labels, value: values[step] as number, step };
    }
    return (
      found && {
        labels: found.labels,
        value: found.value,
        timeMs: this.#grid.startMs + found.step * this.#grid.stepMs,
      }
    );
  }

  answer({ warnings, infos, stats }: QueryReport): RangeAnswer {
    const lines = [...this.#lines.values()].sort((a, b) => b.held - a.held).slice(0, MOST_LINES);
    const { startMs, stepMs, steps } = this.#grid;
    return {
      timesMs: Float64Array.from({ length: steps }, (_, i) => startMs + i * stepMs),
      series: lines.map(({ labels, values }) => ({ labels, values })),
      present: null,
      truncated: this.#left > 0 || this.#lines.size > lines.length,
      warnings,
      infos,
      stats,
    };
  }

  #column({ labels, values, present }: Column, grid: Grid): void {
    const line = this.#lineOf(labels);
    if (!line) return;
    const { startMs, stepMs } = this.#grid;
    const points = line.values;
    const nearer = this.#nearer;
    for (let step = 0; step < present.length; step++) {
      if (present[step] === 0) continue;
      const at = Math.floor((grid.startMs + step * grid.stepMs - startMs) / stepMs);
      if (at < 0 || at >= points.length) continue;
      const before = points[at] as number;
      const value = values[step] as number;
      points[at] = Number.isNaN(before) ? value : nearer(before, value);
    }
  }

  #lineOf(labels: Labels): Line | null {
    const key = seriesKey(labels);
    let line = this.#lines.get(key);
    if (!line) {
      if (this.#lines.size >= MOST_SERIES) {
        this.#left++;
        return null;
      }
      line = { labels, values: new Float64Array(this.#grid.steps).fill(Number.NaN), held: 0 };
      this.#lines.set(key, line);
    }
    return line;
  }
}

const ones = (length: number): Uint8Array => new Uint8Array(length).fill(1);
