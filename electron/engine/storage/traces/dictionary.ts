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

export const entryKinds = ['names', 'operations', 'resources', 'scopes'] as const;
export type EntryKind = (typeof entryKinds)[number];

/** Ids of texts and messages that many spans share, remembered between batches. */
class Dictionary {
  readonly names = new Map<string, number>();
  readonly operations = new Map<number, number>();
  readonly operationsOf = new Map<number, number>();
  readonly resources = new Map<string, number>();
  readonly scopes = new Map<string, number>();
  readonly sources = new Map<string, number>();
  /** Ids given out since what is unused is being looked for; null while nobody looks. */
  given: Record<EntryKind, Set<number>> | null = null;
}

const CACHE = 'traces.dictionary';
const dictionary = (session: WriteSession) => session.cache(CACHE, () => new Dictionary());

/** From now on every id that is given out is noted, until `endNoting`. */
export function noteGiven(session: WriteSession): void {
  // What was remembered before would be given out without a note.
  session.forgetCache(CACHE);
  const [names, operations, resources, scopes] = [
    new Set<number>(),
    new Set<number>(),
    new Set<number>(),
    new Set<number>(),
  ];
  dictionary(session).given = { names, operations, resources, scopes };
}

/** What was given out since `noteGiven`; null when that is not known, for something was rolled back in between. */
export const givenSince = (session: WriteSession): Record<EntryKind, Set<number>> | null =>
  dictionary(session).given;

export function endNoting(session: WriteSession): void {
  dictionary(session).given = null;
}

/** Notes an id that came from elsewhere than this dictionary. */
export function noteUsed(session: WriteSession, kind: EntryKind, id: number): void {
  dictionary(session).given?.[kind].add(id);
}

function remembered<K>(map: Map<K, number>, key: K, find: () => number, given?: Set<number>): number {
  const known = map.get(key);
  if (known !== undefined) return known;
  const id = find();
  given?.add(id);
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
  const { names, given } = dictionary(session);
  const find = () =>
    idOf(session, 'SELECT id FROM trace_names WHERE text = ?', 'INSERT INTO trace_names (text) VALUES (?)', [
      text,
    ]);
  return remembered(names, text, find, given?.names);
}

/** Operations listed of one service. One that puts ids into its span names has no end of them. */
export const MOST_OPERATIONS_A_SERVICE = 5_000;

/** What stands for an operation that is not listed any more; its traces are asked span by span. */
export const UNLISTED = 0;

/** The pair of a service and a span name, both by their name ids. */
export function operationId(session: WriteSession, service: number, name: number): number {
  const { operations, given } = dictionary(session);
  // Name ids stay far below 2^26, so the pair fits a double exactly.
  const find = () => findOperation(session, service, name) ?? newOperation(session, service, name);
  return remembered(operations, service * 2 ** 26 + name, find, given?.operations);
}

const findOperation = (session: WriteSession, service: number, name: number): number | undefined =>
  session
    .prepare<[number, number], IdRow>('SELECT id FROM trace_operations WHERE service = ? AND name = ?')
    .get(service, name)?.id;

function newOperation(session: WriteSession, service: number, name: number): number {
  const { operationsOf } = dictionary(session);
  const count =
    operationsOf.get(service) ??
    session
      .prepare<[number], number>('SELECT count(*) FROM trace_operations WHERE service = ?')
      .pluck()
      .get(service) ??
    0;
  operationsOf.set(service, count + 1);
  if (count >= MOST_OPERATIONS_A_SERVICE) return UNLISTED;
  const insert = session.prepare('INSERT INTO trace_operations (service, name) VALUES (?, ?)');
  return Number(insert.run(service, name).lastInsertRowid);
}

export function resourceId(session: WriteSession, resource: BatchResource): number {
  const { content, service, container } = resource;
  // The same attributes sent by two containers are two resources.
  const tie = container ? `${container.by}\0${container.entity}\0${container.name}` : '';
  const digest = hash('sha256', Buffer.concat([content, Buffer.from(`\0${tie}`)]), 'buffer').subarray(0, 16);
  const { resources, given } = dictionary(session);
  const find = () =>
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
    );
  return remembered(resources, digest.toString('latin1'), find, given?.resources);
}

export function scopeId(session: WriteSession, content: Uint8Array): number {
  const digest = hash('sha256', content, 'buffer').subarray(0, 16);
  const { scopes, given } = dictionary(session);
  const find = () =>
    idOf(
      session,
      'SELECT id FROM trace_scopes WHERE digest = ?',
      'INSERT INTO trace_scopes (digest, content) VALUES (?, ?)',
      [digest],
      [content],
    );
  return remembered(scopes, digest.toString('latin1'), find, given?.scopes);
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
