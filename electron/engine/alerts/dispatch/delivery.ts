import type { NotificationView } from '../../../../shared/contract/notifications.ts';
import type { Integration } from '../routing/receivers.ts';
import type { Notification, Sender, SendOutcome } from '../senders/sender.ts';
import type { GroupTurn, TellableAlert } from './group.ts';
import { type NotificationLog, needsTelling } from './notification-log.ts';
import { Turns } from './turns.ts';

export type Attempt = Omit<NotificationView, 'id'>;

export interface DeliveryOptions {
  receiver: string;
  integration: Integration;
  /** Its place among the receiver's of the same kind. */
  index: number;
  sender: Sender;
  log: NotificationLog;
  now(): number;
  externalUrl(): string;
  record(attempt: Attempt): void;
  /** What is being sent now: a stop waits for it. */
  underWay: Set<Promise<unknown>>;
  /** Between 0 and 1, to spread retries. */
  random?: () => number;
}

const FIRST_WAIT_MS = 500;
const WAIT_GROWS_BY = 1.5;
const LONGEST_WAIT_MS = 60_000;
const SPREAD = 0.5;
/** Notifications that one receiver is sent at the same time. */
const MOST_AT_ONCE = 16;
const MOST_ALERTS_NAMED = 100;

/**
 * Tells one receiver in one way: what it was not told yet, again and again while that may help and there is time.
 *
 * Source: Alertmanager, notify/notify.go (DedupStage, RetryStage, SetNotifiesStage)
 */
export class Delivery {
  readonly options: DeliveryOptions;
  readonly #turns = new Turns(MOST_AT_ONCE);
  lastAttemptMs: number | null = null;
  lastError: string | null = null;

  constructor(options: DeliveryOptions) {
    this.options = options;
  }

  /** True when it was told, or had not to be. */
  async tell(turn: GroupTurn, alerts: readonly TellableAlert[]): Promise<boolean> {
    const { log, integration, receiver, index, now } = this.options;
    const firing = prints(alerts.filter(({ resolved }) => !resolved));
    const resolved = prints(alerts.filter((one) => one.resolved));
    const key = `${turn.key}\0${receiver}\0${integration.kind.key}\0${index}`;
    const { sendResolved: sendsResolved } = integration;
    const rules = { sendsResolved, repeatIntervalMs: turn.route.repeatIntervalMs, nowMs: now() };
    if (!needsTelling(log.get(key), { firing, resolved }, rules)) return true;
    const told = sendsResolved ? alerts : alerts.filter((one) => !one.resolved);
    if (told.length > 0 && !(await this.#send(turn, told))) return false;
    log.set({ key, timeMs: now(), firing, resolved });
    return true;
  }

  async #send(turn: GroupTurn, alerts: readonly TellableAlert[]): Promise<boolean> {
    const notification = this.#notification(turn, alerts);
    const { random = Math.random } = this.options;
    let waitMs = FIRST_WAIT_MS;
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#attempt(turn, notification, attempt);
      if (outcome === null) return false;
      if (outcome.ok) return true;
      if (!outcome.retry || turn.signal.aborted) return false;
      const spread = waitMs * (1 + SPREAD * (2 * random() - 1));
      if (!(await waited(Math.max(spread, outcome.afterMs ?? 0), turn.signal))) return false;
      waitMs = Math.min(LONGEST_WAIT_MS, waitMs * WAIT_GROWS_BY);
    }
  }

  /** Null when its time was over before it could begin. */
  async #attempt(turn: GroupTurn, notification: Notification, attempt: number): Promise<SendOutcome | null> {
    const { sender, now, underWay } = this.options;
    if (!(await this.#turns.take(turn.signal))) return null;
    const [startedMs, started] = [now(), performance.now()];
    try {
      const sending = inTime(sender.send(notification, turn.signal), turn.signal);
      underWay.add(sending);
      const outcome = await sending;
      underWay.delete(sending);
      this.#record(notification, outcome, {
        timeMs: startedMs,
        attempt,
        durationMs: Math.round(performance.now() - started),
        goesOn: !outcome.ok && outcome.retry && !turn.signal.aborted,
      });
      return outcome;
    } finally {
      this.#turns.giveBack();
    }
  }

  #record(
    notification: Notification,
    outcome: SendOutcome,
    { goesOn, ...rest }: { timeMs: number; attempt: number; durationMs: number; goesOn: boolean },
  ): void {
    const { integration, receiver, sender, record } = this.options;
    this.lastAttemptMs = rest.timeMs;
    this.lastError = outcome.ok ? null : outcome.error;
    record({
      ...rest,
      receiver,
      kind: integration.kind.key,
      target: sender.target,
      ...contents(notification),
      outcome: outcome.ok ? 'sent' : goesOn ? 'retried' : 'failed',
      error: this.lastError,
      test: false,
    });
  }

  #notification({ key, labels, nowMs, route }: GroupTurn, alerts: readonly TellableAlert[]): Notification {
    const { receiver, externalUrl } = this.options;
    return {
      receiver,
      groupKey: key,
      groupLabels: labels,
      externalUrl: externalUrl(),
      nowMs,
      repeatIntervalMs: route.repeatIntervalMs,
      alerts: alerts.map(({ alert, resolved }) => ({
        labels: alert.labels,
        annotations: alert.annotations,
        fingerprint: alert.fingerprint,
        status: resolved ? 'resolved' : 'firing',
        startsAtMs: alert.startsAtMs,
        endsAtMs: resolved ? alert.endsAtMs : null,
        generatorUrl: alert.generatorUrl,
      })),
    };
  }
}

/** What the log of notifications says of one. */
export function contents({
  groupLabels,
  alerts,
}: Pick<Notification, 'groupLabels' | 'alerts'>): Pick<
  Attempt,
  'groupLabels' | 'alerts' | 'firing' | 'resolved'
> {
  const resolved = alerts.filter(({ status }) => status === 'resolved').length;
  const named = alerts.slice(0, MOST_ALERTS_NAMED).map(({ labels, fingerprint, status }) => ({
    name: labels.find(([name]) => name === 'alertname')?.[1] ?? '',
    fingerprint,
    resolved: status === 'resolved',
  }));
  return { groupLabels, alerts: named, firing: alerts.length - resolved, resolved };
}

const prints = (alerts: readonly TellableAlert[]): string[] => alerts.map(({ alert }) => alert.fingerprint);

/** A sender that does not listen to the signal is left to itself. */
function inTime(sending: Promise<SendOutcome>, signal: AbortSignal): Promise<SendOutcome> {
  const { promise, resolve } = Promise.withResolvers<SendOutcome>();
  const late = () => resolve({ ok: false, retry: true, error: 'no answer in time' });
  signal.addEventListener('abort', late, { once: true });
  const settled = sending.catch(
    (error: unknown): SendOutcome => ({
      ok: false,
      retry: true,
      error: error instanceof Error ? error.message : String(error),
    }),
  );
  void settled.then((outcome) => {
    signal.removeEventListener('abort', late);
    resolve(outcome);
  });
  return promise;
}

/** False when the signal came first. */
function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (whole: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
      resolve(whole);
    };
    const leave = () => end(false);
    const timer = setTimeout(() => end(true), ms).unref();
    signal.addEventListener('abort', leave, { once: true });
  });
}
