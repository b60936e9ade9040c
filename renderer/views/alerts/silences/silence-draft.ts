import type { SilenceView } from '../../../../shared/contract/notifications.ts';
import type { AlertMatcherText } from '../../../../shared/model/alert.ts';
import type { Labels } from '../../../../shared/model/series.ts';
import type { Zone } from '../../../time/clock-text.ts';
import { parseInstant } from '../../../time/instant-text.ts';
import { parseLength } from '../../../time/time-range.ts';

/** A silence as it is being written. */
export interface SilenceDraft {
  /** Of the one that is changed; null makes a new one. */
  id: string | null;
  matchers: AlertMatcherText[];
  /** Null begins at once. */
  startsAtMs: number | null;
  comment: string;
  createdBy: string;
}

/** Quiets this alert and no other: every label as it is. */
export const draftOfAlert = (labels: Labels): SilenceDraft => ({
  id: null,
  matchers: labels.map(([name, value]) => ({ name, op: '=', value })),
  startsAtMs: null,
  comment: '',
  createdBy: '',
});

export const draftOfSilence = ({ state, ...silence }: SilenceView): SilenceDraft => ({
  // What has expired cannot be changed: it is made anew.
  id: state === 'expired' ? null : silence.id,
  matchers: silence.matchers,
  startsAtMs: state === 'pending' ? silence.startsAtMs : null,
  comment: silence.comment,
  createdBy: silence.createdBy,
});

/** A silence of anything. */
export const emptyDraft: SilenceDraft = {
  id: null,
  matchers: [],
  startsAtMs: null,
  comment: '',
  createdBy: '',
};

const HOUR_MS = 3_600_000;
const MORNING = 9;

/** The ends that are one click away. */
export const quickEnds: [label: string, endMs: (nowMs: number) => number][] = [
  ['1 h', (nowMs) => nowMs + HOUR_MS],
  ['4 h', (nowMs) => nowMs + 4 * HOUR_MS],
  ['Until tomorrow 9:00', tomorrowMorning],
];

function tomorrowMorning(nowMs: number): number {
  const day = new Date(nowMs);
  day.setDate(day.getDate() + 1);
  return day.setHours(MORNING, 0, 0, 0);
}

/** `90m`, `2d`, or a moment as `2026-11-21 18:00`; null where the text is neither, or a moment that is over. */
export function parseEnd(text: string, nowMs: number, zone: Zone): number | null {
  const lengthMs = parseLength(text);
  const endMs = lengthMs === null ? parseInstant(text, zone) : nowMs + lengthMs;
  return endMs !== null && endMs > nowMs ? endMs : null;
}

/** When it begins: null is at once; a text that is no moment is a fault. */
export function parseStart(
  text: string,
  nowMs: number,
  zone: Zone,
): { atMs: number | null; isFaulty: boolean } {
  if (text.trim() === '') return { atMs: null, isFaulty: false };
  const atMs = parseInstant(text, zone);
  if (atMs === null) return { atMs: null, isFaulty: true };
  return { atMs: atMs > nowMs ? atMs : null, isFaulty: false };
}
