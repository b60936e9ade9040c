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

function deleteSlice(session: WriteSession, params: DeleteRange & { signal: Signal }): DeletedSlice {
  const upkeep = upkeeps.find(({ signal }) => signal === params.signal);
  if (!upkeep) throw new TrivetError('not_found', `nothing is stored as ${params.signal}`);
  return upkeep.deleteSlice(session, params);
}

/** Pages that one slice gives back to the file system: about 4 MiB. */
const PAGES_A_SLICE = 1024;

/** Gives free pages back to the file system; answers how many are still free inside the file. */
function vacuumSlice(session: WriteSession, _params: Record<string, never>): number {
  session.db.pragma(`incremental_vacuum(${PAGES_A_SLICE})`);
  return session.db.pragma('freelist_count', { simple: true }) as number;
}

export const retentionReadQueries = { 'storage.usage': usage };
export const retentionWriteOps = { 'storage.deleteSlice': deleteSlice, 'storage.vacuumSlice': vacuumSlice };
