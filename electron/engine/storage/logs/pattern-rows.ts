import type { StatementCache, WriteSession } from '../session.ts';

/** A template of log lines as it is stored. */
export interface StoredPattern {
  /** Over all entities, and never given again. */
  id: number;
  /** Tokens parted by single spaces; what differs between its lines stands as `<*>`. */
  template: string;
  firstMs: number;
  lastMs: number;
}

/** What the lines of a block changed of a template. Whole, so that it can be written whatever became of earlier ones. */
export interface PatternChange extends StoredPattern {
  /** The body of one of the lines, cut where it is very long. */
  example: string;
  /** Lines that came since the last change, by level in the order of `severityLevels`. */
  levels: number[];
}

/** What the store knows of an entity's templates when a feed of it begins. */
export interface StoredPatterns {
  /** Higher than any number that was ever given, to any entity. */
  nextId: number;
  /** The entity's, the last used first. */
  patterns: StoredPattern[];
}

/** Templates of one entity that are handed to its tree. */
const MOST_LOADED = 1000;
/** Rows in all; beyond it the least recently seen go, and their lines count as lines without one. */
const MOST_STORED = 100_000;

const SAVE = `INSERT INTO log_patterns
  (id, entity, template, example, first_ms, last_ms, unknown, trace, debug, info, warn, error, fatal)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET template = excluded.template, example = excluded.example,
    first_ms = min(first_ms, excluded.first_ms), last_ms = max(last_ms, excluded.last_ms),
    unknown = unknown + excluded.unknown, trace = trace + excluded.trace, debug = debug + excluded.debug,
    info = info + excluded.info, warn = warn + excluded.warn, error = error + excluded.error,
    fatal = fatal + excluded.fatal`;

/** In the transaction of the lines that brought the changes. */
export function savePatterns(session: WriteSession, entity: string, changes: readonly PatternChange[]): void {
  for (const { id, template, example, firstMs, lastMs, levels } of changes) {
    session
      .prepare(SAVE)
      .run(id, entity, template, example, Math.floor(firstMs), Math.floor(lastMs), ...levels);
  }
}

/** Asked on the writer, behind everything that is on its way. */
function storedPatterns(session: WriteSession, { entity }: { entity: string }): StoredPatterns {
  const patterns = session
    .prepare<unknown[], StoredPattern>(
      `SELECT id, template, first_ms AS firstMs, last_ms AS lastMs FROM log_patterns
        WHERE entity = ? ORDER BY last_ms DESC LIMIT ${MOST_LOADED}`,
    )
    .all(entity);
  const highest = session
    .prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'log_patterns'")
    .pluck()
    .get() as number | undefined;
  return { nextId: (highest ?? 0) + 1, patterns };
}

/**
 * Deletes the templates that no stored line has any more: those last seen before the oldest line of their entity.
 * Answers how many.
 */
export function prunePatterns(session: WriteSession): number {
  const entities = session
    .prepare<[], { entity: string; oldestMs: number | null }>(
      `SELECT p.entity, min(b.oldest) / 1000000 AS oldestMs
        FROM (SELECT DISTINCT entity FROM log_patterns) p
        LEFT JOIN log_streams s ON s.entity = p.entity
        LEFT JOIN (SELECT stream, min(min_ns) AS oldest FROM log_blocks GROUP BY stream) b ON b.stream = s.id
        GROUP BY p.entity`,
    )
    .all();
  let deleted = 0;
  for (const { entity, oldestMs } of entities) {
    const before = oldestMs ?? Number.MAX_SAFE_INTEGER;
    deleted += session
      .prepare('DELETE FROM log_patterns WHERE entity = ? AND last_ms < ?')
      .run(entity, before).changes;
  }
  return deleted + deleteBeyond(session, MOST_STORED);
}

function deleteBeyond(session: WriteSession, most: number): number {
  const count = countPatterns(session);
  if (count <= most) return 0;
  return session
    .prepare(
      'DELETE FROM log_patterns WHERE id IN (SELECT id FROM log_patterns ORDER BY last_ms, id LIMIT ?)',
    )
    .run(count - most).changes;
}

const countPatterns = (session: StatementCache): number =>
  session.prepare<[], number>('SELECT count(*) FROM log_patterns').pluck().get() as unknown as number;

export const logPatternWriteOps = { 'logs.storedPatterns': storedPatterns };
