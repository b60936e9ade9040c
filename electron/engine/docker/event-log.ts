import type { Logger } from 'pino';
import type { ContainerEvent } from '../../../shared/model/container.ts';
import type { Emitter } from '../../../shared/util/emitter.ts';
import type { Counters } from '../counters.ts';
import type { Store } from '../storage/store.ts';
import { guarded } from './guarded.ts';

const BATCH = 500;
const MOST_WAITING = 5_000;

/** Types whose events come from the daemon; `trivet` ones are notes of our own. */
const daemonTypes = [
  'container',
  'image',
  'network',
  'volume',
  'daemon',
  'plugin',
  'builder',
  'pod',
  'system',
];

export interface EventLogOptions {
  store: Store;
  counters: Counters;
  logger: Logger;
  onEvent: Emitter<ContainerEvent>;
}

/**
 * Events on their way into the store, in order. The store tells which were new, so that an event told twice
 * (by a resumed stream, by a look back) is announced once.
 */
export class EventLog {
  readonly #options: EventLogOptions;
  #waiting: ContainerEvent[] = [];
  #writing: Promise<void> | null = null;

  constructor(options: EventLogOptions) {
    this.#options = options;
  }

  /** The newest stored event of the daemon up to a time, from which a new connection goes on. */
  async newest(end: bigint): Promise<ContainerEvent | null> {
    const [event] = await this.#options.store.read('events.query', {
      start: 0n,
      end,
      types: daemonTypes,
      limit: 1,
    });
    return event ?? null;
  }

  /** Resolves once everything given so far is stored, or was counted as dropped. */
  add(events: ContainerEvent[]): Promise<void> {
    const room = Math.max(0, MOST_WAITING - this.#waiting.length);
    this.#options.counters.dropped('docker', 'events', 'full', events.length - room);
    this.#waiting.push(...events.slice(0, room));
    this.#writing ??= this.#drain().finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0, BATCH));
  }

  async #write(events: ContainerEvent[]): Promise<void> {
    const { store, counters, logger, onEvent } = this.#options;
    let fresh: ContainerEvent[];
    try {
      fresh = await store.write('events.insert', { events });
    } catch (error) {
      // The next look back asks the daemon for them again.
      logger.warn({ err: error, events: events.length }, 'events could not be stored');
      counters.dropped('docker', 'events', 'full', events.length);
      return;
    }
    counters.received('docker', 'events', fresh.length);
    for (const event of fresh) {
      // A listener's fault must not end the events of all.
      guarded(logger, () => onEvent.fire(event));
    }
  }
}
