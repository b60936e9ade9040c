/** What a receiver was last told of a group. */
export interface ToldEntry {
  /** Of the group and the way of telling. */
  key: string;
  timeMs: number;
  /** Fingerprints. */
  firing: readonly string[];
  resolved: readonly string[];
}

/** Entries kept at most; the oldest go first. */
export const MOST_ENTRIES = 20_000;
/** What was told of alerts that still fired is remembered long: their end is to be told, whenever Trivet hears of it. */
const FIRING_KEPT_MS = 30 * 86_400_000;
const RESOLVED_KEPT_MS = 120 * 3_600_000;

/** What a group's turn would tell, by fingerprint. */
export interface Telling {
  firing: readonly string[];
  resolved: readonly string[];
}

/**
 * Whether a receiver has to be told, given what it was told last.
 *
 * Source: Alertmanager, notify/notify.go (DedupStage.needsUpdate)
 */
export function needsTelling(
  last: ToldEntry | undefined,
  { firing, resolved }: Telling,
  rules: { sendsResolved: boolean; repeatIntervalMs: number; nowMs: number },
): boolean {
  if (!last) return firing.length > 0;
  if (!isSubset(firing, last.firing)) return true;
  // Whether or not it sends resolved ones, so that the log no longer says that they fire.
  if (firing.length === 0) return last.firing.length > 0;
  if (rules.sendsResolved && !isSubset(resolved, last.resolved)) return true;
  return last.timeMs < rules.nowMs - rules.repeatIntervalMs;
}

function isSubset(part: readonly string[], whole: readonly string[]): boolean {
  const known = new Set(whole);
  return part.every((one) => known.has(one));
}

/** What every receiver was last told, by group: it keeps the same from being told twice, across restarts too. */
export class NotificationLog {
  readonly #entries = new Map<string, ToldEntry>();
  readonly #persist: (changed: { entries: ToldEntry[]; gone: string[] }) => void;

  constructor(persist: (changed: { entries: ToldEntry[]; gone: string[] }) => void) {
    this.#persist = persist;
  }

  /** As stored; a time that has not come yet is one of a clock that was wrong. */
  restore(entries: readonly ToldEntry[], nowMs: number): void {
    for (const entry of entries) {
      this.#entries.set(entry.key, { ...entry, timeMs: Math.min(entry.timeMs, nowMs) });
    }
  }

  get(key: string): ToldEntry | undefined {
    return this.#entries.get(key);
  }

  all(): Iterable<ToldEntry> {
    return this.#entries.values();
  }

  set(entry: ToldEntry): void {
    // At the end of the map: its beginning is what was told longest ago.
    this.#entries.delete(entry.key);
    this.#entries.set(entry.key, entry);
    const [oldest] = this.#entries.size > MOST_ENTRIES ? this.#entries.keys() : [];
    if (oldest !== undefined) this.#entries.delete(oldest);
    this.#persist({ entries: [entry], gone: oldest === undefined ? [] : [oldest] });
  }

  /** After the clock was set, so that waits go on as long as they would have. */
  shift(byMs: number): void {
    for (const [key, entry] of this.#entries) {
      this.#entries.set(key, { ...entry, timeMs: entry.timeMs + byMs });
    }
  }

  collect(nowMs: number): void {
    const gone = [...this.#entries.values()]
      .filter(
        ({ timeMs, firing }) => timeMs < nowMs - (firing.length > 0 ? FIRING_KEPT_MS : RESOLVED_KEPT_MS),
      )
      .map(({ key }) => key);
    for (const key of gone) this.#entries.delete(key);
    if (gone.length > 0) this.#persist({ entries: [], gone });
  }
}
