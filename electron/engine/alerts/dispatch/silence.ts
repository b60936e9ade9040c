import { type AlertMatcher, matcherOf } from '../../../../shared/alerts/matchers.ts';
import type { SilenceView } from '../../../../shared/contract/notifications.ts';
import type { AlertMatcherText } from '../../../../shared/model/alert.ts';

/** A silence as it is stored and sent. */
export interface Silence {
  id: string;
  matchers: readonly AlertMatcherText[];
  startsAtMs: number;
  endsAtMs: number;
  updatedAtMs: number;
  createdBy: string;
  comment: string;
}

export type SilenceState = SilenceView['state'];

export type SilenceDraft = Omit<Silence, 'id' | 'updatedAtMs'> & { id: string | null };

export function stateOf({ startsAtMs, endsAtMs }: Silence, nowMs: number): SilenceState {
  if (nowMs >= endsAtMs) return 'expired';
  return nowMs < startsAtMs ? 'pending' : 'active';
}

/**
 * Whether one silence may become the other: matchers stay, what has begun keeps its begin, what is over stays over.
 *
 * Source: Alertmanager, silence/silence.go (canUpdate)
 */
export function canBecome(old: Silence, draft: SilenceDraft, nowMs: number): boolean {
  if (JSON.stringify(old.matchers.map(texts)) !== JSON.stringify(draft.matchers.map(texts))) return false;
  const second = (ms: number) => Math.floor(ms / 1000);
  switch (stateOf(old, nowMs)) {
    case 'active':
      return second(draft.startsAtMs) === second(old.startsAtMs) && draft.endsAtMs >= nowMs;
    case 'pending':
      return draft.startsAtMs >= nowMs;
    default:
      return false;
  }
}

const texts = ({ name, op, value }: AlertMatcherText) => [name, op, value];

/** What is wrong with matchers of a silence, or they themselves. @throws Error in Alertmanager's words */
export function silenceMatchers(matchers: readonly AlertMatcherText[]): AlertMatcher[] {
  if (matchers.length === 0) throw new Error('invalid silence: at least one matcher required');
  const read = matchers.map(({ name, op, value }, i) => {
    if (name === '') throw new Error(`invalid silence: invalid label matcher ${i}: invalid label name ""`);
    try {
      return matcherOf(name, op, value);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`invalid silence: invalid label matcher ${i}: ${reason}`);
    }
  });
  if (read.every(({ matches }) => matches('')))
    throw new Error('invalid silence: at least one matcher must not match the empty string');
  return read;
}

const PLACES: Readonly<Record<SilenceState, number>> = { active: 1, pending: 2, expired: 3 };

/** Active ones by their end, pending ones by their begin, then those that expired last. */
export function bySilenceState(nowMs: number) {
  return (a: Silence, b: Silence): number => {
    const [one, other] = [stateOf(a, nowMs), stateOf(b, nowMs)];
    if (one !== other) return PLACES[one] - PLACES[other];
    if (one === 'pending') return a.startsAtMs - b.startsAtMs;
    return one === 'active' ? a.endsAtMs - b.endsAtMs : b.endsAtMs - a.endsAtMs;
  };
}
