import type { WriteSession } from '../session.ts';
import { replaceRows } from './blocks/pack.ts';
import { beginCollecting, deleteUnused, endCollecting } from './dictionary-upkeep.ts';
import { insertSpans } from './insert.ts';
import { removeFileSpans } from './remove-file.ts';
import { tailWriteOps } from './tail.ts';

/** Keeps a trace from retention, or no longer; false when there is no such trace. */
function pinTrace(session: WriteSession, { traceId, pinned }: { traceId: string; pinned: boolean }): boolean {
  return (
    session
      .prepare('UPDATE traces SET pinned = ? WHERE trace_id = ?')
      .run(pinned ? 1 : 0, Buffer.from(traceId, 'hex')).changes > 0
  );
}

export const traceWriteOps = {
  'spans.insert': insertSpans,
  'spans.pack': replaceRows,
  'traces.collectBegin': beginCollecting,
  'traces.deleteUnused': deleteUnused,
  'traces.collectEnd': endCollecting,
  'spans.removeFile': removeFileSpans,
  'traces.pin': pinTrace,
  ...tailWriteOps,
};
