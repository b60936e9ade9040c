import type { NotifiedAlert } from '../sender.ts';
import type { SenderKind } from '../sender-kind.ts';

const LONGEST_TITLE = 200;
const LONGEST_BODY = 1_000;
/** What cAdvisor, scraping and others call a container by. */
const CONTAINER_LABELS = new Set(['name', 'container', 'container_name']);

const valuesOf = (alerts: readonly NotifiedAlert[], isWanted: (name: string) => boolean): string[] => [
  ...new Set(
    alerts.flatMap(({ labels }) => labels.filter(([name]) => isWanted(name)).map(([, value]) => value)),
  ),
];

/** A notice of this machine's desktop: `desktop_configs` with `title` and `text`, which are templates. */
export const desktop: SenderKind = {
  target: () => 'this desktop',
  async send(sending) {
    const { status, alerts, groupKey, nowMs } = sending.message;
    const [only] = alerts;
    const names = valuesOf(alerts, (name) => name === 'alertname').join(', ');
    const standard = `${names}${status === 'resolved' ? ' (resolved)' : ''}`;
    const title = sending.fields.text('title') === undefined ? standard : sending.text('title');
    const text = sending.text('text', '{{ template "desktop.default.text" . }}');
    sending.around.notify({
      tag: groupKey,
      title: title.trim().slice(0, LONGEST_TITLE),
      body: text.trim().slice(0, LONGEST_BODY),
      path: alerts.length === 1 && only ? `/alerts?alert=${only.fingerprint}` : '/alerts',
      resolved: status === 'resolved',
      timeMs: nowMs,
      containers: valuesOf(alerts, (name) => CONTAINER_LABELS.has(name)),
    });
    return { ok: true };
  },
};
