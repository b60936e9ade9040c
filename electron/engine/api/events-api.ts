import type { containerMethods, containerStreams } from '../../../shared/contract/containers.ts';
import { NANOS_PER_MS } from '../../../shared/model/time.ts';
import type { Handlers, Subscribers } from '../../../shared/rpc/server.ts';
import type { EngineContext } from '../engine.ts';

type EventsContract = {
  methods: Pick<typeof containerMethods, 'events.query'>;
  streams: Pick<typeof containerStreams, 'events.live'>;
};

const MOST_MS = 9_000_000_000_000;

/** Stored events newest first, and new ones as they are stored. */
export function createEventsApi({ docker, store }: EngineContext) {
  const nano = (ms: number) => BigInt(Math.floor(Math.min(Math.max(ms, 0), MOST_MS))) * NANOS_PER_MS;

  const methods: Handlers<EventsContract> = {
    'events.query': async ({ startMs, endMs, entities, types, limit }, { signal }) => {
      const filter = { start: nano(startMs), end: nano(Math.ceil(endMs)), entities, types, limit };
      return { events: await store.read('events.query', filter, { signal }) };
    },
  };
  const streams: Subscribers<EventsContract> = {
    'events.live': (_params, sink) =>
      docker.onEvent.on((event) => sink.emit({ events: [event], skipped: 0 })),
  };
  return { methods, streams };
}
