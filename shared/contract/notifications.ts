import { z } from 'zod';
import type { AlertMatcherText } from '../model/alert.ts';
import type { Label } from '../model/series.ts';
import type { AlertFileView } from './alerts.ts';
import { method, stream } from './define.ts';

export interface SilenceView {
  id: string;
  matchers: AlertMatcherText[];
  startsAtMs: number;
  endsAtMs: number;
  updatedAtMs: number;
  createdBy: string;
  comment: string;
  state: 'pending' | 'active' | 'expired';
  /** Alerts that it keeps quiet now. */
  alerts: number;
}

/** One way of telling somebody; secrets are never in it. */
export interface IntegrationView {
  /** Key of its kind, as `slack_configs`. */
  kind: string;
  /** Its place among those of the receiver. */
  index: number;
  label: string;
  /** Whom it tells, as far as it is no secret: an address, a channel, a host. */
  target: string;
  sendsResolved: boolean;
  /** Why nothing is sent by it; null where it works. */
  off: string | null;
  lastAttemptMs: number | null;
  lastError: string | null;
}

export interface ReceiverView {
  name: string;
  integrations: IntegrationView[];
}

export interface RouteView {
  receiver: string;
  matchers: string[];
  /** `...` alone keeps every alert in a group of its own. */
  groupBy: string[];
  groupWaitMs: number;
  groupIntervalMs: number;
  repeatIntervalMs: number;
  continue: boolean;
  muteTimeIntervals: string[];
  activeTimeIntervals: string[];
  routes: RouteView[];
}

export interface RoutingView {
  /** Null while no alertmanager.yml is set: everything goes to the desktop. */
  file: AlertFileView | null;
  receivers: ReceiverView[];
  route: RouteView;
  /** Groups of alerts that are told together now. */
  groups: number;
}

export const notificationOutcomes = ['sent', 'retried', 'failed'] as const;
export type NotificationOutcome = (typeof notificationOutcomes)[number];

/** One attempt to tell somebody, with what became of it. */
export interface NotificationView {
  id: number;
  timeMs: number;
  receiver: string;
  /** Key of the integration's kind. */
  kind: string;
  target: string;
  groupLabels: Label[];
  /** Names and fingerprints, at most 100 of them. */
  alerts: { name: string; fingerprint: string; resolved: boolean }[];
  firing: number;
  resolved: number;
  /** `retried` failed and is tried again; `failed` was given up. */
  outcome: NotificationOutcome;
  attempt: number;
  durationMs: number;
  error: string | null;
  /** Sent by hand, to see whether it arrives. */
  test: boolean;
}

/** What a window or the system tells a person. */
export interface AlertNotice {
  /** Group of the alerts: a newer notice of the same group takes the place of the older. */
  tag: string;
  title: string;
  body: string;
  /** View that it opens. */
  path: string;
  resolved: boolean;
  timeMs: number;
  /** Names of the containers that its alerts are about, as far as their labels say so. */
  containers: string[];
}

const matcher = z.object({
  name: z.string().min(1).max(1024),
  op: z.enum(['=', '!=', '=~', '!~']),
  value: z.string().max(65_536),
});

export const notificationMethods = {
  /** Active and pending ones, then those that expired lately. */
  'silences.list': method<{ silences: SilenceView[] }>()(z.object({})),
  /** Makes one, or changes the one with the id; what changes its matchers is made anew, as by Alertmanager. */
  'silences.set': method<{ id: string }>()(
    z.object({
      id: z.string().max(64).nullable().default(null),
      matchers: z.array(matcher).min(1).max(64),
      startsAtMs: z.number().int().nullable().default(null),
      endsAtMs: z.number().int(),
      createdBy: z.string().max(200).default(''),
      comment: z.string().max(4096).default(''),
    }),
  ),
  'silences.expire': method<{ expired: boolean }>()(z.object({ id: z.string().min(1).max(64) })),
  'receivers.list': method<RoutingView>()(z.object({})),
  /** Sends a made-up alert by every way of a receiver, or by one. */
  'receivers.test': method<{
    outcomes: { kind: string; index: number; error: string | null; durationMs: number }[];
  }>()(
    z.object({
      receiver: z.string().max(1024),
      integration: z.object({ kind: z.string().max(64), index: z.number().int().min(0) }).optional(),
    }),
  ),
  /** Newest first. */
  'notifications.list': method<{ notifications: NotificationView[]; more: boolean }>()(
    z.object({
      beforeId: z.number().int().optional(),
      fingerprint: z.string().max(64).optional(),
      receiver: z.string().max(1024).optional(),
      outcome: z.enum(notificationOutcomes).optional(),
      limit: z.number().int().min(1).max(1_000).default(100),
    }),
  ),
  /** Reads the text of an alertmanager.yml without taking it. */
  'receivers.check': method<{ errors: AlertFileView['errors']; warnings: AlertFileView['warnings'] }>()(
    z.object({ text: z.string().max(4 * 2 ** 20) }),
  ),
};

export const notificationStreams = {
  /** What is to be told on this machine's desktop, from now on. Every one matters. */
  'notices.live': stream<AlertNotice>()(z.object({}), null),
};
