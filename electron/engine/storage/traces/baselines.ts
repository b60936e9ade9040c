import type { OperationBaseline } from '../../../../shared/contract/trace-answers.ts';
import { quantile } from '../../traces/durations.ts';
import type { StatementCache } from '../session.ts';
import { nameText } from './names.ts';
import { spanDurations } from './spans.ts';
import { findTrace, type TraceRow } from './trace-rows.ts';
import { sampleTraces } from './trace-sample.ts';
import { blobToIds } from './trace-state.ts';

/** Spans looked at, and durations kept of one operation: enough for a 95th percentile within about a percent of rank. */
const MOST_SPANS = 200_000;
const MOST_KEPT = 512;
const MOST_OPERATIONS = 10_000;
/** Spans after which others on the thread get their turn. */
const SPANS_A_TURN = 20_000;

export interface BaselineRange {
  start: bigint;
  end: bigint;
}

/** What was usual for every operation with spans in traces of the range; of many spans an even sample of the traces. */
export function* operationBaselines(
  session: StatementCache,
  range: BaselineRange,
): Generator<void, OperationBaseline[], void> {
  const { traces } = yield* sampleTraces(session, { ...range, query: '' }, MOST_SPANS);
  const operations = new Map<number, DurationSample>();
  let looked = 0;
  for (const trace of traces) {
    for (const rows of spanDurations(session, trace.no)) {
      for (const { service, name, duration } of rows) sampleOf(operations, service, name)?.add(duration);
      looked += rows.length;
      if (looked < SPANS_A_TURN) continue;
      looked = 0;
      yield;
    }
  }
  return [...operations.values()].map((sample) => ({
    service: nameText(session, sample.service),
    name: nameText(session, sample.name),
    spans: sample.count,
    ...sample.quantiles(),
  }));
}

function sampleOf(
  samples: Map<number, DurationSample>,
  service: number,
  name: number,
): DurationSample | null {
  // Name ids stay far below 2^26, so the pair fits a double exactly.
  const key = service * 2 ** 26 + name;
  const known = samples.get(key);
  if (known) return known;
  if (samples.size >= MOST_OPERATIONS) return null;
  const sample = new DurationSample(service, name);
  samples.set(key, sample);
  return sample;
}

/**
 * An even sample of the durations of one operation (reservoir sampling, Vitter 1985, algorithm R), by a generator of
 * its own so that the same spans give the same answer.
 */
class DurationSample {
  readonly service: number;
  readonly name: number;
  count = 0;
  readonly #kept: number[] = [];
  #random = 1;

  constructor(service: number, name: number) {
    this.service = service;
    this.name = name;
  }

  add(duration: number): void {
    this.count++;
    if (this.#kept.length < MOST_KEPT) this.#kept.push(duration);
    else {
      // Park and Miller's minimal standard generator.
      this.#random = (this.#random * 48_271) % 2_147_483_647;
      const place = this.#random % this.count;
      if (place < MOST_KEPT) this.#kept[place] = duration;
    }
  }

  quantiles(): { p50Nano: number; p95Nano: number } {
    const sorted = Float64Array.from(this.#kept).sort();
    return { p50Nano: quantile(sorted, 0.5) ?? 0, p95Nano: quantile(sorted, 0.95) ?? 0 };
  }
}

/** The distinct operations of a trace; null when it is not stored. */
export function* traceOperations(
  session: StatementCache,
  { traceId }: { traceId: string },
): Generator<void, { service: string; name: string }[] | null, void> {
  const trace = findTrace(session, traceId);
  if (!trace) return null;
  const pairs = trace.operations ? listed(session, trace.operations) : yield* inSpans(session, trace);
  return pairs.map(({ service, name }) => ({
    service: nameText(session, service),
    name: nameText(session, name),
  }));
}

interface Operation {
  service: number;
  name: number;
}

function listed(session: StatementCache, operations: Buffer): Operation[] {
  const statement = session.prepare<[number], Operation>(
    'SELECT service, name FROM trace_operations WHERE id = ?',
  );
  return [...blobToIds(operations)].flatMap((id) => statement.get(id) ?? []);
}

/** A trace with very many operations does not list them. */
function* inSpans(session: StatementCache, { no }: TraceRow): Generator<void, Operation[], void> {
  const found = new Map<number, Operation>();
  for (const rows of spanDurations(session, no)) {
    for (const { service, name } of rows) {
      if (found.size < MOST_OPERATIONS) found.set(service * 2 ** 26 + name, { service, name });
    }
    yield;
  }
  return [...found.values()];
}
