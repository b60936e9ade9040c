import type { PostedAlert } from '../../../../shared/model/alert.ts';
import type { Label } from '../../../../shared/model/series.ts';
import { fingerprint } from '../fingerprint.ts';

/** An alert as it is known now. Another object takes its place when there is news of it. */
export interface HeldAlert extends PostedAlert {
  fingerprint: string;
  /** Its labels, to look up. */
  values: ReadonlyMap<string, string>;
  updatedAtMs: number;
  /** True where nobody said when it ends: it counts as over when nothing is heard of it until then. */
  endIsAssumed: boolean;
  /** True where it was sent from outside, and is of no rule of Trivet's. */
  foreign: boolean;
}

export interface PutOptions {
  nowMs: number;
  foreign: boolean;
  endIsAssumed: boolean;
}

export function heldAlert(posted: PostedAlert, { nowMs, foreign, endIsAssumed }: PutOptions): HeldAlert {
  return {
    ...posted,
    fingerprint: fingerprint(posted.labels),
    values: new Map(posted.labels),
    updatedAtMs: nowMs,
    endIsAssumed,
    foreign,
  };
}

export const isResolved = ({ endsAtMs }: Pick<HeldAlert, 'endsAtMs'>, nowMs: number): boolean =>
  endsAtMs <= nowMs;

/**
 * What holds of an alert after news of it: one that overlaps with what was known goes on with it.
 *
 * Source: Alertmanager, provider/mem/mem.go (Put) and types/types.go (Alert.Merge)
 */
export function merged(old: HeldAlert, news: HeldAlert, nowMs: number): HeldAlert {
  const overlaps =
    (news.endsAtMs > old.startsAtMs && news.endsAtMs < old.endsAtMs) ||
    (news.startsAtMs > old.startsAtMs && news.startsAtMs < old.endsAtMs);
  if (!overlaps) return news;
  return {
    ...news,
    startsAtMs: Math.min(old.startsAtMs, news.startsAtMs),
    endsAtMs: mergedEnd(old, news, nowMs),
  };
}

function mergedEnd(old: HeldAlert, news: HeldAlert, nowMs: number): number {
  if (old.endsAtMs <= news.endsAtMs) return news.endsAtMs;
  const oldRules = isResolved(news, nowMs) ? isResolved(old, nowMs) : !old.endIsAssumed;
  return oldRules ? old.endsAtMs : news.endsAtMs;
}

/** In notifications: by job, then instance, then all labels. Source: Alertmanager, types/types.go (AlertSlice.Less) */
export function inOrder(a: HeldAlert, b: HeldAlert): number {
  for (const name of ['job', 'instance']) {
    const [one, other] = [a.values.get(name), b.values.get(name)];
    if (one === other) continue;
    if (one === undefined) return 1;
    if (other === undefined) return -1;
    return one < other ? -1 : 1;
  }
  return compareLabels(a.labels, b.labels);
}

/** As Go's LabelSet.Before: fewer labels first, then who lacks the first name that only one has, then by value. */
export function compareLabels(a: readonly Label[], b: readonly Label[]): number {
  if (a.length !== b.length) return a.length - b.length;
  for (const [i, [name, value]] of a.entries()) {
    const [otherName = '', otherValue = ''] = b[i] ?? [];
    if (name !== otherName) return name < otherName ? 1 : -1;
    if (value !== otherValue) return value < otherValue ? -1 : 1;
  }
  return 0;
}
