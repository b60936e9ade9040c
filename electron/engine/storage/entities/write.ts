import type { ContainerDetail } from '../../../../shared/contract/containers.ts';
import type { WriteSession } from '../session.ts';

/** The newest are kept; a build machine may run thousands of containers a day. */
const RUNS_KEPT = 20_000;
const ENTITIES_KEPT = 5_000;

/** Remembers containers as they are now; their details must be masked already. */
function rememberEntities(
  session: WriteSession,
  { details, nowMs }: { details: ContainerDetail[]; nowMs: number },
): void {
  const entity = session.prepare(
    `INSERT INTO entities (entity, name, first_seen_ms, last_seen_ms, detail) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (entity) DO UPDATE SET
        name = excluded.name, last_seen_ms = excluded.last_seen_ms, detail = excluded.detail`,
  );
  const run = session.prepare(
    `INSERT INTO container_runs (container_id, entity, name, image, created_ms, last_seen_ms)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (container_id) DO UPDATE SET
        entity = excluded.entity, name = excluded.name, last_seen_ms = excluded.last_seen_ms`,
  );
  for (const detail of details) {
    const { id, entity: key, name, image, createdMs } = detail.summary;
    entity.run(key, name, nowMs, nowMs, JSON.stringify(detail));
    run.run(id, key, name, image, createdMs, nowMs);
  }
  forgetOldest(session);
}

function forgetOldest(session: WriteSession): void {
  session
    .prepare(
      `DELETE FROM container_runs WHERE container_id IN (
        SELECT container_id FROM container_runs ORDER BY last_seen_ms DESC LIMIT -1 OFFSET ?)`,
    )
    .run(RUNS_KEPT);
  session
    .prepare(
      `DELETE FROM entities WHERE entity IN (
        SELECT entity FROM entities ORDER BY last_seen_ms DESC LIMIT -1 OFFSET ?)`,
    )
    .run(ENTITIES_KEPT);
}

export const entityWriteOps = { 'entities.remember': rememberEntities };
