import { fingerprint } from '../fingerprint.ts';
import type { Notification } from './sender.ts';

const NAME = 'TrivetTest';

/** An alert that nothing is behind, to try templates with. */
export function madeUpNotification(receiver: string, externalUrl: string, nowMs: number): Notification {
  const labels: [string, string][] = [
    ['alertname', NAME],
    ['receiver', receiver],
    ['severity', 'info'],
  ];
  return {
    receiver,
    groupKey: `{}:{alertname="${NAME}", receiver=${JSON.stringify(receiver)}, at="${nowMs}"}`,
    groupLabels: [['alertname', NAME]],
    alerts: [
      {
        labels,
        annotations: [
          ['description', 'Nothing is behind it.'],
          ['summary', `A test of the receiver ${receiver}`],
        ],
        fingerprint: fingerprint(labels),
        status: 'firing',
        startsAtMs: nowMs,
        endsAtMs: null,
        generatorUrl: '/alerts/receivers',
      },
    ],
    externalUrl,
    nowMs,
  };
}
