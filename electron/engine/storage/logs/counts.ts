import type { LogStreamInfo, LogVolume } from '../../../../shared/contract/logs.ts';
import { logFormats } from '../../../../shared/log-format/formats.ts';
import { type LogSource, severityLevels } from '../../../../shared/model/log-record.ts';
import type { StatementCache } from '../session.ts';
import { type BlockColumns, levelIndex, nanoAt } from './block.ts';
import { type BlockFacts, blockCandidates, blockLevels, type LoadedBlock, loadBlock } from './blocks.ts';
import type { Indexes } from './search/index-sets.ts';
import { type StoredQuery, StoredSearch } from './search/stored-search.ts';

export interface VolumeQuery extends StoredQuery {
  buckets: number;
  /** Only every so many blocks are counted, from one of them on: others count the rest meanwhile. */
  part?: { index: number; of: number } | undefined;
}

const NANOS_PER_MS = 1_000_000n;

/**
 * Lines a step, by level. A block that lies inside one step is counted from its facts; text is read only where
 * a text is looked for. Steps are whole milliseconds and begin at the range's start.
 */
function* volume(session: StatementCache, params: VolumeQuery): Generator<void, LogVolume, void> {
  const stored = new StoredSearch(session, params);
  const counter = new Counter(params, stored);
  const { index, of } = params.part ?? { index: 0, of: 1 };
  for (const [i, facts] of blockCandidates(session, stored.filter, false).entries()) {
    if (i % of !== index || !stored.mayHold(facts)) continue;
    const all = !stored.needsText || stored.takesAll(facts);
    if (all && counter.liesInOneStep(facts)) {
      const levels = blockLevels(session, facts);
      if (levels) {
        counter.addBlock(facts.minNs, levels);
        continue;
      }
    }
    const block = loadBlock(session, facts, !all);
    if (block) counter.addLines(block, facts, all ? null : stored.find(block));
    yield;
  }
  return counter.result();
}

class Counter {
  readonly #start: bigint;
  readonly #end: bigint;
  readonly #originMs: number;
  readonly #stepMs: number;
  readonly #levels: boolean[] | null;
  readonly #counts: Float64Array[];

  constructor({ start, end, buckets }: Pick<VolumeQuery, 'start' | 'end' | 'buckets'>, stored: StoredSearch) {
    this.#start = start;
    this.#end = end;
    this.#originMs = Number(start / NANOS_PER_MS);
    const spanMs = Number(end / NANOS_PER_MS) - this.#originMs + 1;
    this.#stepMs = Math.max(1, Math.ceil(spanMs / buckets));
    this.#levels = stored.levels;
    this.#counts = severityLevels.map(() => new Float64Array(buckets));
  }

  liesInOneStep(facts: BlockFacts): boolean {
    return this.#isInside(facts) && this.#bucketOf(facts.minNs) === this.#bucketOf(facts.maxNs);
  }

  addBlock(ns: bigint, levels: number[]): void {
    const bucket = this.#bucketOf(ns);
    for (const [level, lines] of levels.entries()) this.#add(level, bucket, lines);
  }

  /** @param found null for all of the block's */
  addLines(block: LoadedBlock, facts: BlockFacts, found: Indexes | null): void {
    if (found?.length === 0) return;
    const { from, to, columns } = block;
    const { severities } = columns;
    const inside = this.#isInside(facts);
    const only = this.liesInOneStep(facts) ? this.#bucketOf(facts.minNs) : null;
    const length = found ? found.length : columns.count;
    for (let i = 0; i < length; i++) {
      const index = found ? (found[i] as number) : i;
      if (index < from || index >= to) continue;
      if (!inside && !this.#holds(nanoAt(columns, index))) continue;
      this.#add(levelIndex(severities[index] as number), only ?? this.#bucketAt(columns, index), 1);
    }
  }

  result(): LogVolume {
    const sums = this.#counts.map((steps) => steps.reduce((sum, lines) => sum + lines, 0));
    const counts: LogVolume['counts'] = [];
    for (const [i, level] of severityLevels.entries()) {
      if (sums[i]) counts.push([level, this.#counts[i] as Float64Array]);
    }
    const total = sums.reduce((sum, lines) => sum + lines, 0);
    return { startMs: this.#originMs, stepMs: this.#stepMs, counts, total };
  }

  #bucketAt({ seconds, nanos }: BlockColumns, index: number): number {
    const ms = (seconds[index] as number) * 1000 + Math.floor((nanos[index] as number) / 1e6);
    return Math.floor((ms - this.#originMs) / this.#stepMs);
  }

  #isInside({ minNs, maxNs }: BlockFacts): boolean {
    return minNs >= this.#start && maxNs <= this.#end;
  }

  #holds(ns: bigint): boolean {
    return ns >= this.#start && ns <= this.#end;
  }

  #bucketOf(ns: bigint): number {
    return Math.floor((Number(ns / NANOS_PER_MS) - this.#originMs) / this.#stepMs);
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
  const errors: StoredQuery = { start, end, levels: ['error', 'fatal'], query: '' };
  const stored = new StoredSearch(session, errors);
  for (const facts of blockCandidates(session, stored.filter, true)) {
    if (facts.minNs >= start && facts.maxNs <= end) continue;
    const block = loadBlock(session, facts, false);
    const entity = entityOf.get(facts.stream);
    if (!block || entity === undefined) continue;
    const counter = new Counter({ start, end, buckets: 1 }, stored);
    counter.addLines(block, facts, null);
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
