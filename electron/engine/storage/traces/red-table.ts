import type { RedRow, RedTable } from '../../../../shared/contract/trace-answers.ts';
import { nanoToMs } from '../../../../shared/model/time.ts';
import { Durations, quantile } from '../../traces/durations.ts';
import type { StatementCache } from '../session.ts';
import { visitCalls } from './calls.ts';
import { findName, nameText } from './names.ts';

export interface RedParams {
  by: 'service' | 'operation';
  service?: string | undefined;
  start: bigint;
  end: bigint;
  steps: number;
}

const MOST_ROWS = 500;
/** What is kept of a call, its duration and its step, takes up to 20 bytes. */
const MOST_CALLS = 8_000_000;
const ROWS_A_TURN = 20;
/** Name ids stay far below 2^26, so a pair of them fits a double exactly. */
const PAIR = 2 ** 26;

/** The calls of one row. */
class RowCalls {
  readonly durations = new Durations();
  readonly steps = new Durations();
  errors = 0;
  readonly errorsByStep: Float64Array;

  constructor(steps: number) {
    this.errorsByStep = new Float64Array(steps);
  }

  add(step: number, isError: boolean, durationNano: number): void {
    this.durations.push(durationNano);
    this.steps.push(step);
    if (!isError) return;
    this.errors++;
    this.errorsByStep[step] = this.errorsByStep[step]! + 1;
  }
}

/**
 * Exact figures from the stored calls that start in the range, whatever its length: rows of recent spans are read from
 * an index, so that the spans themselves are not.
 */
export function* redTable(session: StatementCache, params: RedParams): Generator<void, RedTable, void> {
  const { by, start, end, steps } = params;
  const wanted = params.service === undefined ? null : findName(session, params.service);
  const stepNano = Math.max(1, Number(end - start) / steps);
  const rows = new Map<number, RowCalls>();
  let seen = 0;
  const isKnown = params.service === undefined || wanted !== null;
  if (isKnown) {
    yield* visitCalls(session, params, by === 'operation', (call) => {
      if (wanted !== null && call.service !== wanted) return;
      if (++seen > MOST_CALLS) return;
      const key = call.service * PAIR + (by === 'operation' ? call.name : 0);
      let row = rows.get(key);
      if (!row) {
        row = new RowCalls(steps);
        rows.set(key, row);
      }
      row.add(Math.min(steps - 1, Math.floor(call.at / stepNano)), call.isError, call.durationNano);
    });
  }
  const most = [...rows].sort(([, a], [, b]) => b.durations.count - a.durations.count).slice(0, MOST_ROWS);
  const sent: RedRow[] = [];
  for (const [i, [key, row]] of most.entries()) {
    if (i % ROWS_A_TURN === ROWS_A_TURN - 1) yield;
    const service = nameText(session, Math.floor(key / PAIR));
    sent.push({
      service,
      operation: by === 'operation' ? nameText(session, key % PAIR) : null,
      ...figures(row),
    });
  }
  const startMs = nanoToMs(start);
  const stepMs = stepNano / 1e6;
  return {
    rows: sent,
    stepsMs: Float64Array.from({ length: steps }, (_, i) => startMs + i * stepMs),
    stepMs,
    total: rows.size,
    truncated: rows.size > sent.length || seen > MOST_CALLS,
  };
}

function figures({
  durations,
  steps,
  errors,
  errorsByStep,
}: RowCalls): Omit<RedRow, 'service' | 'operation'> {
  const sorted = durations.sorted();
  const callsByStep = new Float64Array(errorsByStep.length);
  for (const step of steps.values()) callsByStep[step] = callsByStep[step]! + 1;
  return {
    calls: sorted.length,
    errors,
    p50Nano: quantile(sorted, 0.5),
    p95Nano: quantile(sorted, 0.95),
    p99Nano: quantile(sorted, 0.99),
    callsByStep,
    errorsByStep,
    p95ByStep: p95ByStep(durations.values(), steps.values(), callsByStep),
  };
}

/** NaN where there were no calls. */
function p95ByStep(durations: Float64Array, steps: Float64Array, callsByStep: Float64Array): Float64Array {
  const grouped = new Float64Array(durations.length);
  const starts: number[] = [];
  let before = 0;
  for (const calls of callsByStep) {
    starts.push(before);
    before += calls;
  }
  const next = [...starts];
  for (let i = 0; i < durations.length; i++) grouped[next[steps[i]!]!++] = durations[i]!;
  return callsByStep.map((calls, step) => {
    const from = starts[step]!;
    return quantile(grouped.subarray(from, from + calls).sort(), 0.95) ?? Number.NaN;
  });
}
