import type { Logger } from 'pino';
import { type Disposable, disposable } from '../../../shared/util/disposable.ts';
import type { Store } from '../storage/store.ts';
import { entryKinds } from '../storage/traces/dictionary.ts';

const EVERY_MS = 3_600_000;
/** A few milliseconds of the writer's time. */
const ENTRIES_A_SLICE = 500;

/** Once an hour deletes the span names, operations, resources and scopes that no stored span uses any more. */
export function collectDictionariesRegularly(
  store: Pick<Store, 'read' | 'write'>,
  logger: Logger,
): Disposable {
  const timer = setInterval(() => {
    collectDictionaries(store).catch((error) =>
      logger.warn({ error }, 'unused span names could not be collected; it is tried again in an hour'),
    );
  }, EVERY_MS).unref();
  return disposable(() => clearInterval(timer));
}

/** Answers how many entries were deleted. See storage/traces/dictionary-upkeep.ts. */
export async function collectDictionaries(store: Pick<Store, 'read' | 'write'>): Promise<number> {
  let deleted = 0;
  await store.write('traces.collectBegin', {});
  try {
    const unused = await store.read('traces.unusedEntries', {});
    for (const kind of entryKinds) {
      for (let at = 0; at < unused[kind].length; at += ENTRIES_A_SLICE) {
        const ids = unused[kind].slice(at, at + ENTRIES_A_SLICE);
        deleted += await store.write('traces.deleteUnused', { kind, ids });
      }
    }
  } finally {
    await store.write('traces.collectEnd', {});
  }
  return deleted;
}
