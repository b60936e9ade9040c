import { createHash } from 'node:crypto';

/** Timers run late by some milliseconds; samples at even distances are stored in fewer bytes. */
const MOST_TOLERANCE_MS = 50;

const FIRST_WITHIN_MS = 1_000;

/** Where in its interval a target is scraped: always the same for the same target, spread evenly over all of them. */
export function offsetOf(key: string, intervalMs: number): number {
  const hash = createHash('md5').update(key, 'utf8').digest().readBigUInt64BE(8);
  return Number(hash % BigInt(intervalMs));
}

/** The next time after `now` that lies at the offset, computed from the clock each time so that no jump of it matters. */
export function nextScrapeMs(nowMs: number, intervalMs: number, offsetMs: number): number {
  const since = (((nowMs - offsetMs) % intervalMs) + intervalMs) % intervalMs;
  return nowMs + intervalMs - since;
}

/** A new target is scraped once within a second, so that one sees at once whether it answers; then at its times. */
export function firstScrapeMs(nowMs: number, intervalMs: number, offsetMs: number): number {
  return Math.min(nextScrapeMs(nowMs, intervalMs, offsetMs), nowMs + (offsetMs % FIRST_WITHIN_MS));
}

/** The scrape's time as it is stored: the planned one where it is close enough (Prometheus' timestamp tolerance). */
export function alignedMs(nowMs: number, plannedMs: number, intervalMs: number): number {
  const tolerance = Math.min(intervalMs / 100, MOST_TOLERANCE_MS);
  return Math.abs(nowMs - plannedMs) <= tolerance ? plannedMs : nowMs;
}
