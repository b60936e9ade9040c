import { matcherText } from '../../../../shared/alerts/matchers.ts';
import type { AlertView } from '../../../../shared/contract/alerts.ts';
import type { SilenceView } from '../../../../shared/contract/notifications.ts';
import { count } from '../../../../shared/model/format.ts';

export interface SilenceRow {
  kind: 'silence';
  key: string;
  silence: SilenceView;
  /** Its matchers on one line, as Alertmanager writes them. */
  text: string;
  soon: boolean;
}

export interface SilenceGroupRow {
  kind: 'group';
  key: string;
  title: string;
}

export type Row = SilenceRow | SilenceGroupRow;

/** A silence that ends within it is marked: what it keeps quiet is told then. */
export const SOON_MS = 15 * 60_000;

export const matchersText = ({ matchers }: Pick<SilenceView, 'matchers'>): string =>
  matchers.map(matcherText).join(', ');

/** Active, and over before long. */
export const endsSoon = ({ state, endsAtMs }: SilenceView, nowMs: number): boolean =>
  state === 'active' && endsAtMs - nowMs < SOON_MS;

type Order = (a: SilenceView, b: SilenceView) => number;

/** What ends, begins or has ended nearest to now comes first. */
const groups: [state: SilenceView['state'], title: string, order: Order][] = [
  ['active', 'Active', (a, b) => a.endsAtMs - b.endsAtMs],
  ['pending', 'Not yet', (a, b) => a.startsAtMs - b.startsAtMs],
  ['expired', 'Over', (a, b) => b.endsAtMs - a.endsAtMs],
];

function isWanted(silence: SilenceView, wanted: string): boolean {
  if (wanted === '') return true;
  const texts = [matchersText(silence), silence.comment, silence.createdBy, silence.id];
  return texts.some((text) => text.toLowerCase().includes(wanted));
}

/** Silences below the heads of their states. */
export function silenceRows(silences: readonly SilenceView[], filter: string, nowMs: number): Row[] {
  const wanted = silences.filter((silence) => isWanted(silence, filter.trim().toLowerCase()));
  return groups.flatMap(([state, title, order]): Row[] => {
    const members = wanted.filter((silence) => silence.state === state).sort(order);
    if (members.length === 0) return [];
    return [
      { kind: 'group', key: state, title: `${title} ${count(members.length)}` },
      ...members.map(
        (silence): SilenceRow => ({
          kind: 'silence',
          key: silence.id,
          silence,
          text: matchersText(silence),
          soon: endsSoon(silence, nowMs),
        }),
      ),
    ];
  });
}

/** The alerts that a silence keeps quiet now. */
export const quietedBy = (id: string, alerts: readonly AlertView[]): AlertView[] =>
  alerts.filter(({ silencedBy }) => silencedBy.includes(id));
