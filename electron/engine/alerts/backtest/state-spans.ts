import type { AlertCourse, AlertSpan } from '../../../../shared/model/alert.ts';
import { type Labels, seriesKey } from '../../../../shared/model/series.ts';
import type { ActiveAlert } from '../evaluation/alerting-state.ts';

export interface StateTotals {
  timesPending: number;
  timesFired: number;
  pendingMs: number;
  firingMs: number;
}

interface Track {
  labels: Labels;
  spans: AlertSpan[];
  /** The one that its states were last told by. */
  alert: ActiveAlert | null;
  open: AlertSpan | null;
  seenMs: number;
  firingMs: number;
  pendingMs: number;
}

/** Spans that are kept in all; those beyond are counted. */
const MOST_SPANS = 50_000;

/** The states of each label set over time, from what is held at each evaluation. */
export class StateSpans {
  readonly #startMs: number;
  readonly #tracks = new Map<string, Track>();
  /** Of those that are held now. */
  readonly #ofAlert = new Map<ActiveAlert, Track>();
  readonly #open = new Set<Track>();
  readonly totals: StateTotals = { timesPending: 0, timesFired: 0, pendingMs: 0, firingMs: 0 };
  #spans = 0;

  /** @param startMs what lies before it is left out: evaluations until then only lead up to it */
  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  take(held: readonly ActiveAlert[], timeMs: number): void {
    for (const alert of held) {
      const track = this.#trackOf(alert);
      track.seenMs = timeMs;
      if (track.open?.state === alert.state || alert.state === 'inactive') continue;
      this.#close(track, timeMs);
      track.open = { state: alert.state, startMs: timeMs, endMs: null };
      this.#open.add(track);
    }
    for (const track of this.#open) {
      if (track.seenMs === timeMs) continue;
      this.#close(track, timeMs);
      this.#open.delete(track);
      if (track.alert) this.#ofAlert.delete(track.alert);
    }
  }

  /**
   * Ends the counting; what is pending or firing still has no end.
   *
   * @returns those that fired longest first
   */
  end(endMs: number, most: number): { courses: AlertCourse[]; more: number; spansLeftOut: number } {
    for (const track of this.#open) this.#close(track, endMs, null);
    this.#open.clear();
    const told = [...this.#tracks.values()].filter(
      ({ firingMs, pendingMs, spans }) => firingMs + pendingMs > 0 || spans.length > 0,
    );
    told.sort((a, b) => b.firingMs - a.firingMs || b.pendingMs - a.pendingMs);
    const courses = told.slice(0, most).map(({ labels, spans }) => ({ labels, spans }));
    return {
      courses,
      more: told.length - courses.length,
      spansLeftOut: Math.max(0, this.#spans - MOST_SPANS),
    };
  }

  #trackOf(alert: ActiveAlert): Track {
    const known = this.#ofAlert.get(alert);
    if (known) return known;
    const key = seriesKey(alert.labels);
    let track = this.#tracks.get(key);
    if (!track) {
      track = {
        labels: alert.labels,
        spans: [],
        alert: null,
        open: null,
        seenMs: 0,
        firingMs: 0,
        pendingMs: 0,
      };
      this.#tracks.set(key, track);
    }
    track.alert = alert;
    this.#ofAlert.set(alert, track);
    return track;
  }

  #close(track: Track, timeMs: number, endMs: number | null = timeMs): void {
    const { open } = track;
    track.open = null;
    if (!open || timeMs < this.#startMs || (timeMs === this.#startMs && endMs !== null)) return;
    const span: AlertSpan = { ...open, startMs: Math.max(open.startMs, this.#startMs), endMs };
    const lastedMs = timeMs - span.startMs;
    if (span.state === 'firing') {
      this.totals.timesFired++;
      this.totals.firingMs += lastedMs;
      track.firingMs += lastedMs;
    } else {
      this.totals.timesPending++;
      this.totals.pendingMs += lastedMs;
      track.pendingMs += lastedMs;
    }
    this.#spans++;
    if (this.#spans <= MOST_SPANS) track.spans.push(span);
  }
}
