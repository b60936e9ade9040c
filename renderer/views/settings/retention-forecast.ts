import type { StoreUsage } from '../../../shared/contract/app.ts';

const DAY_MS = 86_400_000;
/** Less history than this says nothing about the pace. */
const LEAST_MS = 600_000;

/** Days until the size limit is reached at the pace since the oldest item; null when that cannot be said. */
export function fillsInDays({ bytes, oldestMs }: StoreUsage, maxBytes: number, nowMs: number): number | null {
  if (oldestMs === null || bytes === 0) return null;
  const age = nowMs - oldestMs;
  if (age < LEAST_MS || bytes >= maxBytes) return null;
  return (maxBytes - bytes) / (bytes / age) / DAY_MS;
}
