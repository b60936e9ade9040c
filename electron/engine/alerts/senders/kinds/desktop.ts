import type { SenderKind } from '../sender-kind.ts';

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
    });
    return { ok: true };
  },
};
