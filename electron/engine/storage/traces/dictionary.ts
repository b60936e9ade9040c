import { hash } from 'node:crypto';
import type { BatchResource } from '../../formats/spans/span-batch.ts';
import type { StatementCache, WriteSession } from '../session.ts';

/** Where spans came from: a receiver, or an opened file under its id and name. */
export type SpanSource = { kind: 'receiver'; name: string } | { kind: 'file'; fileId: number; name: string };

/** Entries of one kind kept in memory; beyond it the oldest entry is asked for again. */
const MOST_CACHED = 50_000;

interface IdRow {
  id: number;
}

/** Ids of texts and messages that many spans share, remembered between batches. */
class Dictionary {
  readonly names = new Map<string, number>();
  readonly operations = new Map<number, number>();
  readonly blobs = new Map<string, number>();
  readonly sources = new Map<string, number>();
}

const dictionary = (session: WriteSession) => session.cache('traces.dictionary', () => new Dictionary());

function remembered<K>(map: Map<K, number>, key: K, find: () => number): number {
  const known = map.get(key);
  if (known !== undefined) return known;
  const id = find();
  if (map.size >= MOST_CACHED) map.delete(map.keys().next().value as K);
  map.set(key, id);
  return id;
}

/** The row that is there, else the new one's id. */
function idOf(
  session: WriteSession,
  select: string,
  insert: string,
  key: unknown[],
  rest: unknown[] = [],
): number {
  const found = session.prepare<unknown[], IdRow>(select).get(...key);
  return found?.id ?? Number(session.prepare(insert).run(...key, ...rest).lastInsertRowid);
}

export function nameId(session: WriteSession, text: string): number {
  return remembered(dictionary(session).names, text, () =>
    idOf(session, 'SELECT id FROM trace_names WHERE text = ?', 'INSERT INTO trace_names (text) VALUES (?)', [
      text,
    ]),
  );
}

/** The pair of a service and a span name, both by their name ids. */
export function operationId(session: WriteSession, service: number, name: number): number {
  // Name ids stay far below 2^26, so the pair fits a double exactly.
  return remembered(dictionary(session).operations, service * 2 ** 26 + name, () =>
    idOf(
      session,
      'SELECT id FROM trace_operations WHERE service = ? AND name = ?',
      'INSERT INTO trace_operations (service, name) VALUES (?, ?)',
      [service, name],
    ),
  );
}

export function resourceId(session: WriteSession, resource: BatchResource): number {
  const { content, service, container } = resource;
  // The same attributes sent by two containers are two resources.
  const tie = container ? `${container.by}\0${container.entity}\0${container.name}` : '';
  const digest = hash('sha256', Buffer.concat([content, Buffer.from(`\0${tie}`)]), 'buffer').subarray(0, 16);
  return remembered(dictionary(session).blobs, `r${digest.toString('latin1')}`, () =>
    idOf(
      session,
      'SELECT id FROM trace_resources WHERE digest = ?',
      `INSERT INTO trace_resources (digest, content, service, container_entity, container_name, container_by)
        VALUES (?, ?, ?, ?, ?, ?)`,
      [digest],
      [
        content,
        nameId(session, service),
        container?.entity ?? null,
        container?.name ?? null,
        container?.by ?? null,
      ],
    ),
  );
}

export function scopeId(session: WriteSession, content: Uint8Array): number {
  const digest = hash('sha256', content, 'buffer').subarray(0, 16);
  return remembered(dictionary(session).blobs, `s${digest.toString('latin1')}`, () =>
    idOf(
      session,
      'SELECT id FROM trace_scopes WHERE digest = ?',
      'INSERT INTO trace_scopes (digest, content) VALUES (?, ?)',
      [digest],
      [content],
    ),
  );
}

export function sourceId(session: WriteSession, source: SpanSource): number {
  const fileId = source.kind === 'file' ? source.fileId : 0;
  return remembered(dictionary(session).sources, `${source.kind}\0${fileId}\0${source.name}`, () =>
    idOf(
      session,
      'SELECT id FROM trace_sources WHERE kind = ? AND name = ? AND file_id = ?',
      'INSERT INTO trace_sources (kind, name, file_id) VALUES (?, ?, ?)',
      [source.kind, source.name, fileId],
    ),
  );
}

/** Sources of an opened file; none when nothing of it was stored. */
export function fileSourceIds(session: StatementCache, fileId: number): number[] {
  return session
    .prepare<[number], IdRow>("SELECT id FROM trace_sources WHERE kind = 'file' AND file_id = ?")
    .all(fileId)
    .map(({ id }) => id);
}
