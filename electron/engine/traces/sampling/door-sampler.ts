import type { Settings } from '../../../../shared/contract/settings.ts';
import type { Clock } from '../../clock.ts';
import { selectSpans } from '../../formats/spans/select-spans.ts';
import type { SpanBatch } from '../../formats/spans/span-batch.ts';
import { rejectionThreshold, traceRandomness } from '../../formats/spans/trace-randomness.ts';
import { RateLimiter } from './rate-limiter.ts';

type DoorSettings = Pick<Settings['sampling'], 'probability' | 'spansPerSecond'>;

export interface Sampled {
  batch: SpanBatch;
  /** Spans left out, by what decided it. */
  byProbability: number;
  byRate: number;
}

/** Decides on spans before they are stored: first by the trace's own randomness, then by how many come. */
export class DoorSampler {
  readonly #clock: Clock;
  readonly #settings: () => DoorSettings;
  #limiter: RateLimiter | null = null;

  constructor(clock: Clock, settings: () => DoorSettings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  sample(batch: SpanBatch): Sampled {
    const { probability, spansPerSecond } = this.#settings();
    const likely = probability >= 1 ? batch : byProbability(batch, probability);
    const taken = this.#limited(likely, spansPerSecond);
    return {
      batch: taken,
      byProbability: batch.count - likely.count,
      byRate: likely.count - taken.count,
    };
  }

  #limited(batch: SpanBatch, spansPerSecond: number | null): SpanBatch {
    if (spansPerSecond === null) {
      this.#limiter = null;
      return batch;
    }
    const nowMs = this.#clock.now();
    this.#limiter ??= new RateLimiter(spansPerSecond, nowMs);
    this.#limiter.rate = spansPerSecond;
    const traces = traceKeys(batch);
    const spansOf = new Map<string, number>();
    for (const trace of traces) spansOf.set(trace, (spansOf.get(trace) ?? 0) + 1);
    const taken = new Set<string>();
    for (const [trace, spans] of spansOf) if (this.#limiter.take(trace, spans, nowMs)) taken.add(trace);
    return taken.size === spansOf.size ? batch : selectSpans(batch, (i) => taken.has(traces[i]!));
  }
}

function byProbability(batch: SpanBatch, probability: number): SpanBatch {
  const threshold = rejectionThreshold(probability);
  return selectSpans(batch, (i) => traceRandomness(batch, i) >= threshold);
}

function traceKeys({ count, traceIds }: SpanBatch): string[] {
  const bytes = Buffer.from(traceIds.buffer, traceIds.byteOffset, traceIds.byteLength);
  return Array.from({ length: count }, (_, i) => bytes.toString('latin1', i * 16, i * 16 + 16));
}
