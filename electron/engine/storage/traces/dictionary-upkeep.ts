import type { StatementCache, WriteSession } from '../session.ts';
import { liveParts, openBlock } from './blocks/block-store.ts';
import type { BlockKeys, PlacedPart } from './blocks/span-block.ts';
import { type EntryKind, endNoting, givenSince, noteGiven } from './dictionary.ts';
import { blobToIds } from './trace-state.ts';

/**
 * Span names, operations, resources and scopes that no stored span uses are deleted, in three steps: the writer
 * begins to note every id that it gives out; a reader goes through all that names ids, rows before blocks, for
 * spans only move that way; the writer deletes what was neither found nor given out. The newest entry of each kind
 * stays, so that an id never comes again with another meaning: readers keep texts by id.
 */
export type UnusedEntries = Record<EntryKind, number[]>;

const tables: Record<EntryKind, string> = {
  names: 'trace_names',
  operations: 'trace_operations',
  resources: 'trace_resources',
  scopes: 'trace_scopes',
};

/** Entries of one kind that one collection takes at most. */
const MOST_AT_ONCE = 20_000;
const ROWS_A_SLICE = 10_000;

class Used {
  readonly names = new Set<number>();
  readonly operations = new Set<number>();
  readonly resources = new Set<number>();
  readonly scopes = new Set<number>();
  /** Services with names, asked for where a trace has too many operations to list them. */
  readonly pairs = new Set<number>();
  hasUnlisted = false;

  add(service: number, name: number, resource: number, scope: number): void {
    this.names.add(service);
    this.names.add(name);
    this.resources.add(resource);
    this.scopes.add(scope);
    if (this.hasUnlisted) this.pairs.add(pairOf(service, name));
  }
}

/** Name ids stay far below 2^26, so the pair fits a double exactly. */
const pairOf = (service: number, name: number): number => service * 2 ** 26 + name;

export function* unusedEntries(
  session: StatementCache,
  _params: Record<string, never>,
): Generator<void, UnusedEntries, void> {
  const used = new Used();
  yield* usedByTraces(session, used);
  yield* usedByRows(session, used);
  yield* usedByBlocks(session, used);
  // In the order in which one kind names another.
  const unused: UnusedEntries = { names: [], operations: [], resources: [], scopes: [] };
  for (const kind of ['operations', 'resources', 'scopes', 'names'] as const) {
    const gone = new Set<number>();
    yield* eachEntry(session, kind, ({ id, service, name }) => {
      const isPair = kind === 'operations' && used.pairs.has(pairOf(service, name));
      const isUsed = used[kind].has(id) || isPair;
      if (!isUsed && gone.size < MOST_AT_ONCE) gone.add(id);
      else if (kind !== 'names') {
        used.names.add(service);
        used.names.add(name);
      }
    });
    unused[kind] = [...gone];
  }
  return unused;
}

interface Entry {
  id: number;
  /** Name ids; 0 where the kind has none. */
  service: number;
  name: number;
}

const entryNames: Record<EntryKind, string> = {
  names: '0 AS service, 0 AS name',
  operations: 'service, name',
  resources: 'service, 0 AS name',
  scopes: '0 AS service, 0 AS name',
};

function* eachEntry(
  session: StatementCache,
  kind: EntryKind,
  visit: (entry: Entry) => void,
): Generator<void, void, void> {
  const statement = session.prepare<[number], Entry>(
    `SELECT id, ${entryNames[kind]} FROM ${tables[kind]}
      WHERE id > ? AND id < (SELECT max(id) FROM ${tables[kind]}) ORDER BY id LIMIT ${ROWS_A_SLICE}`,
  );
  for (let after = -1; ; ) {
    const entries = statement.all(after);
    for (const entry of entries) visit(entry);
    const last = entries.at(-1);
    if (!last) return;
    after = last.id;
    yield;
  }
}

interface TraceNames {
  no: number;
  root_service: number;
  root_name: number;
  services: Buffer;
  operations: Buffer | null;
}

function* usedByTraces(session: StatementCache, used: Used): Generator<void, void, void> {
  const statement = session.prepare<[number], TraceNames>(
    `SELECT no, root_service, root_name, services, operations FROM traces WHERE no > ?
      ORDER BY no LIMIT ${ROWS_A_SLICE}`,
  );
  for (let after = -1; ; ) {
    const rows = statement.all(after);
    for (const { root_service, root_name, services, operations } of rows) {
      used.names.add(root_service);
      used.names.add(root_name);
      for (const id of blobToIds(services)) used.names.add(id);
      if (operations) for (const id of blobToIds(operations)) used.operations.add(id);
      else used.hasUnlisted = true;
    }
    const last = rows.at(-1);
    if (!last) return;
    after = last.no;
    yield;
  }
}

interface RowIds {
  service: number;
  name: number;
  resource: number;
  scope: number;
}

/** Rows of whole traces, a few at a time; a trace of very many spans is a slice of its own. */
function* usedByRows(session: StatementCache, used: Used): Generator<void, void, void> {
  const boundary = session
    .prepare<[number], number>(
      `SELECT trace_no FROM span_rows WHERE trace_no > ? ORDER BY trace_no LIMIT 1 OFFSET ${ROWS_A_SLICE}`,
    )
    .pluck();
  const ids = session.prepare<[number, number], RowIds>(
    'SELECT DISTINCT service, name, resource, scope FROM span_rows WHERE trace_no > ? AND trace_no <= ?',
  );
  for (let after = -1; ; ) {
    const upTo = boundary.get(after);
    for (const { service, name, resource, scope } of ids.all(after, upTo ?? Number.MAX_SAFE_INTEGER)) {
      used.add(service, name, resource, scope);
    }
    if (upTo === undefined) return;
    after = upTo;
    yield;
  }
}

/** Of each block the parts of traces that are still there. */
function* usedByBlocks(session: StatementCache, used: Used): Generator<void, void, void> {
  const next = session
    .prepare<[number], number>('SELECT id FROM span_blocks WHERE id > ? ORDER BY id LIMIT 1')
    .pluck();
  for (let id = next.get(0); id !== undefined; id = next.get(id)) {
    const block = openBlock(session, id);
    if (block) for (const part of liveParts(session, block)) usedByPart(block.keys, part, used);
    yield;
  }
}

function usedByPart(keys: BlockKeys, { from, spans }: PlacedPart, used: Used): void {
  const [services, names, resources, scopes] = (['service', 'name', 'resource', 'scope'] as const).map(
    (column) => keys.numbers(column),
  ) as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  for (let i = from; i < from + spans; i++) {
    used.add(services[i]!, names[i]!, resources[i]!, scopes[i]!);
  }
}

/** The first step. */
export function beginCollecting(session: WriteSession, _params: Record<string, never>): null {
  noteGiven(session);
  return null;
}

export interface DeleteUnused {
  kind: EntryKind;
  /** A slice of what was found. */
  ids: number[];
}

/** The third step, slice by slice. Answers how many went; what was given out since the first step stays. */
export function deleteUnused(session: WriteSession, { kind, ids }: DeleteUnused): number {
  const given = givenSince(session);
  if (!given) return 0;
  const remove = session.prepare<[number], unknown>(`DELETE FROM ${tables[kind]} WHERE id = ?`);
  let deleted = 0;
  for (const id of ids) if (!given[kind].has(id)) deleted += remove.run(id).changes;
  return deleted;
}

/** Must follow the last slice. */
export function endCollecting(session: WriteSession, _params: Record<string, never>): null {
  endNoting(session);
  return null;
}
