import type { WriteSession } from './session.ts';
import type { Store } from './store.ts';

/** "TRVT" in the file's header, where file(1) reads it. */
const APPLICATION_ID = 0x54525654;

/** Rewrites the header page: nothing changes, but the page goes through the log and the disk has to take it. */
function probe({ db }: WriteSession, _params: Record<string, never>): void {
  db.pragma(`application_id = ${APPLICATION_ID}`);
}

export const probeWriteOps = { 'store.probe': probe };

/** Null when a commit went through now, else what stood in its way. */
export async function probeStore(store: Store): Promise<string | null> {
  try {
    await store.write('store.probe', {});
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
