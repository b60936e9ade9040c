import type { Signal, StoreUsage } from '../../../shared/contract/app.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import { eventUpkeep } from './events/upkeep.ts';
import { logUpkeep } from './logs/upkeep.ts';
import { metricUpkeep } from './metrics/upkeep.ts';
import type { StatementCache, WriteSession } from './session.ts';
import type { DeletedSlice, DeleteRange, SignalUpkeep } from './signal-upkeep.ts';
import { traceUpkeep } from './traces/upkeep.ts';

/** Every signal that can be counted and deleted. */
const upkeeps: readonly SignalUpkeep[] = [eventUpkeep, logUpkeep, metricUpkeep, traceUpkeep];

/** What each signal takes up, as its own operations counted it. */
function* usage(
  session: StatementCache,
  _params: Record<string, never>,
): Generator<void, StoreUsage[], void> {
  const counted = session
    .prepare<[], { signal: Signal; items: number; bytes: number }>('SELECT * FROM signal_usage')
    .all();
  return upkeeps.map((upkeep) => {
    const { items, bytes } = counted.find(({ signal }) => signal === upkeep.signal) ?? { items: 0, bytes: 0 };
    return { signal: upkeep.signal, items, bytes, oldestMs: upkeep.oldestMs(session) };
  });
}

/** As the signal's own slice, with what the signal takes up after it. */
function deleteSlice(
  session: WriteSession,
  params: DeleteRange & { signal: Signal },
): DeletedSlice & { bytes: number } {
  const upkeep = upkeeps.find(({ signal }) => signal === params.signal);
  if (!upkeep) throw new TrivetError('not_found', `nothing is stored as ${params.signal}`);
  const slice = upkeep.deleteSlice(session, params);
  const bytes = session
    .prepare<[Signal], number>('SELECT bytes FROM signal_usage WHERE signal = ?')
    .pluck()
    .get(params.signal);
  return { ...slice, bytes: bytes ?? 0 };
}

export interface FileSpace {
  fileBytes: number;
  /** Of them, in pages that hold nothing. */
  freeBytes: number;
}

function spaceOf({ db }: StatementCache): FileSpace {
  const value = (pragma: string) => db.pragma(pragma, { simple: true }) as number;
  const pageSize = value('page_size');
  return { fileBytes: value('page_count') * pageSize, freeBytes: value('freelist_count') * pageSize };
}

// biome-ignore lint/correctness/useYield: three lookups
function* space(session: StatementCache, _params: Record<string, never>): Generator<void, FileSpace, void> {
  return spaceOf(session);
}

/** Pages that one slice gives back to the file system: 1 MiB. */
const PAGES_A_SLICE = 256;

/** Gives some free pages back to the file system; answers what is left. */
function vacuumSlice(session: WriteSession, _params: Record<string, never>): FileSpace {
  session.db.pragma(`incremental_vacuum(${PAGES_A_SLICE})`);
  return spaceOf(session);
}

export const retentionReadQueries = { 'storage.usage': usage, 'storage.space': space };
export const retentionWriteOps = { 'storage.deleteSlice': deleteSlice, 'storage.vacuumSlice': vacuumSlice };
