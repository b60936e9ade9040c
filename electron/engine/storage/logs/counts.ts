import type { LogStreamInfo, LogVolume } from '../../../../shared/contract/logs.ts';
import { logFormats } from '../../../../shared/log-format/formats.ts';
import { type LogSource, severityLevels } from '../../../../shared/model/log-record.ts';
import type { StatementCache } from '../session.ts';
import { levelIndex, nanoAt } from './block.ts';
import { type BlockFilter, blockCandidates, type LoadedBlock, loadBlock } from './blocks.ts';
import { lineMatcher } from './matcher.ts';
import { levelSet } from './query.ts';

export interface VolumeQuery extends BlockFilter {
  query: string;
  buckets: number;
}

const NANOS_PER_MS = 1_000_000n;

/**
 * Lines a step, by level. A block that lies inside one step is counted from its facts; text is read only where
 * a text is looked for. Steps are whole milliseconds and begin at the range's start.
 */
function* volume(session: StatementCache, params: VolumeQuery): Generator<void, LogVolume, void> {
  const { start, end, buckets } = params;
  const startMs = start / NANOS_PER_MS;
  const spanMs = end / NANOS_PER_MS - startMs + 1n;
  const stepMs = (spanMs + BigInt(buckets) - 1n) / BigInt(buckets) || 1n;
  const counter = new Counter(params, startMs * NANOS_PER_MS, stepMs * NANOS_PER_MS, buckets);
  for (const facts of blockCandidates(session, params, false)) {
    if (counter.liesInOneStep(facts.minNs, facts.maxNs)) {
      const levels = session
        .prepare<unknown[], number[]>(
          'SELECT unknown, trace, debug, info, warn, error, fatal FROM log_blocks WHERE id = ?',
        )
        .raw()
        .get(facts.id);
      if (levels) {
        counter.addBlock(facts.minNs, levels);
        continue;
      }
    }
    const block = loadBlock(session, facts, params.query !== '');
    if (block) counter.addLines(block);
    yield;
  }
  return { startMs: Number(startMs), stepMs: Number(stepMs), ...counter.result() };
}

class Counter {
  readonly #params: VolumeQuery;
  readonly #origin: bigint;
  readonly #step: bigint;
  readonly #levels: boolean[] | null;
  readonly #matcher;
  readonly #counts: Float64Array[];

  constructor(params: VolumeQuery, origin: bigint, step: bigint, buckets: number) {
    this.#params = params;
    this.#origin = origin;
    this.#step = step;
    this.#levels = levelSet(params.levels);
    this.#matcher = lineMatcher(params.query);
    this.#counts = severityLevels.map(() => new Float64Array(buckets));
  }

  liesInOneStep(minNs: bigint, maxNs: bigint): boolean {
    const { start, end } = this.#params;
    return !this.#matcher && minNs >= start && maxNs <= end && this.#bucket(minNs) === this.#bucket(maxNs);
  }

  addBlock(ns: bigint, levels: number[]): void {
    const bucket = this.#bucket(ns);
    for (const [level, lines] of levels.entries()) this.#add(level, bucket, lines);
  }

  addLines(block: LoadedBlock): void {
    const { start, end } = this.#params;
    const { from, to } = block;
    const found = this.#matcher?.(block) ?? null;
    if (found?.length === 0) return;
    const { columns } = block;
    const length = found ? found.length : columns.count;
    for (let i = 0; i < length; i++) {
      const index = found ? (found[i] as number) : i;
      if (index < from || index >= to) continue;
      const ns = nanoAt(columns, index);
      if (ns < start || ns > end) continue;
      this.#add(levelIndex(columns.severities[index] as number), this.#bucket(ns), 1);
    }
  }

  result(): Pick<LogVolume, 'counts' | 'total'> {
    const sums = this.#counts.map((steps) => steps.reduce((sum, lines) => sum + lines, 0));
    const counts: LogVolume['counts'] = [];
    for (const [i, level] of severityLevels.entries()) {
      if (sums[i]) counts.push([level, this.#counts[i] as Float64Array]);
    }
    return { counts, total: sums.reduce((sum, lines) => sum + lines, 0) };
  }

  #bucket(ns: bigint): number {
    return Number((ns - this.#origin) / this.#step);
  }

  #add(level: number, bucket: number, lines: number): void {
    if (this.#levels && !this.#levels[level]) return;
    const steps = this.#counts[level] as Float64Array;
    steps[bucket] = (steps[bucket] ?? 0) + lines;
  }
}

interface StreamRow {
  entity: string;
  container: string;
  service: string;
  source: LogSource;
  format: number;
  lines: number;
  firstNs: bigint;
  lastNs: bigint;
}

/** One entry an entity, whatever containers it ran in and whatever its streams' labels; the names are the newest one's. */
function* streams(
  session: StatementCache,
  _params: Record<string, never>,
): Generator<void, LogStreamInfo[], void> {
  // Of bare columns beside max(), SQLite takes those of the row that has it.
  const rows = session
    .prepare<[], { [K in keyof StreamRow]: StreamRow[K] | bigint }>(
      `SELECT entity, container, service, source, format, sum(lines) AS lines, min(firstNs) AS firstNs,
          max(lastNs) AS lastNs
        FROM (SELECT stream, sum(lines) AS lines, min(min_ns) AS firstNs, max(max_ns) AS lastNs
            FROM log_blocks GROUP BY stream) JOIN log_streams ON id = stream
        GROUP BY entity ORDER BY entity`,
    )
    .safeIntegers()
    .all();
  return rows.map((row) => ({
    entity: String(row.entity),
    container: String(row.container),
    service: String(row.service),
    source: row.source as LogSource,
    format: logFormats[Number(row.format)] ?? 'unknown',
    lines: Number(row.lines),
    firstMs: Number(BigInt(row.firstNs) / NANOS_PER_MS),
    lastMs: Number(BigInt(row.lastNs) / NANOS_PER_MS),
  }));
}

/** Lines of level error or fatal by entity; entities without one are left out. */
function* errorCounts(
  session: StatementCache,
  { start, end }: { start: bigint; end: bigint },
): Generator<void, [entity: string, errors: number][], void> {
  const inside = session
    .prepare<unknown[], [string, number]>(
      `SELECT s.entity, sum(b.error + b.fatal) FROM log_blocks b JOIN log_streams s ON s.id = b.stream
        WHERE b.min_ns >= ? AND b.max_ns <= ? GROUP BY s.entity`,
    )
    .raw()
    .all(start, end);
  const counts = new Map(inside);
  const entityOf = new Map(
    session.prepare<[], [number, string]>('SELECT id, entity FROM log_streams').raw().all(),
  );
  const filter: BlockFilter = { start, end, levels: ['error', 'fatal'] };
  for (const facts of blockCandidates(session, filter, true)) {
    if (facts.minNs >= start && facts.maxNs <= end) continue;
    const block = loadBlock(session, facts, false);
    const entity = entityOf.get(facts.stream);
    if (!block || entity === undefined) continue;
    const counter = new Counter({ ...filter, query: '', buckets: 1 }, start, end - start + 1n, 1);
    counter.addLines(block);
    counts.set(entity, (counts.get(entity) ?? 0) + counter.result().total);
    yield;
  }
  return [...counts].filter(([, errors]) => errors > 0);
}

export const logCountQueries = {
  'logs.volume': volume,
  'logs.streams': streams,
  'logs.errorCounts': errorCounts,
};
