import type { Labels } from '../../../../shared/model/series.ts';
import type { Disposable } from '../../../../shared/util/disposable.ts';
import type { Route } from '../routing/route.ts';
import { Alarm } from './alarm.ts';
import { type HeldAlert, inOrder, isResolved } from './held-alert.ts';

/** What is told of an alert: whether it fires was settled when its group's turn came. */
export interface TellableAlert {
  alert: HeldAlert;
  resolved: boolean;
}

/** A group of alerts that a route tells together, at its turn. */
export interface GroupTurn {
  route: Route;
  /** As `{}/{team="a"}:{alertname="b"}`. */
  key: string;
  labels: Labels;
  alerts: readonly TellableAlert[];
  nowMs: number;
  /** Aborted when its time is up. */
  signal: AbortSignal;
}

export interface GroupOptions {
  route: Route;
  key: string;
  labels: Labels;
  now(): number;
  /** True when all who had to be told were. */
  tell(turn: GroupTurn): Promise<boolean>;
  /** Milliseconds until an alert that is older than its group's wait is told, which is at once but after a start. */
  settlingMs(alert: HeldAlert): number;
}

/** However often a group is told, a receiver has so long for it. */
const LEAST_TIME_MS = 10_000;

/**
 * Alerts with the same group labels under one route: they wait for others, then have their turn at every interval.
 *
 * Source: Alertmanager, dispatch/dispatch.go (aggrGroup)
 */
export class Group implements Disposable {
  readonly route: Route;
  readonly key: string;
  readonly labels: Labels;
  readonly #options: GroupOptions;
  readonly #alerts = new Map<string, HeldAlert>();
  readonly #alarm = new Alarm(() => this.#ring());
  #turnLimit: AbortController | null = null;
  #stopped = false;
  #hadTurn = false;
  #running = false;
  #due = false;

  constructor(options: GroupOptions) {
    this.#options = options;
    this.route = options.route;
    this.key = options.key;
    this.labels = options.labels;
    this.#alarm.set(this.route.groupWaitMs);
  }

  get isEmpty(): boolean {
    return this.#alerts.size === 0;
  }

  alerts(): Iterable<HeldAlert> {
    return this.#alerts.values();
  }

  put(alert: HeldAlert): void {
    this.#alerts.set(alert.fingerprint, alert);
    const { now, settlingMs } = this.#options;
    const isLate = alert.startsAtMs + this.route.groupWaitMs < now();
    if (!this.#hadTurn && isLate) this.#alarm.set(settlingMs(alert));
  }

  /** Ends what is under way; nothing of it is told any more. */
  dispose(): void {
    this.#alarm.dispose();
    this.#stopped = true;
    this.#turnLimit?.abort();
  }

  #ring(): void {
    this.#hadTurn = true;
    if (this.#running) this.#due = true;
    else void this.#turns();
  }

  async #turns(): Promise<void> {
    this.#running = true;
    do {
      this.#due = false;
      this.#alarm.set(this.route.groupIntervalMs);
      if (!this.isEmpty) await this.#turn();
    } while (this.#due && !this.#stopped);
    this.#running = false;
  }

  async #turn(): Promise<void> {
    const { route, key, labels, now, tell } = this.#options;
    const nowMs = now();
    const alerts = [...this.#alerts.values()]
      .sort(inOrder)
      .map((alert) => ({ alert, resolved: isResolved(alert, nowMs) }));
    const timeMs = Math.max(LEAST_TIME_MS, route.groupIntervalMs);
    const abort = new AbortController();
    const limit = new Alarm(() => abort.abort());
    this.#turnLimit = abort;
    limit.set(timeMs);
    const told = await tell({ route, key, labels, alerts, nowMs, signal: abort.signal });
    limit.dispose();
    if (!told) return;
    for (const { alert, resolved } of alerts) {
      // News of it that came meanwhile is to be told yet.
      const isSame = this.#alerts.get(alert.fingerprint) === alert;
      if (resolved && isSame) this.#alerts.delete(alert.fingerprint);
    }
  }
}
