import type { Span } from '../../../shared/promql/ast.ts';
import { goFloat } from './go-float.ts';

interface Unmonotonic {
  message: string;
  span: Span;
  fromMs: number;
  toMs: number;
  lowest: number;
  highest: number;
  largest: number;
  count: number;
}

/** Warnings and infos of one query, each once, with the place they are about; in the words of Prometheus' package annotations. */
export class Notes {
  readonly #warnings = new Map<string, Span>();
  readonly #infos = new Map<string, Span>();
  readonly #unmonotonic = new Map<string, Unmonotonic>();

  warn(message: string, span: Span): void {
    this.#warnings.set(`${span.from}\0${message}`, span);
  }

  info(message: string, span: Span): void {
    this.#infos.set(`${span.from}\0${message}`, span);
  }

  /** Many steps of many histograms become one info. `lowest` and `highest` are the bounds of the buckets that were raised. */
  forcedMonotonic(
    metric: string,
    span: Span,
    raised: { timeMs: number; lowest: number; highest: number; largest: number },
  ): void {
    const base =
      'input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)';
    const message = metric === '' ? base : `${base} for metric name ${JSON.stringify(metric)}`;
    const key = `${span.from}\0${message}`;
    const { timeMs, ...bounds } = raised;
    const seen = this.#unmonotonic.get(key);
    if (!seen) {
      this.#unmonotonic.set(key, { message, span, fromMs: timeMs, toMs: timeMs, ...bounds, count: 1 });
      return;
    }
    seen.fromMs = Math.min(seen.fromMs, timeMs);
    seen.toMs = Math.max(seen.toMs, timeMs);
    seen.lowest = Math.min(seen.lowest, bounds.lowest);
    seen.highest = Math.max(seen.highest, bounds.highest);
    seen.largest = Math.max(seen.largest, bounds.largest);
    seen.count++;
  }

  /** As Prometheus' API gives them: the first ten, and how many more there are. */
  warnings(query: string): string[] {
    return shortened(texts('PromQL warning', this.#warnings, query), 'warning');
  }

  infos(query: string): string[] {
    const monotonic = [...this.#unmonotonic.values()].map((note) => {
      const buckets = `from buckets ${goFloat(note.lowest)} to ${goFloat(note.highest)}`;
      const diff = `with a max diff of ${goFloat(Number(note.largest.toPrecision(2)))}`;
      const over = `over ${note.count} samples from ${second(note.fromMs)} to ${second(note.toMs)}`;
      return `PromQL info: ${note.message}, ${buckets}, ${diff}, ${over} (${place(query, note.span.from)})`;
    });
    return shortened([...texts('PromQL info', this.#infos, query), ...monotonic], 'info');
  }
}

/** Of each kind; a query over all metrics could have one for every metric. */
const MOST_NOTES = 10;

function shortened(notes: string[], kind: string): string[] {
  if (notes.length <= MOST_NOTES) return notes;
  return [...notes.slice(0, MOST_NOTES), `${notes.length - MOST_NOTES} more ${kind} annotations omitted`];
}

const texts = (kind: string, notes: ReadonlyMap<string, Span>, query: string): string[] =>
  [...notes].map(([key, span]) => {
    const message = key.slice(key.indexOf('\0') + 1);
    return `${kind}: ${message} (${place(query, span.from)})`;
  });

const second = (timeMs: number): string =>
  new Date(Math.trunc(timeMs / 1000) * 1000).toISOString().replace('.000Z', 'Z');

/** Line and column, both from 1, the column in bytes as Prometheus counts. */
function place(query: string, at: number): string {
  const lineStart = query.lastIndexOf('\n', at - 1) + 1;
  const line = query.slice(0, lineStart).split('\n').length;
  return `${line}:${Buffer.byteLength(query.slice(lineStart, at)) + 1}`;
}
