import type { LogPattern, LogPatterns, NewLogPattern } from '../../../../shared/contract/logs.ts';
import { type SeverityLevel, severityLevels } from '../../../../shared/model/log-record.ts';
import type { StatementCache } from '../session.ts';
import { PatternCounter } from './pattern-counter.ts';
import { type StoredQuery, StoredSearch } from './search/stored-search.ts';

export interface PatternsQuery extends StoredQuery {
  buckets: number;
  limit: number;
  newSince?: bigint | undefined;
  before?: { start: bigint; end: bigint } | undefined;
}

const NANOS_PER_MS = 1_000_000n;

/**
 * The templates of a result: counted from the pattern column of its blocks, without their text where the query asks for
 * none. The new ones come first, then those with most lines.
 */
function* patterns(session: StatementCache, params: PatternsQuery): Generator<void, LogPatterns, void> {
  const { start, end, buckets } = params;
  const startMs = Number(start / NANOS_PER_MS);
  const stepMs = Math.max(1, Math.ceil((Number(end / NANOS_PER_MS) - startMs + 1) / buckets));
  const stored = new StoredSearch(session, params);
  const { levels } = stored;
  const now = new PatternCounter({ startMs, stepMs, buckets, start, end, levels });
  yield* count(stored, { start, end }, now);
  const range = params.before ?? { start: start - (end - start) - 1n, end: start - 1n };
  const startOfBefore = Number(range.start / NANOS_PER_MS);
  const before = new PatternCounter({
    ...{ startMs: startOfBefore, stepMs: Number.MAX_SAFE_INTEGER, buckets: 1, ...range },
    levels,
  });
  yield* count(stored, range, before);
  const newSinceMs = Number((params.newSince ?? start) / NANOS_PER_MS);
  const rows = rowsOf(session, [...now.counts.keys()]).map((row): LogPattern => {
    const { count, trend } = now.counts.get(row.id) ?? { count: 0, trend: new Float64Array(buckets) };
    const isNew = row.firstSeenMs >= newSinceMs;
    return { ...row, count, trend, isNew, before: before.counts.get(row.id)?.count ?? 0 };
  });
  rows.sort((a, b) => Number(b.isNew) - Number(a.isNew) || b.count - a.count || a.id - b.id);
  const listed = rows.slice(0, params.limit);
  const others = now.total - listed.reduce((sum, { count }) => sum + count, 0);
  return { patterns: listed, startMs, stepMs, others, total: now.total };
}

function* count(
  stored: StoredSearch,
  range: { start: bigint; end: bigint },
  counter: PatternCounter,
): Generator<void, void, void> {
  yield* stored.blocks(
    false,
    (block, found, { minNs, maxNs }) => counter.add(block, found, minNs >= range.start && maxNs <= range.end),
    { ...stored.filter, ...range },
  );
}

type PatternFacts = Omit<LogPattern, 'count' | 'trend' | 'isNew' | 'before'>;

interface Row {
  id: number;
  entity: string;
  container: string | null;
  template: string;
  example: string;
  firstMs: number;
  lastMs: number;
  levels: string;
}

const COLUMNS = `p.id, p.entity, p.template, p.example, p.first_ms AS firstMs, p.last_ms AS lastMs,
  json_array(p.unknown, p.trace, p.debug, p.info, p.warn, p.error, p.fatal) AS levels,
  (SELECT container FROM log_streams s WHERE s.entity = p.entity ORDER BY s.id DESC LIMIT 1) AS container`;

function rowsOf(session: StatementCache, ids: number[]): PatternFacts[] {
  const rows = session
    .prepare<unknown[], Row>(
      `SELECT ${COLUMNS} FROM log_patterns p WHERE p.id IN (SELECT value FROM json_each(?))`,
    )
    .all(JSON.stringify(ids));
  return rows.map(factsOf);
}

function factsOf({ firstMs, lastMs, levels, container, ...row }: Row): PatternFacts {
  return {
    ...row,
    container: container ?? '',
    level: dominant(JSON.parse(levels) as number[]),
    firstSeenMs: firstMs,
    lastSeenMs: lastMs,
  };
}

function dominant(levels: number[]): SeverityLevel {
  let most = 0;
  for (let i = 1; i < levels.length; i++) if ((levels[i] as number) > (levels[most] as number)) most = i;
  return severityLevels[most] as SeverityLevel;
}

export interface NewPatternsQuery {
  since: bigint;
  levels: SeverityLevel[];
  /** Milliseconds that the entity's log must be older than the template. */
  settledMs: number;
  limit: number;
}

/**
 * Templates first seen at or after a moment by entities whose log began well before them: of a program that has just
 * been started everything is new.
 */
function* newPatterns(
  session: StatementCache,
  { since, levels, settledMs, limit }: NewPatternsQuery,
): Generator<void, NewLogPattern[], void> {
  const rows = session
    .prepare<unknown[], Row>(
      `SELECT ${COLUMNS} FROM log_patterns p
        WHERE p.first_ms >= ? AND p.first_ms >= ? + (SELECT min(first_ms) FROM log_patterns f WHERE f.entity = p.entity)
        ORDER BY p.first_ms DESC LIMIT 1000`,
    )
    .all(Number(since / NANOS_PER_MS), settledMs);
  return rows
    .map((row) => ({
      ...factsOf(row),
      lines: (JSON.parse(row.levels) as number[]).reduce((a, b) => a + b, 0),
    }))
    .filter(({ level }) => levels.includes(level))
    .slice(0, limit);
}

export const logPatternQueries = { 'logs.patterns': patterns, 'logs.newPatterns': newPatterns };
