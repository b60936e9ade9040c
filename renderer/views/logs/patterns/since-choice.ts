import type { EventMark } from '../../../charts/event-marks.ts';

/** A moment since which templates may be new. */
export interface SinceChoice {
  timeMs: number;
  /** What happened then: `orders: deploy 1.4`. */
  what: string;
}

const MOST = 12;

/** Starts and deploys of containers, the latest first. */
export function startChoices(marks: readonly EventMark[]): SinceChoice[] {
  return marks
    .filter(({ kind }) => kind === 'deploy' || kind === 'start')
    .map(({ timeMs, name, text }) => ({ timeMs, what: `${name}: ${text}` }))
    .sort((a, b) => b.timeMs - a.timeMs)
    .slice(0, MOST);
}

const MINUTE = 60_000;

/** Moments counted back from the range's end, as long as they lie in it. */
export const agoChoices = (window: { startMs: number; endMs: number }): number[] =>
  [5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 6 * 60 * MINUTE, 24 * 60 * MINUTE].filter(
    (ms) => window.endMs - ms > window.startMs,
  );

/** What the address has: nothing (the range's start), `ago:MS` before its end, or a moment in milliseconds. */
export function sinceMs(text: string, window: { startMs: number; endMs: number }): number {
  const ago = /^ago:(\d{1,15})$/.exec(text);
  if (ago) return window.endMs - Number(ago[1]);
  return /^\d{1,15}$/.test(text) ? Number(text) : window.startMs;
}
