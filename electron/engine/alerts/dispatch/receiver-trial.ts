import type { Input, Result } from '../../../../shared/contract/contract.ts';
import { TrivetError } from '../../../../shared/contract/errors.ts';
import type { Labels } from '../../../../shared/model/series.ts';
import { fingerprint } from '../fingerprint.ts';
import type { Notification, NotifiedAlert } from '../senders/sender.ts';
import type { Alertmanager } from './alertmanager.ts';
import { contents } from './delivery.ts';
import type { WayOfTelling } from './routing.ts';

type TrialOutcome = Result<'receivers.test'>['outcomes'][number];

/** Longer than any receiver that works takes, and short enough to wait for. */
const LONGEST_MS = 30_000;
/** Those that keep an incident open until its end is told. */
const HOLDING = new Set(['pagerduty_configs', 'opsgenie_configs', 'alertmanager_configs']);
const LABELS: Labels = [
  ['alertname', 'TrivetTest'],
  ['severity', 'info'],
];

/**
 * Sends a made-up alert by every way of a receiver, or by one, and writes each attempt down as a test. What holds
 * incidents is told of the end too.
 *
 * @throws TrivetError not_found
 */
export async function tryReceiver(
  alertmanager: Pick<Alertmanager, 'waysOf' | 'record' | 'externalUrl'>,
  { receiver, integration }: Input<'receivers.test'>,
  { now, signal }: { now(): number; signal: AbortSignal },
): Promise<Result<'receivers.test'>> {
  const ways = alertmanager
    .waysOf(receiver)
    .filter(({ kind, index }) => !integration || (integration.kind === kind && integration.index === index));
  if (ways.length === 0) {
    throw new TrivetError('not_found', `no receiver ${receiver} that tells anybody`, {
      cure: 'Look whether its file has changed.',
    });
  }
  const outcomes = ways.map((way) => tryWay(alertmanager, receiver, way, now, signal));
  return { outcomes: await Promise.all(outcomes) };
}

async function tryWay(
  { record, externalUrl }: Pick<Alertmanager, 'record' | 'externalUrl'>,
  receiver: string,
  way: WayOfTelling,
  now: () => number,
  asking: AbortSignal,
): Promise<TrialOutcome> {
  const { kind, index, sender, delivery } = way;
  const signal = AbortSignal.any([asking, AbortSignal.timeout(LONGEST_MS)]);
  const [timeMs, started] = [now(), performance.now()];
  const notification = trial(receiver, 'firing', timeMs, externalUrl);
  const outcome = await sender.send(notification, signal);
  const durationMs = Math.round(performance.now() - started);
  const error = outcome.ok ? null : outcome.error;
  if (delivery) Object.assign(delivery, { lastAttemptMs: timeMs, lastError: error });
  record({
    ...{ timeMs, receiver, kind, target: sender.target, ...contents(notification) },
    ...{ outcome: outcome.ok ? 'sent' : 'failed', attempt: 1, durationMs, error, test: true },
  });
  if (outcome.ok && HOLDING.has(kind)) {
    await sender.send(trial(receiver, 'resolved', timeMs, externalUrl), signal);
  }
  return { kind, index, error, durationMs };
}

function trial(
  receiver: string,
  status: NotifiedAlert['status'],
  nowMs: number,
  externalUrl: string,
): Notification {
  const alert: NotifiedAlert = {
    labels: LABELS,
    annotations: [
      ['description', 'Somebody asked Trivet to send it, to see whether it arrives. Nothing is wrong.'],
      ['summary', 'A test of Trivet'],
    ],
    fingerprint: fingerprint(LABELS),
    status,
    startsAtMs: nowMs,
    endsAtMs: status === 'resolved' ? nowMs : null,
    generatorUrl: `${externalUrl}/alerts/receivers`,
  };
  return {
    receiver,
    groupKey: '{}/{trivet="test"}:{alertname="TrivetTest"}',
    groupLabels: LABELS.slice(0, 1),
    alerts: [alert],
    externalUrl,
    nowMs,
    // Soon over, where somebody else holds it.
    repeatIntervalMs: LONGEST_MS,
  };
}
