import { randomUUID } from 'node:crypto';
import { type AlertMatcher, matchesAll } from '../../../../shared/alerts/matchers.ts';
import { TrivetError } from '../../../../shared/contract/errors.ts';
import type { HeldAlert } from './held-alert.ts';
import {
  bySilenceState,
  canBecome,
  type Silence,
  type SilenceDraft,
  silenceMatchers,
  stateOf,
} from './silence.ts';

export interface SilencesOptions {
  now(): number;
  /** Resolves once it is kept. */
  persist(changed: { silences: Silence[]; gone: string[] }): Promise<void>;
  onChange(): void;
}

/** That are not over yet. */
export const MOST_SILENCES = 1_000;
/** How long one that is over is still shown, as by Alertmanager. */
const KEPT_AFTER_END_MS = 120 * 3_600_000;
const MOST_EXPIRED = 5_000;

interface Known extends Silence {
  compiled: readonly AlertMatcher[];
}

/**
 * What keeps alerts quiet for a time. Which state a silence has is a question of the time alone, so that a clock that
 * was set takes none away.
 *
 * Source: Alertmanager, silence/silence.go
 */
export class Silences {
  readonly #options: SilencesOptions;
  readonly #silences = new Map<string, Known>();
  /** Of an alert's labels: silences that match, whatever the time, as of a version. */
  readonly #matching = new Map<string, { version: number; ids: readonly string[] }>();
  #version = 0;
  #changing: Promise<unknown> = Promise.resolve();

  constructor(options: SilencesOptions) {
    this.#options = options;
  }

  /** Answers those that cannot be understood any more, and are left out. */
  restore(silences: readonly Silence[]): Silence[] {
    return silences.filter((silence) => {
      try {
        this.#put(silence);
        return false;
      } catch {
        return true;
      }
    });
  }

  get(id: string): Silence | undefined {
    return this.#silences.get(id);
  }

  /** In the order in which they are shown. */
  list(): Silence[] {
    return [...this.#silences.values()].sort(bySilenceState(this.#options.now()));
  }

  /** All of them, without what is made of them to match by. */
  plain(): Silence[] {
    return [...this.#silences.values()].map(plainSilence);
  }

  /**
   * Makes a silence, or changes one; where it cannot be changed into this it expires and another takes its place.
   *
   * @throws TrivetError invalid_params, not_found, or limit where there are too many
   */
  set(draft: SilenceDraft): Promise<string> {
    return this.#inTurn(() => this.#set(draft));
  }

  /** @throws TrivetError not_found, or conflict where it is over already */
  expire(id: string): Promise<void> {
    return this.#inTurn(async () => {
      const known = this.#silences.get(id);
      if (!known) throw new TrivetError('not_found', 'silence not found');
      const nowMs = this.#options.now();
      if (stateOf(known, nowMs) === 'expired')
        throw new TrivetError('conflict', `silence ${id} already expired`);
      await this.#keep([ended(known, nowMs)]);
    });
  }

  /** Ids of those that keep the alert quiet at the time. */
  silencing(alert: HeldAlert, nowMs: number): string[] {
    let known = this.#matching.get(alert.fingerprint);
    if (known?.version !== this.#version) {
      const matching = [...this.#silences.values()].filter(({ compiled }) =>
        matchesAll(compiled, alert.values),
      );
      known = { version: this.#version, ids: matching.map(({ id }) => id) };
      this.#matching.set(alert.fingerprint, known);
    }
    return known.ids.filter((id) => {
      const silence = this.#silences.get(id);
      return silence !== undefined && stateOf(silence, nowMs) === 'active';
    });
  }

  /** Alerts that are not held any more. */
  forget(alerts: Iterable<HeldAlert>): void {
    for (const { fingerprint } of alerts) this.#matching.delete(fingerprint);
  }

  /** Takes away what has been over for long. */
  async collect(): Promise<void> {
    const oldestMs = this.#options.now() - KEPT_AFTER_END_MS;
    const gone = this.list()
      .filter(({ endsAtMs }, place) => endsAtMs < oldestMs || place >= MOST_SILENCES + MOST_EXPIRED)
      .map(({ id }) => id);
    if (gone.length === 0) return;
    await this.#options.persist({ silences: [], gone });
    for (const id of gone) this.#silences.delete(id);
    this.#changed();
  }

  async #set(draft: SilenceDraft): Promise<string> {
    const nowMs = this.#options.now();
    checkDraft(draft, nowMs);
    const old = draft.id === null ? undefined : this.#silences.get(draft.id);
    if (draft.id !== null && !old) throw new TrivetError('not_found', 'silence not found');
    if (old && canBecome(old, draft, nowMs)) {
      await this.#keep([{ ...draft, id: old.id, updatedAtMs: nowMs }]);
      return old.id;
    }
    const open = [...this.#silences.values()].filter((one) => stateOf(one, nowMs) !== 'expired').length;
    if (!old && open >= MOST_SILENCES)
      throw new TrivetError('limit', `no more than ${MOST_SILENCES} silences`);
    const made: Silence = {
      ...draft,
      id: randomUUID(),
      startsAtMs: Math.max(nowMs, draft.startsAtMs),
      updatedAtMs: nowMs,
    };
    const replaced = old && stateOf(old, nowMs) !== 'expired' ? [ended(old, nowMs)] : [];
    await this.#keep([...replaced, made]);
    return made.id;
  }

  async #keep(silences: Silence[]): Promise<void> {
    const plain = silences.map(plainSilence);
    await this.#options.persist({ silences: plain, gone: [] });
    for (const silence of plain) this.#put(silence);
    this.#changed();
  }

  #put(silence: Silence): void {
    this.#silences.set(silence.id, { ...silence, compiled: silenceMatchers(silence.matchers) });
    this.#version += 1;
  }

  #changed(): void {
    this.#version += 1;
    this.#options.onChange();
  }

  /** What looks at a silence and then writes it must not meet another that does the same. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#changing.then(work);
    this.#changing = result.catch(() => undefined);
    return result;
  }
}

function plainSilence(silence: Silence): Silence {
  const { id, matchers, startsAtMs, endsAtMs, updatedAtMs, createdBy, comment } = silence;
  return { id, matchers, startsAtMs, endsAtMs, updatedAtMs, createdBy, comment };
}

function ended(silence: Silence, nowMs: number): Silence {
  return { ...silence, startsAtMs: Math.min(silence.startsAtMs, nowMs), endsAtMs: nowMs, updatedAtMs: nowMs };
}

/** @throws TrivetError invalid_params */
function checkDraft({ matchers, startsAtMs, endsAtMs }: SilenceDraft, nowMs: number): void {
  const fault = (message: string) => new TrivetError('invalid_params', message);
  if (startsAtMs >= endsAtMs) throw fault('start time must be before end time');
  if (endsAtMs < nowMs) throw fault("end time can't be in the past");
  try {
    silenceMatchers(matchers);
  } catch (error) {
    throw fault(error instanceof Error ? error.message : String(error));
  }
}
