import type { Clock } from '../clock.ts';
import type { Store } from '../storage/store.ts';
import { dockerError } from './docker-error.ts';

const LONGEST_DETAIL = 2_000;

/** Whatever Trivet changes or uncovers through the daemon is written down, whether it worked or not. */
export class Audit {
  readonly #store: Pick<Store, 'write'>;
  readonly #clock: Clock;

  constructor(store: Pick<Store, 'write'>, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Does the work and writes its outcome.
   *
   * @throws the daemon's refusal as a TrivetError
   */
  async record<T>(action: string, target: string, detail: string, work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      await this.note(action, target, 'ok', detail);
      return result;
    } catch (error) {
      const told = dockerError(error);
      await this.note(action, target, 'failed', [detail, told.message].filter(Boolean).join(': '));
      throw told;
    }
  }

  async note(action: string, target: string, outcome: 'ok' | 'failed', detail: string): Promise<void> {
    await this.#store.write('audit.append', {
      timeMs: this.#clock.now(),
      action,
      target,
      outcome,
      detail: detail.slice(0, LONGEST_DETAIL),
    });
  }
}
