import type { Disposable } from '../../../../shared/util/disposable.ts';
import { DisposableStore } from '../../../../shared/util/disposable.ts';
import type { EngineContext } from '../../engine.ts';
import type { SpanBatch } from '../../formats/spans/span-batch.ts';
import type { MetricAppender } from '../../metrics/metric-appender.ts';
import type { CallCounter } from './call-counter.ts';
import { CallCounters, type CounterLimits } from './call-counters.ts';
import { CALLS_METRIC, CallSeries, LATENCY_METRIC } from './call-series.ts';

const WRITE_EVERY_MS = 15_000;
/** A counter that no span asked for during this is forgotten; should it come again, it starts at zero. */
const FORGET_AFTER_MS = 3_600_000;
const KINDS = 6;
const STATUSES = 3;

interface SpanMetricsParts extends Pick<EngineContext, 'clock' | 'logger' | 'traces'> {
  appender: MetricAppender;
  limits?: CounterLimits;
}

/**
 * Calls and latencies of every operation as series, counted from all spans that are received and committed, before any
 * is sampled away. Spans of opened files do not come this way. A batch whose answer got lost and that is sent again
 * counts twice: which of its spans were stored before is only known after the store looked for each.
 */
export class SpanMetrics implements Disposable {
  readonly #parts: SpanMetricsParts;
  readonly #owned = new DisposableStore();
  readonly #counters: CallCounters;
  readonly #series = new Map<CallCounter, CallSeries>();
  readonly #told = new Set<string>();
  #writtenMs: number;

  constructor(parts: SpanMetricsParts) {
    this.#parts = parts;
    this.#counters = new CallCounters(parts.limits);
    this.#writtenMs = parts.clock.now();
    describeCalls(parts.appender);
    this.#owned.add(parts.traces.observe((batch) => this.observe(batch)));
    const timer = setInterval(() => this.write(), WRITE_EVERY_MS);
    this.#owned.onDispose(() => clearInterval(timer));
  }

  /** Reads the batch; what it answers counts it, and is called once it is committed. */
  observe(batch: SpanBatch): () => void {
    const counters = this.#countersOf(batch);
    const nanos = nanosOf(batch.durationNano);
    return () => {
      for (let i = 0; i < counters.length; i++) counters[i]!.add(nanos[i]!);
    };
  }

  /** Hands what changed since the last time to the appender. */
  write(): void {
    const nowMs = Math.trunc(this.#parts.clock.now());
    // A clock that was put back: what was written is still ahead.
    if (nowMs <= this.#writtenMs) return;
    const beforeMs = Math.max(this.#writtenMs, nowMs - WRITE_EVERY_MS);
    for (const counter of this.#counters.all) this.#seriesOf(counter).write(nowMs, beforeMs);
    for (const counter of this.#counters.forget(nowMs - FORGET_AFTER_MS)) {
      this.#series.get(counter)?.end(nowMs);
      this.#series.delete(counter);
    }
    this.#writtenMs = nowMs;
    this.#tellFolded();
  }

  /** What was counted last goes to the appender, whose own end stores it. */
  dispose(): void {
    this.#owned.dispose();
    this.write();
  }

  /** One a span. Most spans of a batch share few operations, so each is looked up once. */
  #countersOf(batch: SpanBatch): CallCounter[] {
    const { count, resource, name, kind, status, names, resources } = batch;
    const nowMs = this.#parts.clock.now();
    const known = new Map<number, CallCounter>();
    const counters = new Array<CallCounter>(count);
    for (let i = 0; i < count; i++) {
      const operation = resource[i]! * names.length + name[i]!;
      const key = (operation * KINDS + kind[i]!) * STATUSES + status[i]!;
      let counter = known.get(key);
      if (!counter) {
        const labels = { kind: kind[i]!, status: status[i]!, spanName: names[name[i]!]! };
        counter = this.#counters.find({ ...labels, service: resources[resource[i]!]!.service }, nowMs);
        known.set(key, counter);
      }
      counters[i] = counter;
    }
    return counters;
  }

  #seriesOf(counter: CallCounter): CallSeries {
    let series = this.#series.get(counter);
    if (!series) {
      series = new CallSeries(counter, this.#parts.appender);
      this.#series.set(counter, series);
    }
    return series;
  }

  /** Once for each service. */
  #tellFolded(): void {
    for (const service of this.#counters.folded.keys()) {
      if (this.#told.has(service)) continue;
      this.#told.add(service);
      this.#parts.logger.warn({ service }, 'more span names than are told apart; the rest count as …other');
    }
  }
}

function describeCalls(appender: MetricAppender): void {
  const calls = 'Spans received, by service, name, kind and status.';
  appender.describe(CALLS_METRIC, { type: 'counter', unit: '', help: calls });
  const latency = 'How long spans took, by service, name, kind and status.';
  appender.describe(LATENCY_METRIC, { type: 'histogram', unit: 'seconds', help: latency });
}

/** As doubles, exact up to 104 days; without a bigint for each. */
function nanosOf(durations: BigInt64Array<ArrayBuffer>): Float64Array {
  const words = new Uint32Array(durations.buffer, durations.byteOffset, durations.length * 2);
  const nanos = new Float64Array(durations.length);
  for (let i = 0; i < nanos.length; i++) nanos[i] = words[i * 2 + 1]! * 2 ** 32 + words[i * 2]!;
  return nanos;
}
