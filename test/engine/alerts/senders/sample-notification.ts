import type { Notification, NotifiedAlert } from '../../../../electron/engine/alerts/senders/sender.ts';
import type { Label } from '../../../../shared/model/series.ts';

export const START_MS = Date.parse('2026-01-02T03:04:05.120Z');
export const NOW_MS = START_MS + 90_000;

export function alert(labels: Record<string, string>, more: Partial<NotifiedAlert> = {}): NotifiedAlert {
  const all: Label[] = [...Object.entries({ alertname: 'High', ...labels })];
  return {
    labels: all.sort(([a], [b]) => (a < b ? -1 : 1)),
    annotations: [['summary', 'CPU & "memory" of <api>']],
    fingerprint: '00000000000000ab',
    status: 'firing',
    startsAtMs: START_MS,
    endsAtMs: null,
    generatorUrl: 'http://prom.local/graph?g0.expr=up',
    ...more,
  };
}

/** Two alerts that fire and one that is over. */
export function notification(more: Partial<Notification> = {}): Notification {
  return {
    receiver: 'team.x',
    groupKey: '{}/{team="a"}:{alertname="High"}',
    groupLabels: [['alertname', 'High']],
    alerts: [
      alert({ instance: 'a:1', severity: 'page', job: "it's +1" }),
      alert({ instance: 'b:1', severity: 'page', job: "it's +1" }),
      alert(
        { instance: 'c:1', severity: 'page', job: "it's +1" },
        { status: 'resolved', endsAtMs: START_MS + 60_000 },
      ),
    ],
    externalUrl: 'http://127.0.0.1:8748',
    nowMs: NOW_MS,
    ...more,
  };
}

export const resolved = (): Notification =>
  notification({
    alerts: [alert({ severity: 'page' }, { status: 'resolved', endsAtMs: START_MS + 60_000 })],
  });
