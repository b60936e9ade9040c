import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { onTestFinished, vi } from 'vitest';
import { Alertmanager } from '../../../../electron/engine/alerts/dispatch/alertmanager.ts';
import type { Attempt } from '../../../../electron/engine/alerts/dispatch/delivery.ts';
import type { CreateSender } from '../../../../electron/engine/alerts/dispatch/routing.ts';
import type { Notification, SendOutcome } from '../../../../electron/engine/alerts/senders/sender.ts';
import type { StoredSilence } from '../../../../electron/engine/storage/alerts/silences.ts';
import type { StoredTold } from '../../../../electron/engine/storage/alerts/told-groups.ts';
import { settingsSchema } from '../../../../shared/contract/settings.ts';
import type { PostedAlert } from '../../../../shared/model/alert.ts';
import type { Label } from '../../../../shared/model/series.ts';
import { Emitter } from '../../../../shared/util/emitter.ts';
import { tempDir } from '../../../temp-dir.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const START_MS = Date.UTC(2026, 0, 15, 12);

/** What a store keeps over restarts, in memory. */
export class KeptState {
  readonly silences = new Map<string, StoredSilence>();
  readonly told = new Map<string, StoredTold>();
  readonly attempts: Attempt[] = [];
  readonly setAside = new Emitter<string>();
  /** Thrown at every write while it is there. */
  fault: Error | null = null;

  readonly read = async (query: string) => {
    const list = query === 'silences.list' ? this.silences : this.told;
    return structuredClone([...list.values()]) as never;
  };

  readonly write = async (op: string, params: unknown) => {
    if (this.fault) throw this.fault;
    const {
      silences = [],
      entries = [],
      gone = [],
      notifications = [],
    } = params as Partial<{
      silences: StoredSilence[];
      entries: StoredTold[];
      gone: string[];
      notifications: Attempt[];
    }>;
    for (const one of silences) this.silences.set(one.id, structuredClone(one));
    for (const one of entries) this.told.set(one.key, structuredClone(one));
    const removed: Map<string, unknown> = op === 'silences.write' ? this.silences : this.told;
    for (const key of gone) removed.delete(key);
    this.attempts.push(...notifications);
    return false as never;
  };
}

export interface Told {
  /** Seconds since the test's start. */
  at: number;
  receiver: string;
  kind: string;
  group: string;
  /** Names of what fires, and of what is over. */
  firing: string[];
  resolved: string[];
  notification: Notification;
}

export interface TestbedOptions {
  kept?: KeptState;
  /** What sends instead of writing down what is told. */
  createSender?: CreateSender;
  settlingMs?: number;
  /** What a receiver answers; well where it says nothing. */
  answer?: (
    receiver: string,
    told: Told,
    signal: AbortSignal,
  ) => SendOutcome | Promise<SendOutcome> | undefined;
}

export interface Testbed {
  alertmanager: Alertmanager;
  told: Told[];
  kept: KeptState;
  /** Lets time go by. */
  pass(ms: number): Promise<void>;
  /** The same alerts fire, said again until they are over. */
  fire(...alerts: PostedAlert[]): void;
  /** Puts another configuration into the file. */
  rewrite(config: string): void;
  fault(): string | undefined;
}

/** Time stands still until it is let go by, the clock that only goes forward too. */
export const ownTime = (): void => ownTimeFrom(START_MS);

export function ownTimeFrom(startMs: number): void {
  vi.useFakeTimers({ now: startMs });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

/** An Alertmanager with the configuration, whose receivers write down what they are told. */
export async function testbed(config: string | null, options: TestbedOptions = {}): Promise<Testbed> {
  const { kept = new KeptState(), settlingMs = 0, answer = () => undefined } = options;
  const file = join(tempDir(), 'alertmanager.yml');
  if (config !== null) writeFileSync(file, config);
  const told: Told[] = [];
  const writeDown: CreateSender = ({ kind }) => ({
    target: 'test',
    async send(notification, signal) {
      const one = toldOf(notification, kind.key);
      told.push(one);
      return (await answer(notification.receiver, one, signal)) ?? { ok: true };
    },
  });
  const alertmanager = await Alertmanager.open({
    store: kept as never,
    settings: {
      current: settingsSchema.parse({ alerts: { routing: config === null ? null : file } }),
      onChange: new Emitter(),
    },
    clock: { now: () => Date.now() },
    counters: { dropped: () => undefined },
    logger: pino({ level: 'silent' }),
    createSender: options.createSender ?? writeDown,
    settlingMs,
  });
  onTestFinished(() => alertmanager.dispose());
  return {
    alertmanager,
    told,
    kept,
    pass: async (ms) => {
      await vi.advanceTimersByTimeAsync(ms);
    },
    fire: (...alerts) => alertmanager.put(alerts),
    rewrite: (text) => writeFileSync(file, text),
    fault: () => alertmanager.routingView().file?.errors[0]?.message,
  };
}

function toldOf(notification: Notification, kind: string): Told {
  const names = (status: string) =>
    notification.alerts
      .filter((alert) => alert.status === status)
      .map(({ labels }) => labelsText(labels, notification.groupLabels));
  return {
    at: (Date.now() - START_MS) / 1000,
    receiver: notification.receiver,
    kind,
    group: labelsText(notification.groupLabels),
    firing: names('firing'),
    resolved: names('resolved'),
    notification,
  };
}

/** Values without those that the group has already. */
function labelsText(labels: readonly Label[], but: readonly Label[] = []): string {
  const known = new Map(but);
  return labels
    .filter(([name, value]) => known.get(name) !== value)
    .map(([, value]) => value)
    .join(' ');
}

/** An alert that fires from now on, for an hour if nothing else is said of it. */
export function alert(labels: Record<string, string>, times: Partial<PostedAlert> = {}): PostedAlert {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    labels: sorted,
    annotations: [],
    startsAtMs: Date.now(),
    endsAtMs: Date.now() + HOUR_MS,
    generatorUrl: '/alerts',
    ...times,
  };
}

export const ended = (one: PostedAlert): PostedAlert => ({ ...one, endsAtMs: Date.now() });

/** One receiver with a webhook, and a route with these fields; more of the file below. */
export const routed = (route: string, more = ''): string => `
route:
  receiver: all
  ${route.trim().replaceAll('\n', '\n  ')}
receivers:
  - name: all
    webhook_configs: [{ url: 'http://127.0.0.1:1/' }]
${more}`;

export const briefly = ({ at, group, firing, resolved }: Told): string =>
  [`${at} s`, group && `[${group}]`, firing.join('+'), resolved.length > 0 && `over: ${resolved.join('+')}`]
    .filter(Boolean)
    .join(' ');
