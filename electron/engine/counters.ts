import type {
  DropCause,
  DroppedCount,
  ReceivedCount,
  RedactedCount,
  Signal,
} from '../../shared/contract/app.ts';
import type { Clock } from './clock.ts';

const RATE_WINDOW_MS = 10_000;

interface Received {
  receiver: string;
  signal: Signal;
  items: number;
  /** [second, items] of the last ten seconds. */
  recent: [second: number, items: number][];
}

/** What arrived and what was dropped and why; the same numbers for the status line, the CLI and /metrics. */
export class Counters {
  readonly #clock: Clock;
  readonly #received = new Map<string, Received>();
  readonly #dropped = new Map<string, DroppedCount>();
  readonly #redacted = new Map<string, RedactedCount>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  received(receiver: string, signal: Signal, items: number): void {
    if (items <= 0) return;
    const key = `${receiver}\0${signal}`;
    let entry = this.#received.get(key);
    if (!entry) {
      entry = { receiver, signal, items: 0, recent: [] };
      this.#received.set(key, entry);
    }
    entry.items += items;
    const second = Math.floor(this.#clock.now() / 1000);
    const last = entry.recent.at(-1);
    if (last?.[0] === second) last[1] += items;
    else entry.recent.push([second, items]);
    while (entry.recent.length > RATE_WINDOW_MS / 1000 + 1) entry.recent.shift();
  }

  dropped(receiver: string, signal: Signal, cause: DropCause, items: number): void {
    if (items <= 0) return;
    const key = `${receiver}\0${signal}\0${cause}`;
    const entry = this.#dropped.get(key);
    if (entry) entry.items += items;
    else this.#dropped.set(key, { receiver, signal, cause, items });
  }

  /** Parts of texts that were replaced before they were stored, by detector or rule. */
  redacted(signal: Signal, counts: readonly (readonly [name: string, items: number])[]): void {
    for (const [name, items] of counts) {
      const key = `${signal}\0${name}`;
      const entry = this.#redacted.get(key);
      if (entry) entry.items += items;
      else this.#redacted.set(key, { signal, name, items });
    }
  }

  redactedCounts(): RedactedCount[] {
    return [...this.#redacted.values()].map((entry) => ({ ...entry }));
  }

  receivedCounts(): ReceivedCount[] {
    const since = Math.floor((this.#clock.now() - RATE_WINDOW_MS) / 1000);
    return [...this.#received.values()].map(({ receiver, signal, items, recent }) => {
      const inWindow = recent.reduce((sum, [second, count]) => (second >= since ? sum + count : sum), 0);
      return { receiver, signal, items, rate: inWindow / (RATE_WINDOW_MS / 1000) };
    });
  }

  droppedCounts(): DroppedCount[] {
    return [...this.#dropped.values()].map((entry) => ({ ...entry }));
  }
}
