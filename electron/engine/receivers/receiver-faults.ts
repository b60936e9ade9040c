import type { DropCause, ReceiverFault, ReceiverName, Signal } from '../../../shared/contract/app.ts';
import type { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';

const LONGEST_TEXT = 300;

/** What was wrong with what receivers were sent: counted by cause, and the last of it in words for its status. */
export class ReceiverFaults {
  readonly #counters: Counters;
  readonly #clock: Clock;
  readonly #last = new Map<ReceiverName, ReceiverFault>();

  constructor(counters: Counters, clock: Clock) {
    this.#counters = counters;
    this.#clock = clock;
  }

  /**
   * Spans or samples, or with one item a whole request of which it is not known how many were in it.
   *
   * @param cause null for what was no telemetry of this receiver's, and so is no loss
   */
  refused(
    receiver: ReceiverName,
    cause: DropCause | null,
    text: string,
    items = 1,
    signal: Signal = 'traces',
  ): void {
    if (cause) this.#counters.dropped(receiver, signal, cause, items);
    const count = (this.#last.get(receiver)?.count ?? 0) + items;
    const shortened = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
    this.#last.set(receiver, { text: shortened, count, atMs: this.#clock.now() });
  }

  last(receiver: ReceiverName): ReceiverFault | null {
    return this.#last.get(receiver) ?? null;
  }
}
