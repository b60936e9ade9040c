import type { Label } from '../../../../../shared/model/series.ts';
import { judged } from '../answer.ts';
import { rfc3339, ZERO_TIME } from '../go-time.ts';
import { type Message, messageOf } from '../message.ts';
import type { NotifiedAlert } from '../sender.ts';
import { hostOf, type SenderKind } from '../sender-kind.ts';

/** Alertmanager's own JSON. Source: prometheus.io/docs/alerting/latest/configuration, webhook_config */
export const webhook: SenderKind = {
  target: (fields) => hostOf(fields, 'url'),
  async send(sending) {
    const { notification, fields } = sending;
    const most = fields.number('max_alerts') ?? 0;
    const told = most > 0 ? notification.alerts.slice(0, most) : notification.alerts;
    const body = webhookBody(messageOf(notification, told), notification.alerts.length - told.length);
    return judged(await sending.post(await sending.secret('url'), body));
  },
};

export const webhookBody = (message: Message, truncatedAlerts: number) => ({
  ...messageJson(message),
  version: '4',
  groupKey: message.groupKey,
  truncatedAlerts,
});

/** The data of templates as JSON. */
export const messageJson = (message: Message) => ({
  receiver: message.receiver,
  status: message.status,
  alerts: message.alerts.map(alertJson),
  groupLabels: object(message.groupLabels),
  commonLabels: object(message.commonLabels),
  commonAnnotations: object(message.commonAnnotations),
  externalURL: message.externalUrl,
});

export const alertJson = (alert: NotifiedAlert) => ({
  status: alert.status,
  labels: object(alert.labels),
  annotations: object(alert.annotations),
  startsAt: rfc3339(alert.startsAtMs),
  endsAt: alert.endsAtMs === null ? ZERO_TIME : rfc3339(alert.endsAtMs),
  generatorURL: alert.generatorUrl,
  fingerprint: alert.fingerprint,
});

/** Own properties whatever they are called. */
const object = (labels: readonly Label[]): Record<string, string> => Object.fromEntries(labels);
