import type { Logger } from 'pino';
import type { Problem } from '../../../shared/contract/app.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import { type Labels, METRIC_NAME, type MetricMetadata } from '../../../shared/model/series.ts';
import type { Disposable } from '../../../shared/util/disposable.ts';
import type { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';
import type { Appended } from '../storage/metrics/append.ts';
import type { SeriesLimits } from '../storage/metrics/series.ts';
import type { Store } from '../storage/store.ts';
import { CardinalityGuard, type RefusedMetric } from './cardinality-guard.ts';
import { FamilyDescriptions } from './family-descriptions.ts';
import type { CommitOutcome, MetricSink, SampleBatchBuilder, SeriesHandle } from './metric-sink.ts';
import { SampleBatch } from './sample-batch.ts';
import { definitionsOf, type KnownSeries, REFUSED, SeriesHandles } from './series-handles.ts';

export type { SeriesHandle } from './metric-sink.ts';

export interface MetricAppenderOptions {
  store: Pick<Store, 'write' | 'setAside'>;
  counters: Counters;
  logger: Logger;
  /** Without one no sample is too far ahead. */
  clock?: Clock;
  limits?: SeriesLimits;
  /** How much older than its series' newest a sample may be. */
  outOfOrderMs?: () => number;
  flushEveryMs?: number;
}

export const SERIES_LIMITS: SeriesLimits = { perName: 10_000, inAll: 200_000 };
export const OUT_OF_ORDER_MS = 600_000;

/** As Prometheus' scrape/scrape.go and remote write (maxAheadTime). */
const MOST_AHEAD_MS = 600_000;
/** A kill loses at most this much of the newest samples. */
const FLUSH_EVERY_MS = 5_000;
/** Samples kept while the store cannot take any; then the oldest go, and are counted. */
const MOST_WAITING = 200_000;
/** Series that a limit refused are asked for again after this: others may have gone. */
const ASK_AGAIN_AFTER_MS = 300_000;

/** The way in for samples of every source; see MetricSink. */
export class MetricAppender implements MetricSink, Disposable {
  readonly #options: MetricAppenderOptions;
  readonly #limits: SeriesLimits;
  readonly #handles = new SeriesHandles();
  readonly #guard = new CardinalityGuard();
  readonly #families = new FamilyDescriptions();
  readonly #timer: NodeJS.Timeout;
  readonly #setAside: Disposable;
  #waiting = new SampleBatch();
  #flushing: Promise<void> | null = null;
  #compacting: Promise<void> | null = null;
  #refusedSince = Number.POSITIVE_INFINITY;
  #disposed = false;

  constructor(options: MetricAppenderOptions) {
    this.#options = options;
    this.#limits = options.limits ?? SERIES_LIMITS;
    this.#timer = setInterval(() => void this.flush(), options.flushEveryMs ?? FLUSH_EVERY_MS);
    this.#setAside = options.store.setAside.on(() => {
      this.#handles.forget();
      this.#families.forget();
    });
  }

  series(receiver: string, labels: Labels, entity: string | null = null): SeriesHandle {
    return this.#handles.get(receiver, labels, entity);
  }

  add(series: SeriesHandle, timeMs: number, value: number): void {
    this.#makeRoom();
    this.#waiting.add(series, timeMs, value);
  }

  addStale(series: SeriesHandle, timeMs: number): void {
    this.#makeRoom();
    this.#waiting.addStale(series, timeMs);
  }

  batch(): SampleBatch {
    return new SampleBatch();
  }

  async commit(
    builder: SampleBatchBuilder,
    { backfill = false }: { backfill?: boolean } = {},
  ): Promise<CommitOutcome> {
    const batch = builder as SampleBatch;
    const outcome = await this.#store(batch, backfill).catch((error: unknown) => {
      if (!isForgotten(error)) throw error;
      this.#handles.forget();
      return this.#store(batch, backfill);
    });
    await this.#families.store(this.#options.store);
    return outcome;
  }

  describe(family: string, metadata: MetricMetadata): void {
    this.#families.add(family, metadata);
  }

  get refused(): RefusedMetric[] {
    return this.#guard.refused;
  }

  problems(): Problem[] {
    return this.#guard.problems(this.#limits);
  }

  /** Resolves when what waits now is committed, or cannot be for the moment and goes on waiting. */
  async flush(): Promise<void> {
    while (this.#flushing) await this.#flushing;
    if (this.#waiting.samples === 0 && !this.#families.waiting) return;
    this.#flushing = this.#flushOnce().finally(() => {
      this.#flushing = null;
    });
    await this.#flushing;
  }

  /** Resolves when a compaction that runs has ended. */
  async settled(): Promise<void> {
    await this.#compacting;
  }

  dispose(): void {
    this.#disposed = true;
    clearInterval(this.#timer);
    this.#setAside.dispose();
  }

  #makeRoom(): void {
    if (this.#waiting.samples < MOST_WAITING) return;
    const oldest = this.#waiting.dropOldest(MOST_WAITING / 10);
    for (const [receiver, items] of countBy(oldest)) this.#drop(receiver, 'full', items);
  }

  /** One write a receiver, so that what is late or told twice is counted where it came from. */
  async #flushOnce(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = new SampleBatch();
    await Promise.all([...byReceiver(waiting)].map((batch) => this.#flushBatch(batch)));
    await this.#families.store(this.#options.store).catch((error: unknown) => this.#tellLater(error));
  }

  async #flushBatch(batch: SampleBatch): Promise<void> {
    try {
      await this.#store(batch, false);
    } catch (error) {
      // Series that are gone (deleted, or the file is a fresh one) get new ids at the next flush.
      if (isForgotten(error)) this.#handles.forget();
      else this.#tellLater(error);
      batch.append(this.#waiting);
      this.#waiting = batch;
    }
  }

  #tellLater(error: unknown): void {
    this.#options.logger.warn({ error }, 'metrics could not be stored and are tried again');
  }

  /** @throws what the store does; then nothing of the batch was kept, and the batch is as it was. */
  async #store(given: SampleBatch, backfill: boolean): Promise<CommitOutcome> {
    this.#askAgain();
    await this.#define(given);
    const batch = given.copy();
    const { tooNew, limited, names } = this.#leaveOut(batch);
    const appended = await this.#append(batch, backfill);
    await this.#storeExemplars(batch);
    const { stored, duplicate, conflicting, tooOld } = appended;
    const receiver = given.handles[0]?.receiver;
    if (receiver) {
      this.#options.counters.received(receiver, 'metrics', stored);
      this.#drop(receiver, 'limit', limited + tooOld + tooNew);
      this.#drop(receiver, 'duplicate', duplicate + conflicting);
    }
    const limit = this.#guard.textOf(names, this.#limits);
    return { stored, duplicate, conflicting, tooOld, tooNew, limited, limit };
  }

  #leaveOut(batch: SampleBatch): { tooNew: number; limited: number; names: Set<string> } {
    const latestMs = (this.#options.clock?.now() ?? Number.POSITIVE_INFINITY) + MOST_AHEAD_MS;
    const out = { tooNew: 0, limited: 0, names: new Set<string>() };
    batch.filter((series, timeMs) => {
      if (series.id === REFUSED) {
        out.limited++;
        out.names.add(series.labels.find(([name]) => name === METRIC_NAME)?.[1] ?? '');
      } else if (timeMs > latestMs) out.tooNew++;
      else return true;
      return false;
    });
    return out;
  }

  async #append(batch: SampleBatch, backfill: boolean): Promise<Appended> {
    if (batch.samples === 0) return { stored: 0, duplicate: 0, conflicting: 0, tooOld: 0, compact: false };
    const columns = batch.columns();
    const windowMs = backfill ? undefined : (this.#options.outOfOrderMs?.() ?? OUT_OF_ORDER_MS);
    const { ids, timesMs, values } = columns;
    const transfer = [ids.buffer, timesMs.buffer, values.buffer];
    const params = { ...columns, storeId: this.#handles.storeId, windowMs };
    const appended = await this.#options.store.write('metrics.append', params, transfer);
    if (appended.compact) this.#compact();
    return appended;
  }

  async #storeExemplars({ exemplars }: SampleBatch): Promise<void> {
    const known = exemplars.flatMap(([series, exemplar]): [number, typeof exemplar][] =>
      series.id > 0 ? [[series.id, exemplar]] : [],
    );
    if (known.length > 0) await this.#options.store.write('metrics.exemplars', { exemplars: known });
  }

  async #define({ handles }: SampleBatch): Promise<void> {
    const unknown = this.#handles.unknownOf(handles);
    if (unknown.length === 0) return;
    const params = { series: definitionsOf(unknown), limits: this.#limits };
    const defined = await this.#options.store.write('metrics.series', params);
    this.#handles.learn(unknown, defined);
    if (defined.refused.length === 0) return;
    this.#guard.note(defined.refused);
    if (this.#refusedSince === Number.POSITIVE_INFINITY) this.#refusedSince = performance.now();
  }

  #askAgain(): void {
    if (performance.now() - this.#refusedSince < ASK_AGAIN_AFTER_MS) return;
    this.#refusedSince = Number.POSITIVE_INFINITY;
    this.#guard.clear();
    this.#handles.forget();
  }

  /** Beside everything else; a store that is busy or closed is asked again with the next batch. */
  #compact(): void {
    this.#compacting ??= this.#compactAll().finally(() => {
      this.#compacting = null;
    });
  }

  async #compactAll(): Promise<void> {
    const { store, logger } = this.#options;
    try {
      while (!this.#disposed && (await store.write('metrics.compact', {})).more);
    } catch (error) {
      if (!this.#disposed) logger.warn({ error }, 'compaction goes on with the next samples');
    }
  }

  #drop(receiver: string, cause: 'full' | 'limit' | 'duplicate', items: number): void {
    this.#options.counters.dropped(receiver, 'metrics', cause, items);
  }
}

const isForgotten = (error: unknown): boolean => error instanceof TrivetError && error.code === 'not_found';

function countBy(handles: readonly SeriesHandle[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { receiver } of handles) counts.set(receiver, (counts.get(receiver) ?? 0) + 1);
  return counts;
}

function byReceiver(batch: SampleBatch): Iterable<SampleBatch> {
  const receivers = countBy(batch.handles);
  if (receivers.size <= 1) return batch.samples > 0 ? [batch] : [];
  return [...receivers.keys()].map((receiver) => {
    const own = batch.copy();
    own.filter((series: KnownSeries) => series.receiver === receiver);
    return own;
  });
}
