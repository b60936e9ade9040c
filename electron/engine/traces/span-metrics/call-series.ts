import { type Label, seriesLabels } from '../../../../shared/model/series.ts';
import type { MetricAppender, SeriesHandle } from '../../metrics/metric-appender.ts';
import type { CallCounter } from './call-counter.ts';
import { LATENCY_LE } from './latency.ts';

export const CALLS_METRIC = 'traces_spanmetrics_calls_total';
export const LATENCY_METRIC = 'traces_spanmetrics_latency';
/** Under this name received and refused samples are counted. */
const SOURCE = 'span-metrics';

/** As the collector's span metrics connector writes them. */
const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUSES = ['UNSET', 'OK', 'ERROR'];

/** After so long without a call a counter's series end; a further call begins them again, with the same counts. */
const STALE_AFTER_MS = 5 * 60_000;

/**
 * The series of one counter: calls, sum, count and buckets. Each is written from its zero on, so that the first calls
 * show as an increase, and so that a counter that starts anew is seen to.
 */
export class CallSeries {
  readonly #counter: CallCounter;
  readonly #handles: SeriesHandle[];
  readonly #appender: MetricAppender;
  /** As last written, in the order of the handles. */
  #written: Float64Array;
  #writtenMs = Number.NEGATIVE_INFINITY;
  #changedMs = 0;
  #ended = true;

  constructor(counter: CallCounter, appender: MetricAppender) {
    this.#counter = counter;
    this.#appender = appender;
    this.#handles = handlesOf(counter, appender);
    this.#written = new Float64Array(this.#handles.length);
  }

  /** Writes what the counter is now; `beforeMs` is the write before, at which it was still as it was last written. */
  write(nowMs: number, beforeMs: number): void {
    const { calls } = this.#counter;
    if (calls !== this.#written[0]) {
      if (this.#ended) this.#append(Math.max(beforeMs, this.#writtenMs + 1), this.#written);
      this.#written = this.#values();
      this.#changedMs = nowMs;
      this.#ended = false;
      this.#append(nowMs, this.#written);
    } else if (!this.#ended) {
      if (nowMs - this.#changedMs >= STALE_AFTER_MS) this.end(nowMs);
      else this.#append(nowMs, this.#written);
    }
  }

  /** A staleness marker says that a series has ended. */
  end(nowMs: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#writtenMs = nowMs;
    for (const handle of this.#handles) this.#appender.addStale(handle, nowMs);
  }

  #append(timeMs: number, values: Float64Array): void {
    this.#writtenMs = timeMs;
    for (const [i, handle] of this.#handles.entries()) this.#appender.add(handle, timeMs, values[i]!);
  }

  /** Buckets count what is at most as long as their bound, as Prometheus has it. */
  #values(): Float64Array {
    const { calls, seconds, buckets } = this.#counter;
    let below = 0;
    return Float64Array.from([calls, seconds, calls, ...buckets.map((own) => (below += own))]);
  }
}

function handlesOf({ labels }: CallCounter, appender: MetricAppender): SeriesHandle[] {
  const common: Label[] = [
    ['service', labels.service],
    ['span_name', labels.spanName],
    ['span_kind', `SPAN_KIND_${KINDS[labels.kind] ?? KINDS[0]}`],
    ['status_code', `STATUS_CODE_${STATUSES[labels.status] ?? STATUSES[0]}`],
  ];
  const series = (name: string, more: Label[] = []) =>
    appender.series(SOURCE, seriesLabels(name, [...common, ...more]));
  return [
    series(CALLS_METRIC),
    series(`${LATENCY_METRIC}_sum`),
    series(`${LATENCY_METRIC}_count`),
    ...LATENCY_LE.map((le) => series(`${LATENCY_METRIC}_bucket`, [['le', le]])),
  ];
}
