import type { AlertNotice } from '../../../../shared/contract/notifications.ts';
import type { Label, Labels } from '../../../../shared/model/series.ts';
import type { Integration } from '../routing/receivers.ts';

/** One alert within a notification. */
export interface NotifiedAlert {
  labels: Labels;
  annotations: Label[];
  /** In hexadecimal, as in Alertmanager's API. */
  fingerprint: string;
  status: 'firing' | 'resolved';
  startsAtMs: number;
  /** Null while it fires. */
  endsAtMs: number | null;
  generatorUrl: string;
}

/** What a receiver is told about one group of alerts. */
export interface Notification {
  receiver: string;
  /** The same for a group of a route across restarts, as Alertmanager writes it: `{}/{team="a"}:{alertname="b"}`. */
  groupKey: string;
  groupLabels: Labels;
  /** By job, by instance, then by all labels. */
  alerts: readonly NotifiedAlert[];
  /** Why it is sent now, for templates. */
  externalUrl: string;
  nowMs: number;
  /** When it is told again where nothing changes, in milliseconds; unknown for one that is made up. */
  repeatIntervalMs?: number;
}

/** `retry` says whether trying again may help, `afterMs` how long the receiver asked to be left alone. */
export type SendOutcome = { ok: true } | { ok: false; retry: boolean; error: string; afterMs?: number };

/** One way of telling somebody, made from an integration of an alertmanager.yml. It holds nothing between sends. */
export interface Sender {
  /** Whom it tells, without anything secret. */
  readonly target: string;
  /** Resolves in any case; aborted when its time is up. */
  send(notification: Notification, signal: AbortSignal): Promise<SendOutcome>;
}

export interface SenderSurroundings {
  /** Fields of the configuration's `global` section. */
  global: Integration['fields'];
  /** Folder of the configuration: where relative `_file` paths start from. */
  baseDir: string;
  /** Texts of the template files that the configuration names. */
  templates: readonly { path: string; text: string }[];
  /** Told on this machine's desktop. */
  notify(notice: AlertNotice): void;
  /** What is kept under the name that `trivet:secret/NAME` says; null where nothing is. */
  secret(name: string): Promise<string | null>;
  now(): number;
}
