import { type Label, type Labels, METRIC_NAME, seriesKey } from '../../../../shared/model/series.ts';
import type { RuleSample } from './rule-sample.ts';

export interface ActiveAlert {
  /** Sorted, with `alertname`. */
  labels: Labels;
  annotations: Label[];
  /** `inactive` was firing and is kept for a while, so that its end is told to whom its beginning was. */
  state: 'pending' | 'firing' | 'inactive';
  value: number;
  /** When it began to hold, in milliseconds since the epoch; the others are null until then. */
  activeAtMs: number;
  firedAtMs: number | null;
  resolvedAtMs: number | null;
  /** Since when it no longer holds and fires on all the same. */
  keepFiringSinceMs: number | null;
  /** When it was last posted; null where it was not. */
  sentAtMs: number | null;
}

/** What a rule's expression gave for one alert at one evaluation. */
export type FoundAlert = Pick<ActiveAlert, 'labels' | 'annotations' | 'value'>;

export const newAlert = ({ labels, annotations, value }: FoundAlert, activeAtMs: number): ActiveAlert => ({
  labels,
  annotations,
  value,
  state: 'pending',
  activeAtMs,
  firedAtMs: null,
  resolvedAtMs: null,
  keepFiringSinceMs: null,
  sentAtMs: null,
});

/**
 * Whether it is time to tell of an alert, for the first time or again.
 *
 * Source: Prometheus, rules/alerting.go (needsSending)
 */
export function needsSending({ state, resolvedAtMs, sentAtMs }: ActiveAlert, nowMs: number, againMs: number) {
  if (state === 'pending') return false;
  if (sentAtMs === null || (resolvedAtMs ?? Number.NEGATIVE_INFINITY) > sentAtMs) return true;
  return sentAtMs + againMs < nowMs;
}

/** All its times, by so much: the clock was set, or stood still for what it tells. */
export function shiftAlert(alert: ActiveAlert, byMs: number): void {
  const shifted = (timeMs: number | null) => (timeMs === null ? null : timeMs + byMs);
  alert.activeAtMs += byMs;
  alert.firedAtMs = shifted(alert.firedAtMs);
  alert.resolvedAtMs = shifted(alert.resolvedAtMs);
  alert.keepFiringSinceMs = shifted(alert.keepFiringSinceMs);
  alert.sentAtMs = shifted(alert.sentAtMs);
}

export const sortedLabels = (labels: ReadonlyMap<string, string>): Labels =>
  [...labels].sort(([a], [b]) => (a < b ? -1 : 1));

type Series = Pick<RuleSample, 'labels' | 'key'>;

const known = new WeakMap<Labels, Map<string, Series>>();

/** The samples of ALERTS and ALERTS_FOR_STATE. */
export function samplesOfAlert({ labels, state, activeAtMs }: ActiveAlert): [RuleSample, RuleSample] {
  const alerts = seriesOf(labels, state, () => named(labels, 'ALERTS', [['alertstate', state]]));
  const since = seriesOf(labels, '', () => named(labels, 'ALERTS_FOR_STATE', []));
  return [
    { ...alerts, value: 1 },
    { ...since, value: Math.floor(activeAtMs / 1000) },
  ];
}

/** Made once for an alert, not at each evaluation. */
function seriesOf(labels: Labels, state: string, make: () => Labels): Series {
  let ofAlert = known.get(labels);
  if (!ofAlert) {
    ofAlert = new Map();
    known.set(labels, ofAlert);
  }
  let series = ofAlert.get(state);
  if (!series) {
    const made = make();
    series = { labels: made, key: seriesKey(made) };
    ofAlert.set(state, series);
  }
  return series;
}

const named = (labels: Labels, name: string, more: Label[]) =>
  sortedLabels(new Map([...labels, ...more, [METRIC_NAME, name]]));
