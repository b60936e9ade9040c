import { dayText, minuteText, secondText, type Zone } from '../time/clock-text.ts';
import type { TimeWindow } from '../time/time-range.ts';

/** Where the plot lies inside its chart, in px from each edge. */
export interface Margins {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export const timeAt = (x: number, window: TimeWindow, width: number, { left, right }: Margins): number =>
  window.startMs + ((x - left) / Math.max(1, width - left - right)) * (window.endMs - window.startMs);

export const xAt = (timeMs: number, window: TimeWindow, width: number, { left, right }: Margins): number =>
  left + ((timeMs - window.startMs) / (window.endMs - window.startMs)) * (width - left - right);

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_STEPS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800,
  3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000,
].map((seconds) => seconds * SECOND);
const LABEL_PX = 88;

export interface TimeTick {
  timeMs: number;
  text: string;
}

/** Ticks at round moments of the zone, far enough apart that their labels never touch. */
export function timeTicks(window: TimeWindow, widthPx: number, zone: Zone): TimeTick[] {
  const length = window.endMs - window.startMs;
  const most = Math.max(1, Math.floor(widthPx / LABEL_PX));
  const step = TIME_STEPS.find((candidate) => length / candidate <= most) ?? 30 * DAY;
  const offset = zone === 'utc' ? 0 : new Date(window.startMs).getTimezoneOffset() * MINUTE;
  const ticks: TimeTick[] = [];
  for (let t = Math.ceil((window.startMs - offset) / step) * step + offset; t <= window.endMs; t += step) {
    ticks.push({ timeMs: t, text: tickText(t, step, zone) });
  }
  return ticks;
}

function tickText(timeMs: number, step: number, zone: Zone): string {
  if (step >= DAY) return dayText(timeMs, zone).slice(5);
  if (step >= MINUTE) {
    const text = minuteText(timeMs, zone);
    return text === '00:00' ? dayText(timeMs, zone).slice(5) : text;
  }
  if (step >= SECOND) return secondText(timeMs, zone);
  return `${secondText(timeMs, zone)}.${String(Math.round(((timeMs % 1000) + 1000) % 1000)).padStart(3, '0')}`;
}

/** Ends and ticks of a value axis from 0: a round step, at most `count` of them, the top at or over `max`. */
export function valueTicks(max: number, count: number, base: 10 | 2 = 10): { max: number; step: number } {
  if (!(max > 0)) return { max: 1, step: 1 };
  const rough = max / Math.max(1, count);
  const step = base === 2 ? binaryStep(rough) : decimalStep(rough, count > 1 ? STEPS : SINGLE_STEPS);
  return { max: Math.ceil(max / step - 1e-9) * step, step };
}

const STEPS = [1, 2, 2.5, 5, 10];
/** Where there is room for one label only, it may be nearer to the top. */
const SINGLE_STEPS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

function decimalStep(rough: number, steps: number[]): number {
  const size = 10 ** Math.floor(Math.log10(rough));
  return (steps.find((factor) => factor * size >= rough * 0.999) ?? 10) * size;
}

/** 1, 2, 4, … 512 of a binary unit, so that labels read 256 MiB and not 238. */
const binaryStep = (rough: number): number => 2 ** Math.ceil(Math.log2(rough * 0.999));
