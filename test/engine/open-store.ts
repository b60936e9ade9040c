import pino from 'pino';
import { onTestFinished } from 'vitest';
import { Store } from '../../electron/engine/storage/store.ts';
import { tempDir } from '../temp-dir.ts';

/** A store of the running test's own. */
export async function openStore(dir = tempDir(), uncleanStop = false): Promise<Store> {
  const store = await Store.open(dir, uncleanStop, pino({ level: 'silent' }));
  onTestFinished(() => store.close());
  return store;
}
