import type { AlertView } from '../../../../shared/contract/alerts.ts';
import type { TimeWindow } from '../../../time/time-range.ts';

/** The time to look at for causes. */
export type Moment = TimeWindow;

const BEFORE_MS = 5 * 60_000;
const AFTER_MS = 5 * 60_000;
const STEP_MS = 60_000;

/**
 * From a while before it began to a while after it fired, in whole minutes: the same as time goes on, once those
 * minutes are over.
 */
export function momentOf({ activeAtMs, firedAtMs }: AlertView, nowMs: number): Moment {
  const startMs = Math.floor((activeAtMs - BEFORE_MS) / STEP_MS) * STEP_MS;
  const wanted = Math.ceil(((firedAtMs ?? activeAtMs) + AFTER_MS) / STEP_MS) * STEP_MS;
  const now = Math.ceil(nowMs / STEP_MS) * STEP_MS;
  return { startMs, endMs: Math.max(Math.min(wanted, now), startMs + STEP_MS) };
}
