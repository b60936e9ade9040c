import { minuteText, secondText, type Zone } from './clock-text.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [1, 2, 5, 10, 15, 30]
  .map((n) => n * SECOND)
  .concat(
    [1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
    [1, 2, 3, 6, 12].map((n) => n * HOUR),
    [1, 2, 7].map((n) => n * DAY),
  );

/** Clock times that are round, about as many as fit at `pixelsPerTick`. */
export function timeTicks(
  { startMs, endMs }: { startMs: number; endMs: number },
  width: number,
  zone: Zone,
  pixelsPerTick = 90,
): { ms: number; label: string }[] {
  const rough = (endMs - startMs) / Math.max(1, width / pixelsPerTick);
  const step = STEPS.find((candidate) => candidate >= rough) ?? 7 * DAY;
  // Hours are round in the zone that is shown, not in UTC.
  const offset = zone === 'utc' ? 0 : new Date(startMs).getTimezoneOffset() * MINUTE;
  const ticks = [];
  for (let ms = Math.ceil((startMs - offset) / step) * step + offset; ms <= endMs; ms += step) {
    ticks.push({ ms, label: step < MINUTE ? secondText(ms, zone) : minuteText(ms, zone) });
  }
  return ticks;
}
