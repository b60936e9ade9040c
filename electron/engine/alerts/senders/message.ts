import { createHash } from 'node:crypto';
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

/** @param told those to be told, where not all of the notification's are */
export function messageOf(notification: Notification, told = notification.alerts): Message {
  const { receiver, groupLabels, externalUrl, groupKey, nowMs } = notification;
  const alerts = told.map((alert) => reachable(alert, externalUrl));
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

/** What is a path within Trivet becomes an address that others can open. */
function reachable(alert: NotifiedAlert, externalUrl: string): NotifiedAlert {
  if (!alert.generatorUrl.startsWith('/')) return alert;
  return { ...alert, generatorUrl: externalUrl.replace(/\/$/, '') + alert.generatorUrl };
}

/** The same for all that is told about a group, and nothing that says which: a key for receivers that join by one. */
export const groupHash = ({ groupKey }: Pick<Message, 'groupKey'>): string =>
  createHash('sha256').update(groupKey).digest('hex');

/** @param most characters, as people count them */
export function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
}

function common([first = [], ...others]: readonly (readonly Label[])[]): Label[] {
  const maps = others.map((labels) => new Map(labels));
  return first.filter(([name, value]) => maps.every((labels) => labels.get(name) === value));
}
