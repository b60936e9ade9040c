import { GoList, type GoMap, type GoValue, struct } from '../../../../../shared/go-template/values.ts';
import type { Message } from '../message.ts';
import type { NotifiedAlert } from '../sender.ts';
import { goTime } from './go-times.ts';
import { labelSet } from './go-values.ts';

/**
 * What templates of notifications are given.
 *
 * Source: prometheus.io/docs/alerting/latest/notifications, "Data"
 */
export function templateData(message: Message): GoMap {
  const alerts = message.alerts.map((alert) => ({ status: alert.status, value: alertData(alert) }));
  const of = (status: NotifiedAlert['status']): GoValue =>
    new GoList(alerts.filter((alert) => alert.status === status).map(({ value }) => value));
  return struct({
    // As a pattern that matches it, which is what the address of Alertmanager's page takes.
    Receiver: message.receiver.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&'),
    Status: message.status,
    Alerts: new GoList(
      alerts.map(({ value }) => value),
      { Firing: () => of('firing'), Resolved: () => of('resolved') },
    ),
    GroupLabels: labelSet(message.groupLabels),
    CommonLabels: labelSet(message.commonLabels),
    CommonAnnotations: labelSet(message.commonAnnotations),
    ExternalURL: message.externalUrl,
  });
}

const alertData = (alert: NotifiedAlert): GoMap =>
  struct({
    Status: alert.status,
    Labels: labelSet(alert.labels),
    Annotations: labelSet(alert.annotations),
    StartsAt: goTime(alert.startsAtMs),
    EndsAt: goTime(alert.endsAtMs),
    GeneratorURL: alert.generatorUrl,
    Fingerprint: alert.fingerprint,
  });
