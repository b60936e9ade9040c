import type { Logger } from 'pino';
import { TrivetError } from '../../../shared/contract/errors.ts';
import { type Labels, seriesKey } from '../../../shared/model/series.ts';
import type { Disposable } from '../../../shared/util/disposable.ts';
import type { Counters } from '../counters.ts';
import type { SeriesLimits } from '../storage/metrics/series.ts';
import type { Store } from '../storage/store.ts';

/** A series that a source writes to; got once, used for every sample. */
export interface SeriesHandle {
  readonly labels: Labels;
  readonly entity: string | null;
  readonly receiver: string;
  /** In the present store; 0 until it is asked for, REFUSED where a limit does not let it in. */
  id: number;
}

export interface MetricAppenderOptions {
  store: Pick<Store, 'write' | 'setAside'>;
  counters: Counters;
  logger: Logger;
  limits?: SeriesLimits;
  flushEveryMs?: number;
}

export const SERIES_LIMITS: SeriesLimits = { perName: 10_000, inAll: 200_000 };

const REFUSED = -1;
/** A kill loses at most this much of the newest samples. */
const FLUSH_EVERY_MS = 5_000;
/** Samples kept while the store cannot take any; then the oldest go, and are counted. */
const MOST_WAITING = 200_000;
/** Handles that nothing wrote to are looked up again when needed; beyond this many all are forgotten. */
const MOST_HANDLES = 250_000;

/** Gathers samples of every source and hands them to the writer a few seconds at a time. */
export class MetricAppender implements Disposable {
  readonly #options: MetricAppenderOptions;
  readonly #handles = new Map<string, SeriesHandle>();
  readonly #timer: NodeJS.Timeout;
  readonly #setAside: Disposable;
  #waiting = new Waiting();
  #storeId = '';
  #flushing: Promise<void> | null = null;

  constructor(options: MetricAppenderOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.flush(), options.flushEveryMs ?? FLUSH_EVERY_MS);
    this.#setAside = options.store.setAside.on(() => this.#forgetIds());
  }

  /** The same labels give the same handle. */
  series(receiver: string, labels: Labels, entity: string | null = null): SeriesHandle {
    const key = seriesKey(labels);
    const known = this.#handles.get(key);
    if (known) return known;
    if (this.#handles.size >= MOST_HANDLES) this.#handles.clear();
    const handle = { receiver, labels, entity, id: 0 };
    this.#handles.set(key, handle);
    return handle;
  }

  /** `timeMs` in whole milliseconds since the epoch. */
  add(handle: SeriesHandle, timeMs: number, value: number): void {
    if (handle.id === REFUSED) {
      this.#options.counters.dropped(handle.receiver, 'metrics', 'limit', 1);
      return;
    }
    const oldest = this.#waiting.length >= MOST_WAITING ? this.#waiting.dropOldest(MOST_WAITING / 10) : [];
    for (const { receiver } of oldest) this.#options.counters.dropped(receiver, 'metrics', 'full', 1);
    this.#waiting.push(handle, Math.trunc(timeMs), value);
  }

  /** Resolves when what waits now is committed, or cannot be for the moment and goes on waiting. */
  async flush(): Promise<void> {
    while (this.#flushing) await this.#flushing;
    if (this.#waiting.length === 0) return;
    this.#flushing = this.#flushOnce();
    await this.#flushing;
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#setAside.dispose();
  }

  async #flushOnce(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = new Waiting();
    try {
      await this.#write(batch);
    } catch (error) {
      // Series that are gone (deleted, or the file is a fresh one) get new ids at the next flush.
      if (error instanceof TrivetError && error.code === 'not_found') this.#forgetIds();
      else this.#options.logger.warn({ error }, 'metrics could not be stored and are tried again');
      batch.append(this.#waiting);
      this.#waiting = batch;
    } finally {
      this.#flushing = null;
    }
  }

  async #write(batch: Waiting): Promise<void> {
    const { store, counters } = this.#options;
    await this.#define(batch.handles);
    const { taken, refused, columns } = batch.columns();
    for (const { receiver } of refused) counters.dropped(receiver, 'metrics', 'limit', 1);
    if (taken.length === 0) return;
    const { ids, timesMs, values } = columns;
    const { compact } = await store.write('metrics.append', { storeId: this.#storeId, ids, timesMs, values });
    for (const [receiver, items] of countBy(taken)) counters.received(receiver, 'metrics', items);
    if (compact) await this.#compact();
  }

  async #define(handles: readonly SeriesHandle[]): Promise<void> {
    const unknown = [...new Set(handles.filter(({ id }) => id === 0))];
    if (unknown.length === 0) return;
    const series = unknown.map(({ labels, entity }) => ({ labels, entity }));
    const limits = this.#options.limits ?? SERIES_LIMITS;
    const { storeId, ids } = await this.#options.store.write('metrics.series', { series, limits });
    if (this.#storeId !== '' && this.#storeId !== storeId) this.#forgetIds();
    this.#storeId = storeId;
    for (const [i, handle] of unknown.entries()) handle.id = ids[i] || REFUSED;
  }

  async #compact(): Promise<void> {
    while ((await this.#options.store.write('metrics.compact', {})).more);
  }

  /** Also gives refused series another chance: the store they were refused by is not the one there is. */
  #forgetIds(): void {
    for (const handle of this.#handles.values()) handle.id = 0;
    for (const handle of this.#waiting.handles) handle.id = 0;
    this.#storeId = '';
  }
}

function countBy(handles: readonly SeriesHandle[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { receiver } of handles) counts.set(receiver, (counts.get(receiver) ?? 0) + 1);
  return counts;
}

/** Samples in the order in which they came. */
class Waiting {
  readonly handles: SeriesHandle[] = [];
  readonly #times: number[] = [];
  readonly #values: number[] = [];

  get length(): number {
    return this.handles.length;
  }

  push(handle: SeriesHandle, timeMs: number, value: number): void {
    this.handles.push(handle);
    this.#times.push(timeMs);
    this.#values.push(value);
  }

  append(later: Waiting): void {
    for (const [i, handle] of later.handles.entries()) {
      this.push(handle, later.#times[i] as number, later.#values[i] as number);
    }
  }

  dropOldest(count: number): SeriesHandle[] {
    this.#times.splice(0, count);
    this.#values.splice(0, count);
    return this.handles.splice(0, count);
  }

  /** As typed arrays, without the samples of refused series. */
  columns() {
    const kept = [...this.handles.keys()].filter((i) => this.handles[i]?.id !== REFUSED);
    const taken = kept.map((i) => this.handles[i] as SeriesHandle);
    return {
      taken,
      refused: this.handles.filter(({ id }) => id === REFUSED),
      columns: {
        ids: Uint32Array.from(taken, ({ id }) => id),
        timesMs: Float64Array.from(kept, (i) => this.#times[i] as number),
        values: Float64Array.from(kept, (i) => this.#values[i] as number),
      },
    };
  }
}
