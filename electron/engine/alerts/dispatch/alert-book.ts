import { type HeldAlert, isResolved, merged } from './held-alert.ts';

/** Alerts that are known at a time; a machine has far fewer. */
export const MOST_ALERTS_HELD = 50_000;
/** How long an alert is still known after its end. */
const KEPT_AFTER_END_MS = 15 * 60_000;

/** Every alert that was put, by its fingerprint. */
export class AlertBook {
  readonly #alerts = new Map<string, HeldAlert>();

  get size(): number {
    return this.#alerts.size;
  }

  get(fingerprint: string): HeldAlert | undefined {
    return this.#alerts.get(fingerprint);
  }

  all(): Iterable<HeldAlert> {
    return this.#alerts.values();
  }

  /** What holds of the alert now; null where there is no room for another one. */
  put(news: HeldAlert, nowMs: number): HeldAlert | null {
    const old = this.#alerts.get(news.fingerprint);
    if (!old && this.#alerts.size >= MOST_ALERTS_HELD) return null;
    const alert = old ? merged(old, news, nowMs) : news;
    this.#alerts.set(alert.fingerprint, alert);
    return alert;
  }

  /** Forgets those that ended a while ago, and answers them. */
  collect(nowMs: number): HeldAlert[] {
    const over = [...this.#alerts.values()].filter((alert) => isResolved(alert, nowMs - KEPT_AFTER_END_MS));
    for (const { fingerprint } of over) this.#alerts.delete(fingerprint);
    return over;
  }
}
