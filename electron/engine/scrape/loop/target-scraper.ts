import type { DropCause } from '../../../../shared/contract/app.ts';
import type { Labels } from '../../../../shared/model/series.ts';
import type { Counters } from '../../counters.ts';
import {
  type ExpositionOutcome,
  type ExpositionVisitor,
  expositionFaultText,
} from '../../formats/exposition/exposition.ts';
import { SeriesCache } from '../../formats/exposition/series-cache.ts';
import type { CommitOutcome, MetricSink, SampleBatchBuilder } from '../../metrics/metric-sink.ts';
import type { ScrapeJob } from '../config/scrape-job.ts';
import type { HttpFetcher } from '../http/http-fetcher.ts';
import type { Target } from '../targets/target.ts';
import { acceptHeader } from './accept.ts';
import { openDecoder } from './open-decoder.ts';
import { type KnownSeries, ScrapeError, SeriesOfTarget, type TargetSeries } from './target-series.ts';

/** What the samples of a scrape come to. */
export interface ScrapeResult {
  atMs: number;
  durationMs: number;
  /** Null when it went well. */
  error: string | null;
  /** As exposed, and after metric relabelling. */
  samples: number;
  stored: number;
  added: number;
  bodyBytes: number;
  /** What was left out although the scrape went well, in words; null where nothing was. */
  note: string | null;
}

export interface TargetScraperOptions {
  sink: MetricSink;
  counters: Counters;
  fetcher: HttpFetcher;
  job: ScrapeJob;
  target: Target;
  /** Whose container it is; asked when a series is seen first. */
  entity: () => string | null;
  /** An error that every scrape has, as when the pool has too many targets. */
  forcedError: () => string | null;
}

/** A body that nobody limited: far above any exporter, and still read in bounded memory, piece by piece. */
const STANDARD_BODY_BYTES = 64 * 2 ** 20;

/** Scrapes one target once: fetch, decode, relabel, mark what is gone, report, commit. Nothing of a failed scrape stays. */
export class TargetScraper {
  readonly #options: TargetScraperOptions;
  readonly #series: SeriesOfTarget;
  #cache = new SeriesCache<KnownSeries>();

  /** @param series of the same target under an earlier configuration */
  constructor(options: TargetScraperOptions, series = new SeriesOfTarget(options.sink)) {
    this.#options = options;
    this.#series = series;
  }

  /** To go on with under another configuration. */
  get series(): SeriesOfTarget {
    return this.#series;
  }

  async scrape(atMs: number, signal: AbortSignal): Promise<ScrapeResult> {
    const started = performance.now();
    this.#series.begin();
    const run = new Run(this.#options, this.#series, atMs);
    const error = await this.#read(run, signal);
    const durationMs = performance.now() - started;
    if (error !== null) run.fail();
    if (signal.aborted) return { ...emptyResult(atMs), error: 'stopped', note: null };
    this.#series.markGone(run.batch, atMs, error === null);
    const result = {
      atMs,
      durationMs,
      error,
      samples: run.samples,
      stored: run.kept,
      added: run.added,
      bodyBytes: run.bodyBytes,
    };
    this.#report(run.batch, result);
    const note = await this.#commit(run);
    if (this.#series.prune()) this.#cache = new SeriesCache();
    return { ...result, note };
  }

  /** Says that everything has ended: the target is gone. */
  async end(atMs: number): Promise<void> {
    const { sink } = this.#options;
    const batch = sink.batch();
    this.#series.markAll(batch, atMs);
    for (const [name] of this.#reports(emptyResult(atMs))) batch.addStale(this.#reportSeries(name), atMs);
    await sink.commit(batch);
  }

  /** @returns what was left out, in words */
  async #commit(run: Run): Promise<string | null> {
    const { sink, counters } = this.#options;
    const drop = (cause: DropCause, items: number) => counters.dropped('scrape', 'metrics', cause, items);
    drop('duplicate', (run.outcome?.duplicates ?? 0) + run.merged);
    drop('limit', (run.outcome?.limited ?? 0) + run.limited);
    drop('decode', run.outcome?.faults ?? 0);
    try {
      return noteOf(await sink.commit(run.batch), run);
    } catch (error) {
      drop('full', run.batch.samples);
      return `not stored: ${errorText(error)}`;
    }
  }

  async #read(run: Run, signal: AbortSignal): Promise<string | null> {
    const { job, target, fetcher } = this.#options;
    try {
      const forced = this.#options.forcedError();
      if (forced !== null) throw new ScrapeError(forced);
      const options = {
        headers: {
          accept: acceptHeader(job.protocols),
          'x-prometheus-scrape-timeout-seconds': String(target.timeoutMs / 1000),
        },
        timeoutMs: target.timeoutMs,
        mostBytes: job.limits.bodyBytes || STANDARD_BODY_BYTES,
        compression: job.compression,
        signal,
      };
      run.bodyBytes = await fetcher.fetch(target.url, options, (contentType) => {
        run.open(contentType, this.#cache);
        return (chunk) => run.write(chunk);
      });
      run.close();
      return null;
    } catch (error) {
      return errorText(error);
    }
  }

  /** up and its kind: about the scrape, not from it. */
  #report(batch: SampleBatchBuilder, result: Omit<ScrapeResult, 'note'>): void {
    for (const [name, value] of this.#reports(result)) {
      batch.add(this.#reportSeries(name), result.atMs, value);
    }
  }

  #reports(result: Omit<ScrapeResult, 'note'>): [name: string, value: number][] {
    const { job, target } = this.#options;
    const extra: [string, number][] = [
      ['scrape_timeout_seconds', target.timeoutMs / 1000],
      ['scrape_sample_limit', job.limits.samples],
      ['scrape_body_size_bytes', result.error === null ? result.bodyBytes : -1],
    ];
    return [
      ['up', result.error === null ? 1 : 0],
      ['scrape_duration_seconds', result.durationMs / 1000],
      ['scrape_samples_scraped', result.samples],
      ['scrape_samples_post_metric_relabeling', result.stored],
      ['scrape_series_added', result.added],
      ...(job.extraMetrics ? extra : []),
    ];
  }

  #reportSeries(name: string) {
    const { target, sink, entity } = this.#options;
    const labels: Labels = [['__name__', name], ...target.labels.filter(([own]) => own !== '__name__')];
    labels.sort(([a], [b]) => (a < b ? -1 : 1));
    return sink.series('scrape', labels, entity());
  }
}

