import type { StatementCache } from '../session.ts';
import type { TraceFilter } from './matching.ts';
import { visitTraces } from './search.ts';
import type { TraceRow } from './trace-rows.ts';

export interface SampledTrace {
  no: number;
  startNs: bigint;
  spans: number;
}

export interface TraceSample {
  traces: SampledTrace[];
  spans: number;
  /** Of all traces that the filter finds; more than were taken when there are too many spans. */
  allTraces: number;
  allSpans: number;
}

/** Traces remembered to choose from; a store holds a few hundred thousand. */
const MOST_TRACES = 1_000_000;

/**
 * The traces that the filter finds, or where they have more spans than `mostSpans`, an even choice of them over their
 * whole time: every second, fourth, … one.
 */
export function* sampleTraces(
  session: StatementCache,
  filter: TraceFilter,
  mostSpans: number,
): Generator<void, TraceSample, void> {
  const sampler = new TraceSampler(mostSpans);
  yield* visitTraces(session, filter, (row) => sampler.offer(row));
  return sampler.sample();
}

/** Chooses while it is offered traces one by one, in any number, with bounded memory. */
export class TraceSampler {
  readonly #mostSpans: number;
  #taken: SampledTrace[] = [];
  #spans = 0;
  #stride = 1;
  #allTraces = 0;
  #allSpans = 0;

  constructor(mostSpans: number) {
    this.#mostSpans = mostSpans;
  }

  offer(row: Pick<TraceRow, 'no' | 'start_ns' | 'span_count'>): boolean {
    const spans = Number(row.span_count);
    if (this.#allTraces % this.#stride === 0) {
      this.#taken.push({ no: Number(row.no), startNs: row.start_ns, spans });
      this.#spans += spans;
    }
    this.#allTraces++;
    this.#allSpans += spans;
    while (this.#taken.length > 1 && (this.#spans > this.#mostSpans || this.#taken.length > MOST_TRACES))
      this.#thin();
    return true;
  }

  sample(): TraceSample {
    return {
      // In order of arrival, as their spans are stored: neighbours are read together.
      traces: this.#taken.toSorted((a, b) => a.no - b.no),
      spans: this.#spans,
      allTraces: this.#allTraces,
      allSpans: this.#allSpans,
    };
  }

  #thin(): void {
    this.#stride *= 2;
    this.#taken = this.#taken.filter((_, i) => i % 2 === 0);
    this.#spans = this.#taken.reduce((sum, { spans }) => sum + spans, 0);
  }
}
