/** The global time range: the last so many milliseconds, moving with the clock, or two fixed ends. */
export type TimeRange =
  | { kind: 'last'; lengthMs: number }
  | { kind: 'fixed'; startMs: number; endMs: number };

export interface TimeWindow {
  startMs: number;
  endMs: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const DEFAULT_RANGE: TimeRange = { kind: 'last', lengthMs: 15 * MINUTE };
export const presetsMs = [
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  15 * DAY,
];
const LEAST_MS = 1000;
const MOST_MS = 365 * DAY;

const UNITS: [suffix: string, ms: number, word: string][] = [
  ['d', DAY, 'd'],
  ['h', HOUR, 'h'],
  ['m', MINUTE, 'min'],
  ['s', 1000, 's'],
];

/** `15m`, `2d`; a length that is not whole in any unit is written in seconds. */
export function lengthText(ms: number): string {
  const [suffix, size] = UNITS.find(([, unit]) => ms >= unit && ms % unit === 0) ?? ['s', 1000];
  return `${Math.max(1, Math.round(ms / size))}${suffix}`;
}

/** The length in milliseconds, or null when the text is none. */
export function parseLength(text: string): number | null {
  const match = /^(\d{1,6})\s*(d|h|m|min|s)$/.exec(text.trim());
  if (!match) return null;
  const size = UNITS.find(([suffix, , word]) => match[2] === suffix || match[2] === word)?.[1] ?? 0;
  return clampLength(Number(match[1]) * size);
}

/** `last 15 min`. */
export function lengthWords(ms: number): string {
  const [, size, word] = UNITS.find(([, unit]) => ms >= unit && ms % unit === 0) ?? ['s', 1000, 's'];
  return `last ${Math.round(ms / size)} ${word}`;
}

const clampLength = (ms: number) => Math.min(Math.max(ms, LEAST_MS), MOST_MS);

/** Ends in order, at least a second apart, rounded to whole milliseconds. */
export function fixedRange(aMs: number, bMs: number): TimeRange {
  const startMs = Math.round(Math.min(aMs, bMs));
  const lengthMs = clampLength(Math.round(Math.abs(bMs - aMs)));
  return { kind: 'fixed', startMs, endMs: startMs + lengthMs };
}

export function windowAt(range: TimeRange, nowMs: number): TimeWindow {
  if (range.kind === 'fixed') return { startMs: range.startMs, endMs: range.endMs };
  return { startMs: nowMs - range.lengthMs, endMs: nowMs };
}

/** Half a length earlier (-1) or later (+1); never past now. */
export function shifted(range: TimeRange, direction: -1 | 1, nowMs: number): TimeRange {
  const { startMs, endMs } = windowAt(range, nowMs);
  const length = endMs - startMs;
  const end = Math.min(endMs + (direction * length) / 2, nowMs);
  return fixedRange(end - length, end);
}

/** Twice as long around the same middle; a moving range stays moving. */
export function zoomedOut(range: TimeRange, nowMs: number): TimeRange {
  if (range.kind === 'last') return { kind: 'last', lengthMs: clampLength(range.lengthMs * 2) };
  const length = (range.endMs - range.startMs) * 2;
  const end = Math.min(range.endMs + length / 4, nowMs);
  return fixedRange(end - length, end);
}

/** How often a moving window moves: often enough to look live, seldom enough to ask the engine. */
export function tickMs(lengthMs: number): number {
  const least = Math.ceil(lengthMs / 300 / 1000) * 1000;
  return Math.min(Math.max(least, 1000), MINUTE);
}

/** Whole seconds from the list of pleasant steps, so that about `points` cover the window. */
export function stepFor({ startMs, endMs }: TimeWindow, points: number): number {
  const wanted = (endMs - startMs) / points;
  return STEPS.find((step) => step >= wanted) ?? 6 * HOUR;
}

/** The window widened to whole steps: live charts then ask again once a step and not at every tick. */
export function alignedWindow(window: TimeWindow, points: number): TimeWindow & { stepMs: number } {
  const stepMs = stepFor(window, points);
  return {
    startMs: Math.floor(window.startMs / stepMs) * stepMs,
    endMs: Math.ceil(window.endMs / stepMs) * stepMs,
    stepMs,
  };
}
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600].map((s) => s * 1000);

/** Reads `range=15m` or `from=…&to=…` (RFC 3339 or milliseconds); anything else is the default. */
export function rangeFromParams(params: URLSearchParams): TimeRange {
  const from = instant(params.get('from'));
  const to = instant(params.get('to'));
  if (from !== null && to !== null && from !== to) return fixedRange(from, to);
  const lengthMs = parseLength(params.get('range') ?? '');
  return lengthMs === null ? DEFAULT_RANGE : { kind: 'last', lengthMs };
}

function instant(text: string | null): number | null {
  if (text === null || text === '') return null;
  const ms = /^\d{10,15}$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isFinite(ms) ? ms : null;
}

/** Writes the range into the parameters; the default leaves no trace. */
export function rangeToParams(range: TimeRange, params: URLSearchParams): void {
  for (const name of ['range', 'from', 'to']) params.delete(name);
  if (range.kind === 'fixed') {
    params.set('from', new Date(range.startMs).toISOString());
    params.set('to', new Date(range.endMs).toISOString());
  } else if (range.lengthMs !== (DEFAULT_RANGE as { lengthMs: number }).lengthMs) {
    params.set('range', lengthText(range.lengthMs));
  }
}