/** One scrape: what its document tells becomes a batch. */
class Run implements ExpositionVisitor<KnownSeries> {
  batch: SampleBatchBuilder;
  samples = 0;
  kept = 0;
  added = 0;
  bodyBytes = 0;
  /** Became the same series as another one by relabelling. */
  merged = 0;
  /** Beyond what a target may have. */
  limited = 0;
  outcome: ExpositionOutcome | null = null;
  readonly #options: TargetScraperOptions;
  readonly #series: SeriesOfTarget;
  readonly #atMs: number;
  readonly #entity: string | null;
  #decoder: ReturnType<typeof openDecoder> | null = null;
  #taken = false;
  readonly #firstSeen: TargetSeries[] = [];

  constructor(options: TargetScraperOptions, series: SeriesOfTarget, atMs: number) {
    this.#options = options;
    this.#series = series;
    this.#atMs = atMs;
    this.batch = options.sink.batch();
    this.#entity = options.entity();
  }

  open(contentType: string | undefined, cache: SeriesCache<KnownSeries>): void {
    const { fallbackProtocol } = this.#options.job;
    this.#decoder = openDecoder({ contentType, fallbackProtocol, cache, visitor: this });
  }

  /** A fault ends the scrape: nothing more is fetched for it. */
  write(chunk: Buffer): void {
    if (this.#decoder && !this.#decoder.write(chunk)) this.close();
  }

  close(): void {
    this.outcome ??= this.#decoder?.end() ?? null;
    const fault = this.outcome?.fault;
    if (fault) throw new ScrapeError(expositionFaultText(fault));
    const { samples } = this.#options.job.limits;
    if (samples > 0 && this.kept > samples) {
      throw new ScrapeError(`sample_limit exceeded: ${this.kept} samples, ${samples} allowed`);
    }
  }

  /** What was gathered is not stored; what was live before will be marked. */
  fail(): void {
    this.batch = this.#options.sink.batch();
    this.#series.takeBack();
    for (const series of this.#firstSeen) series.known = false;
  }

  series(labels: Labels): KnownSeries {
    const { target, job } = this.#options;
    return this.#series.series(labels, target.labels, job, this.#entity);
  }

  sample(series: KnownSeries, value: number, timeMs: number): void {
    this.samples++;
    this.#taken = false;
    if (series === 'dropped') return;
    if (series === 'limited') {
      this.kept++;
      this.limited++;
      return;
    }
    const { honorTimestamps, trackTimestampsStaleness } = this.#options.job;
    const own = honorTimestamps && !Number.isNaN(timeMs);
    const atMs = own ? timeMs : this.#atMs;
    this.kept++;
    // Two exposed series may have become one: the first stays, as in storage.
    if ((!own || trackTimestampsStaleness) && !this.#series.seen(series)) {
      this.merged++;
      return;
    }
    if (!series.known) {
      series.known = true;
      this.#firstSeen.push(series);
      this.added++;
    }
    this.#taken = true;
    this.batch.add(series.handle, atMs, value);
  }

  exemplar(series: KnownSeries, exemplar: Parameters<SampleBatchBuilder['addExemplar']>[1]): void {
    if (typeof series === 'string' || !this.#taken) return;
    const timeMs = Number.isNaN(exemplar.timeMs) ? this.#atMs : exemplar.timeMs;
    this.batch.addExemplar(series.handle, { ...exemplar, timeMs });
  }

  metadata(...described: Parameters<MetricSink['describe']>): void {
    this.#options.sink.describe(...described);
  }
}

const emptyResult = (atMs: number): Omit<ScrapeResult, 'note'> => ({
  atMs,
  durationMs: 0,
  error: null,
  samples: 0,
  stored: 0,
  added: 0,
  bodyBytes: 0,
});

function noteOf(outcome: CommitOutcome, { limited, outcome: read }: Run): string | null {
  const notes = [
    outcome.limit,
    read?.limit ?? null,
    limited > 0 ? `${limited} samples of more series than a target may have` : null,
    outcome.tooOld > 0 ? `${outcome.tooOld} samples too old` : null,
    outcome.conflicting > 0 ? `${outcome.conflicting} samples of a time that had another value` : null,
    outcome.tooNew > 0 ? `${outcome.tooNew} samples from more than 10 minutes ahead` : null,
    (read?.duplicates ?? 0) > 0 ? `${read?.duplicates} duplicate samples` : null,
  ].filter((note) => note !== null);
  return notes.length > 0 ? notes.join('; ') : null;
}

/** What a connection failed by, in words; all else in its own. */
function errorText(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return errorText(error.errors.at(-1));
  if (!(error instanceof Error)) return String(error);
  const { code, address, port, hostname } = error as NodeJS.ErrnoException & {
    address?: string;
    port?: number;
    hostname?: string;
  };
  if (code === 'ENOTFOUND') return `no container and no host is called ${hostname}`;
  if (code === 'ECONNREFUSED') return `connection refused by ${address}:${port}`;
  if (code === 'ECONNRESET') return 'the connection was closed before there was an answer';
  return error.message;
}
