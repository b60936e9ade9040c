/** What the series of an alert told when they were last written. */
export interface RememberedAlert {
  activeAtMs: number;
  /** When it was last known to hold. */
  lastMs: number;
}

/** Longest time without evaluations over which pending and firing go on: Prometheus' rules.alert.for-outage-tolerance. */
export const OUTAGE_TOLERANCE_MS = 3_600_000;
/** What is left of a long `for` after a restart at least: Prometheus' rules.alert.for-grace-period. */
export const GRACE_MS = 600_000;

/**
 * Since when an alert counts as active that holds again after a time without evaluations; null where it begins anew.
 * What fired goes on firing. What was pending has not held in between for all that is known: that time does not count,
 * and a `for` shorter than the grace period starts again.
 *
 * Source: Prometheus, rules/group.go (RestoreForState)
 */
export function restoredActiveAt(
  { activeAtMs, lastMs }: RememberedAlert,
  forMs: number,
  nowMs: number,
): number | null {
  if (nowMs - lastMs > OUTAGE_TOLERANCE_MS || activeAtMs > lastMs) return null;
  const leftMs = forMs - (lastMs - activeAtMs);
  if (leftMs <= 0) return activeAtMs;
  if (forMs < GRACE_MS) return null;
  return leftMs < GRACE_MS ? nowMs + GRACE_MS - forMs : activeAtMs + (nowMs - lastMs);
}
