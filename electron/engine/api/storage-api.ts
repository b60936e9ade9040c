import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TrivetError } from '../../../shared/contract/errors.ts';
import type { settingsMethods } from '../../../shared/contract/settings.ts';
import type { Handlers } from '../../../shared/rpc/server.ts';
import type { EngineContext } from '../engine.ts';

type StorageContract = {
  methods: Pick<typeof settingsMethods, 'storage.delete' | 'storage.backup'>;
  streams: Record<never, never>;
};

/** Deleting and copying what is stored, both in steps that ingest does not notice. */
export function createStorageApi({ store, metrics, options }: EngineContext) {
  const methods: Handlers<StorageContract> = {
    'storage.delete': async ({ signal: what, startMs, endMs, entity }, { signal }) => {
      if (endMs < startMs) throw new TrivetError('invalid_params', 'the range ends before it starts');
      if (what === 'metrics') await metrics.flush();
      let items = 0;
      for (let more = true; more; ) {
        if (signal.aborted) throw new TrivetError('cancelled', 'cancelled');
        const range = { signal: what, startMs, endMs, entity, crossing: 'cut' as const };
        const slice = await store.write('storage.deleteSlice', range);
        items += slice.items;
        more = slice.more;
        await sleep(1);
      }
      return { items };
    },
    'storage.backup': async ({ path }, { signal }) => {
      await metrics.flush();
      return store.backup(resolve(path), options.version, signal);
    },
  };
  return { methods };
}
