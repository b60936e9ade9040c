import type { Label } from '../../../../shared/model/series.ts';
import type { Notification, NotifiedAlert } from './sender.ts';

/** What a notification is about in short: what templates and the JSON of webhooks are made from. */
export interface Message {
  receiver: string;
  status: 'firing' | 'resolved';
  alerts: readonly NotifiedAlert[];
  groupLabels: readonly Label[];
  commonLabels: readonly Label[];
  commonAnnotations: readonly Label[];
  externalUrl: string;
  groupKey: string;
  nowMs: number;
}

/** @param alerts those to be told, where not all of the notification's are */
export function messageOf(notification: Notification, alerts = notification.alerts): Message {
  const { receiver, groupLabels, externalUrl, groupKey, nowMs } = notification;
  return {
    receiver,
    status: alerts.some(({ status }) => status === 'firing') ? 'firing' : 'resolved',
    alerts,
    groupLabels,
    commonLabels: common(alerts.map(({ labels }) => labels)),
    commonAnnotations: common(alerts.map(({ annotations }) => annotations)),
    externalUrl,
    groupKey,
    nowMs,
  };
}

function common([first = [], ...others]: readonly (readonly Label[])[]): Label[] {
  const maps = others.map((labels) => new Map(labels));
  return first.filter(([name, value]) => maps.every((labels) => labels.get(name) === value));
}
