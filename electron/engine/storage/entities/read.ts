import type { ContainerDetail, ContainerRun } from '../../../../shared/contract/containers.ts';
import type { StatementCache } from '../session.ts';

const RUN = `container_id AS containerId, entity, name, image, created_ms AS createdMs, last_seen_ms AS lastSeenMs`;
const LONGEST_ANSWER = 1_000;

/** What was last known of an entity, found by its key, its name, a container's id or an id's beginning. */
// biome-ignore lint/correctness/useYield: two bounded statements
function* findEntity(
  session: StatementCache,
  { text }: { text: string },
): Generator<void, ContainerDetail | null, void> {
  const entity = entityOf(session, text) ?? text;
  const row = session
    .prepare<[string, string], { detail: string }>(
      `SELECT detail FROM entities WHERE entity = ? OR name = ? ORDER BY last_seen_ms DESC LIMIT 1`,
    )
    .get(entity, entity);
  return row ? (JSON.parse(row.detail) as ContainerDetail) : null;
}

function entityOf(session: StatementCache, idBeginning: string): string | null {
  if (!/^[0-9a-f]{4,64}$/.test(idBeginning)) return null;
  const rows = session
    .prepare<[string, string], { entity: string }>(
      `SELECT DISTINCT entity FROM container_runs WHERE container_id >= ? AND container_id < ? LIMIT 2`,
    )
    .all(idBeginning, `${idBeginning}g`);
  return rows.length === 1 ? (rows[0]?.entity ?? null) : null;
}

/** Containers that an entity ran as, newest first. */
// biome-ignore lint/correctness/useYield: one bounded statement
function* listRuns(
  session: StatementCache,
  { entity }: { entity: string },
): Generator<void, ContainerRun[], void> {
  return session
    .prepare<[string, number], ContainerRun>(
      `SELECT ${RUN} FROM container_runs WHERE entity = ? ORDER BY created_ms DESC LIMIT ?`,
    )
    .all(entity, LONGEST_ANSWER);
}

export const entityReadQueries = { 'entities.find': findEntity, 'entities.runs': listRuns };
