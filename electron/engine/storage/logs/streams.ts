import { createHash } from 'node:crypto';
import type { Attributes } from '../../../../shared/model/attributes.ts';
import type { LogSource } from '../../../../shared/model/log-record.ts';
import type { StatementCache, WriteSession } from '../session.ts';
import { decodeExtras, encodeExtras } from './extras.ts';

/** What a stream is named by, and what it is called. */
export interface LogStreamKey {
  entity: string;
  /** Full id of the container; empty where there is none. */
  containerId: string;
  /** What lists show: the container's, service's, file's or host's name. */
  container: string;
  /** A container's own log without it. */
  source?: LogSource;
  service?: string;
  /** The same for every record; they tell streams of one entity apart. */
  labels?: Attributes;
}

/** What every record of a stream is shown with. */
export interface StreamName {
  entity: string;
  container: string;
  service: string;
  source: LogSource;
  labels: Attributes;
}

export const nameOf = ({ entity, container, source, service, labels }: LogStreamKey): StreamName => ({
  entity,
  container,
  source: source ?? 'docker',
  service: service ?? '',
  labels: labels ?? [],
});

/** Tells streams of one entity and container apart; empty for a container's own log, whatever its service is called. */
export function variantOf({ source, service, labels }: LogStreamKey): string {
  if ((source ?? 'docker') === 'docker') return '';
  const name = JSON.stringify([source, service ?? '', labelsText(labels ?? [])]);
  return createHash('sha256').update(name).digest('base64url').slice(0, 22);
}

/** Entity, container and variant as one text. */
export const variantName = (key: LogStreamKey): string =>
  [key.entity, key.containerId, variantOf(key)].join('\0');

/** In an order of their own, so that the same labels make the same stream. */
function labelsText(labels: Attributes): string {
  const sorted = [...labels].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return encodeExtras({ traceId: '', spanId: '', attributes: sorted });
}

/** The stream of the key, made where it is new. */
export function streamOf(session: WriteSession, key: LogStreamKey): { id: number; nextSeq: number } {
  const { entity, containerId, container, labels = [] } = key;
  const { source, service } = nameOf(key);
  const variant = variantOf(key);
  session
    .prepare(
      `INSERT INTO log_streams (entity, container_id, variant, container, source, service, labels)
        VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    )
    .run(entity, containerId, variant, container, source, service, labelsText(labels));
  return session
    .prepare<unknown[], { id: number; nextSeq: number }>(
      'SELECT id, next_seq AS nextSeq FROM log_streams WHERE entity = ? AND container_id = ? AND variant = ?',
    )
    .get(entity, containerId, variant) as { id: number; nextSeq: number };
}

interface NameRow {
  entity: string;
  container: string;
  service: string;
  source: LogSource;
  labels: string;
}

/** Of a stored stream; empty names where it is gone. */
export function streamName(session: StatementCache, id: number): StreamName {
  const row = session
    .prepare<unknown[], NameRow>(
      'SELECT entity, container, service, source, labels FROM log_streams WHERE id = ?',
    )
    .get(id);
  if (!row) return { entity: '', container: '', service: '', source: 'docker', labels: [] };
  return { ...row, labels: decodeExtras(row.labels).attributes };
}

/** Names of the streams that are told apart by more than their entity and container, so many at most. */
export const storedVariants = (session: StatementCache, { most }: { most: number }): string[] =>
  session
    .prepare<unknown[], [string, string, string]>(
      "SELECT entity, container_id, variant FROM log_streams WHERE variant <> '' LIMIT ?",
    )
    .raw()
    .all(most)
    .map((parts) => parts.join('\0'));
