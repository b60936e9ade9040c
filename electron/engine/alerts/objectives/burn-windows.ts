import { formatDuration } from '../../../../shared/promql/number.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface BurnWindows {
  longMs: number;
  shortMs: number;
  /** How many times faster than the whole window allows the budget is spent. */
  factor: number;
  severity: 'page' | 'ticket';
}

/** Source: Google, The Site Reliability Workbook, chapter 5, table 5-8: for 30 days. */
const TABLE: readonly BurnWindows[] = [
  { longMs: HOUR, shortMs: 5 * MINUTE, factor: 14.4, severity: 'page' },
  { longMs: 6 * HOUR, shortMs: 30 * MINUTE, factor: 6, severity: 'page' },
  { longMs: DAY, shortMs: 2 * HOUR, factor: 3, severity: 'ticket' },
  { longMs: 3 * DAY, shortMs: 6 * HOUR, factor: 1, severity: 'ticket' },
];
const TABLE_MS = 30 * DAY;
/** From here on the table is taken as it stands: four weeks are what many have in the place of a month. */
const AS_IT_STANDS_MS = 28 * DAY;

/** Shorter ones would be judged by a handful of samples. */
const LEAST_LONG_MS = 10 * MINUTE;
const LEAST_SHORT_MS = 2 * MINUTE;

const NEAT_MINUTES = [
  2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1080, 1440, 2160, 2880, 4320,
];

/**
 * The windows and burn rates of an objective's alerts. For a window below four weeks the table's are scaled down by its
 * length, to round durations and not below some minutes; the burn rates stay, and with them the part of the budget that
 * is spent when they tell. Where two of one severity fall together the more watchful one stays.
 */
export function burnWindows(windowMs: number): BurnWindows[] {
  if (windowMs >= AS_IT_STANDS_MS) return [...TABLE];
  const scale = windowMs / TABLE_MS;
  const scaled = TABLE.map((row) => {
    const longMs = neat(Math.max(LEAST_LONG_MS, row.longMs * scale));
    const shortMs = neat(Math.max(LEAST_SHORT_MS, Math.min(row.shortMs * scale, longMs / 3)));
    return { ...row, longMs, shortMs };
  });
  return scaled.filter(
    ({ longMs, severity }, i) =>
      !scaled.slice(i + 1).some((other) => other.severity === severity && other.longMs === longMs),
  );
}

/** A window as people say it: days, not weeks. */
export const windowText = (ms: number): string => (ms % DAY === 0 ? `${ms / DAY}d` : formatDuration(ms));

/** How the windows came about, where it is not by the table itself. */
export function scaledText(windowMs: number): string | null {
  if (windowMs >= AS_IT_STANDS_MS) return null;
  const pairs = burnWindows(windowMs).map(
    ({ longMs, shortMs, factor }) => `${windowText(longMs)} and ${windowText(shortMs)} at ${factor}×`,
  );
  return `Windows of alerts are the SRE workbook’s for 30d scaled to ${windowText(windowMs)}: ${pairs.join(', ')}.`;
}

function neat(ms: number): number {
  const apart = (minutes: number) => Math.abs(Math.log((minutes * MINUTE) / ms));
  return NEAT_MINUTES.reduce((best, one) => (apart(one) < apart(best) ? one : best)) * MINUTE;
}
