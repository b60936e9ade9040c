import type { NotifiedAlert } from '../sender.ts';
import type { SenderKind } from '../sender-kind.ts';

/** What cAdvisor, scraping and others call a container by. */
const CONTAINER_LABELS = new Set(['name', 'container', 'container_name']);

const containersOf = (alerts: readonly NotifiedAlert[]): string[] => [
  ...new Set(
    alerts.flatMap(({ labels }) =>
      labels.filter(([name]) => CONTAINER_LABELS.has(name)).map(([, value]) => value),
    ),
  ),
];

/** A notice of this machine's desktop. */
export const desktop: SenderKind = {
  target: () => 'this desktop',
  async send({ message, around }) {
    const { status, alerts, groupKey, nowMs } = message;
    const names = [...new Set(alerts.map(({ labels }) => new Map(labels).get('alertname') ?? ''))];
    around.notify({
      tag: groupKey,
      title: `${names.join(', ')}${status === 'resolved' ? ' (resolved)' : ''}`,
      body: alerts.map(({ annotations }) => new Map(annotations).get('summary') ?? '').join('\n'),
      path: alerts.length === 1 ? `/alerts?alert=${alerts[0]?.fingerprint}` : '/alerts',
      resolved: status === 'resolved',
      timeMs: nowMs,
      containers: containersOf(alerts),
    });
    return { ok: true };
  },
};
