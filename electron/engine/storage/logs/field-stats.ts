import type { LogFieldStats } from '../../../../shared/contract/logs.ts';
import type { Quantity } from '../../../../shared/log-query/quantity.ts';
import { quantityOf } from '../../../../shared/log-query/value-test.ts';
import type { StatementCache } from '../session.ts';
import { sampleResult } from './search/result-sample.ts';
import type { SearchBlock } from './search/search-block.ts';
import { type StoredQuery, StoredSearch } from './search/stored-search.ts';

export interface FieldStatsQuery extends StoredQuery {
  field: string;
  buckets: number;
  /** Records to read at most. */
  read: number;
}

const NANOS_PER_MS = 1_000_000n;

/**
 * What the numbers in a field are, overall and per step, from an even sample of a result. Times with a unit count in
 * seconds and sizes in bytes; of several kinds in one field, that of the first value counts.
 */
export function* fieldStats(
  session: StatementCache,
  params: FieldStatsQuery,
): Generator<void, LogFieldStats, void> {
  const { start, end, buckets, field } = params;
  const startMs = Number(start / NANOS_PER_MS);
  const stepMs = Math.max(1, Math.ceil((Number(end / NANOS_PER_MS) - startMs + 1) / buckets));
  const steps = Array.from({ length: buckets }, (): number[] => []);
  let kind: Quantity['kind'] | null = null;
  const visit = (block: SearchBlock, index: number) => {
    const quantity = firstQuantity(block, index, field);
    if (!quantity) return;
    kind ??= quantity.kind;
    if (quantity.kind !== kind) return;
    const { seconds, nanos } = block.source.columns;
    const ms = (seconds[index] as number) * 1000 + Math.floor((nanos[index] as number) / 1e6);
    steps[Math.min(buckets - 1, Math.max(0, Math.floor((ms - startMs) / stepMs)))]?.push(quantity.value);
  };
  const part = yield* sampleResult(session, new StoredSearch(session, params), params.read, visit);
  return { field, ...overall(steps.flat()), startMs, stepMs, series: seriesOf(steps), ...part };
}

function firstQuantity(block: SearchBlock, index: number, field: string): Quantity | null {
  for (const [key, value] of block.record(index).fields) {
    const quantity = key === field ? quantityOf(value) : null;
    if (quantity && Number.isFinite(quantity.value)) return quantity;
  }
  return null;
}

type Overall = Pick<LogFieldStats, 'count' | 'min' | 'mean' | 'p50' | 'p95' | 'p99' | 'max'>;

function overall(values: number[]): Overall {
  const sorted = Float64Array.from(values).sort();
  const count = sorted.length;
  return {
    count,
    min: quantile(sorted, 0),
    mean: count === 0 ? Number.NaN : sorted.reduce((sum, value) => sum + value / count, 0),
    p50: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
    max: quantile(sorted, 1),
  };
}

/** The nearest rank: a value that was there. NaN of none. */
const quantile = (sorted: Float64Array, part: number): number =>
  sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;

function seriesOf(steps: number[][]): LogFieldStats['series'] {
  const sorted = steps.map((values) => Float64Array.from(values).sort());
  const each = (of: (values: Float64Array) => number) => Float64Array.from(sorted, of);
  return {
    count: each(({ length }) => length),
    p50: each((values) => quantile(values, 0.5)),
    p95: each((values) => quantile(values, 0.95)),
    max: each((values) => quantile(values, 1)),
  };
}
