import { judged } from '../answer.ts';
import { rfc3339 } from '../go-time.ts';
import type { SenderKind } from '../sender-kind.ts';

/** Where it is not known when an alert is told again. */
const USUAL_REPEAT_MS = 4 * 3_600_000;

/**
 * Another Alertmanager, that is handed the alerts: `alertmanager_configs` with `url` and `http_config`. What fires is
 * given an end twice as far away as the next time it is told, so that it neither ends in between nor stays for good
 * when Trivet does not come back.
 *
 * Source: Alertmanager, api/v2/openapi.yaml, postAlerts
 */
export const alertmanager: SenderKind = {
  target: (fields) => hostAndPath(fields.text('url') ?? ''),
  async send(sending) {
    const { message, notification } = sending;
    const untilMs = message.nowMs + 2 * (notification.repeatIntervalMs ?? USUAL_REPEAT_MS);
    const alerts = message.alerts.map(({ labels, annotations, startsAtMs, endsAtMs, generatorUrl }) => ({
      labels: Object.fromEntries(labels),
      annotations: Object.fromEntries(annotations),
      startsAt: rfc3339(startsAtMs),
      endsAt: rfc3339(endsAtMs ?? untilMs),
      generatorURL: generatorUrl,
    }));
    const base = (sending.fields.text('url') ?? '').replace(/\/+$/, '');
    return judged(await sending.post(`${base}/api/v2/alerts`, alerts));
  },
};

function hostAndPath(address: string): string {
  if (!URL.canParse(address)) return '';
  const { host, pathname } = new URL(address);
  return host + pathname.replace(/\/$/, '');
}
