import { z } from 'zod';
import { type AlertMatcher, matcherOf, matchesAll } from '../../../../shared/alerts/matchers.ts';
import type { Alertmanager, Suppression } from '../../../engine/alerts/dispatch/alertmanager.ts';
import { type HeldAlert, inOrder, isResolved } from '../../../engine/alerts/dispatch/held-alert.ts';
import { compareGroups } from '../../../engine/alerts/dispatch/route-keys.ts';
import { ApiFault, filterOf, fromLabelSet, labelSet, shaped, timeText, toLabelSet, toTime } from './json.ts';

const MOST_ALERTS_A_REQUEST = 10_000;
const MOST_LABELS = 128;

const postable = z
  .array(
    z.object({
      labels: labelSet,
      annotations: labelSet.default({}),
      startsAt: timeText.optional(),
      endsAt: timeText.optional(),
      generatorURL: z.string().max(16_384).default(''),
    }),
  )
  .max(MOST_ALERTS_A_REQUEST);

/** What Go writes for a time that is not given. */
const isGiven = (text: string | undefined): text is string =>
  text !== undefined && !text.startsWith('0001-01-01T00:00:00');

/**
 * Takes alerts as Prometheus sends them; those that are valid are taken though others are not.
 *
 * Source: Alertmanager, api/v2/api.go (postAlertsHandler)
 *
 * @throws ApiFault
 */
export function postAlerts(alertmanager: Alertmanager, body: unknown, nowMs: number): void {
  const faults: string[] = [];
  const valid = shaped(postable, body, 'alerts').flatMap((alert) => {
    const labels = fromLabelSet(alert.labels);
    const endsAtMs = isGiven(alert.endsAt) ? Date.parse(alert.endsAt) : null;
    const startsAtMs = isGiven(alert.startsAt) ? Date.parse(alert.startsAt) : (endsAtMs ?? nowMs);
    const fault = faultOf(labels, startsAtMs, endsAtMs);
    if (fault) faults.push(fault);
    const annotations = Object.entries(alert.annotations);
    return fault ? [] : [{ labels, annotations, startsAtMs, endsAtMs, generatorUrl: alert.generatorURL }];
  });
  alertmanager.putForeign(valid);
  if (faults.length > 0) throw new ApiFault(400, faults.slice(0, 20).join('; '));
}

function faultOf(labels: readonly unknown[], startsAtMs: number, endsAtMs: number | null): string | null {
  if (endsAtMs !== null && endsAtMs < startsAtMs) return 'start time must be before end time';
  if (labels.length > MOST_LABELS) return `no more than ${MOST_LABELS} labels are taken`;
  return labels.length === 0 ? 'at least one label pair required' : null;
}

interface AlertQuery {
  filter: readonly AlertMatcher[];
  /** Null for any. */
  receiver: ((name: string) => boolean) | null;
  active: boolean;
  silenced: boolean;
  inhibited: boolean;
  muted: boolean;
}

/** What go-openapi takes for true; anything else is false. */
const TRUE = /^(true|1|yes|ok|y|on|selected|checked|t|enabled)$/i;

/** @throws ApiFault */
export function alertQueryOf(query: URLSearchParams): AlertQuery {
  const flag = (name: string): boolean => TRUE.test(query.get(name) ?? 'true');
  const [active, silenced, inhibited, muted] = ['active', 'silenced', 'inhibited', 'muted'].map(flag);
  return {
    filter: filterOf(query),
    receiver: receiverTest(query.get('receiver')),
    active: active === true,
    silenced: silenced === true,
    inhibited: inhibited === true,
    muted: muted === true,
  };
}

function receiverTest(pattern: string | null): AlertQuery['receiver'] {
  if (pattern === null) return null;
  try {
    return matcherOf('receiver', '=~', pattern).matches;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ApiFault(400, `failed to parse receiver param: ${reason}`);
  }
}

/** Alerts that are not over, by fingerprint. */
export function getAlerts(alertmanager: Alertmanager, asked: AlertQuery, nowMs: number): unknown[] {
  return [...alertmanager.alerts()]
    .flatMap((alert) => {
      const shown = shownOf(alertmanager, alert, asked, nowMs);
      if (!shown) return [];
      const { receivers } = shown;
      return asked.receiver && !receivers.some(asked.receiver)
        ? []
        : [{ alert, json: alertJson(alertmanager, alert, shown, receivers) }];
    })
    .sort((a, b) => (a.alert.fingerprint < b.alert.fingerprint ? -1 : 1))
    .map(({ json }) => json);
}

/** Groups that alerts are told in, with those of their alerts that are asked for. */
export function getGroups(alertmanager: Alertmanager, asked: AlertQuery, nowMs: number): unknown[] {
  const receiversOf = new Map<string, string[]>();
  const found = [...alertmanager.groups()].flatMap((group) => {
    const { receiver } = group.route;
    if (asked.receiver && !asked.receiver(receiver)) return [];
    const alerts = [...group.alerts()].sort(inOrder).flatMap((alert) => {
      const shown = shownOf(alertmanager, alert, asked, nowMs);
      return shown ? [{ alert, shown }] : [];
    });
    for (const { alert } of alerts) {
      receiversOf.set(alert.fingerprint, [...(receiversOf.get(alert.fingerprint) ?? []), receiver].sort());
    }
    return alerts.length === 0 ? [] : [{ labels: group.labels, receiver, alerts }];
  });
  return found.sort(compareGroups).map(({ labels, receiver, alerts }) => ({
    alerts: alerts.map(({ alert, shown }) =>
      alertJson(alertmanager, alert, shown, receiversOf.get(alert.fingerprint) ?? []),
    ),
    labels: toLabelSet(labels),
    receiver: { name: receiver },
  }));
}

function shownOf(
  alertmanager: Alertmanager,
  alert: HeldAlert,
  asked: AlertQuery,
  nowMs: number,
): Suppression | null {
  if (isResolved(alert, nowMs) || !matchesAll(asked.filter, alert.values)) return null;
  const quiet = alertmanager.suppressionOf(alert);
  if (!asked.active && stateOf(quiet) === 'active') return null;
  if (!asked.silenced && quiet.silencedBy.length > 0) return null;
  if (!asked.inhibited && quiet.inhibitedBy.length > 0) return null;
  return asked.muted || !quiet.muted ? quiet : null;
}

const stateOf = ({ silencedBy, inhibitedBy }: Suppression): 'active' | 'suppressed' =>
  silencedBy.length + inhibitedBy.length > 0 ? 'suppressed' : 'active';

function alertJson(
  { externalUrl }: Alertmanager,
  alert: HeldAlert,
  quiet: Suppression,
  receivers: readonly string[],
): unknown {
  const { generatorUrl } = alert;
  const generatorURL = generatorUrl.startsWith('/') ? externalUrl + generatorUrl : generatorUrl;
  return {
    annotations: toLabelSet(alert.annotations),
    endsAt: toTime(alert.endsAtMs),
    fingerprint: alert.fingerprint,
    receivers: receivers.map((name) => ({ name })),
    startsAt: toTime(alert.startsAtMs),
    status: {
      inhibitedBy: quiet.inhibitedBy,
      mutedBy: [],
      silencedBy: quiet.silencedBy,
      state: stateOf(quiet),
    },
    updatedAt: toTime(alert.updatedAtMs),
    ...(generatorURL === '' ? {} : { generatorURL }),
    labels: toLabelSet(alert.labels),
  };
}
