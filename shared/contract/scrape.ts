import { z } from 'zod';
import type { Labels } from '../model/series.ts';
import { method, stream } from './define.ts';

export interface ScrapeTarget {
  /** scrape_pool of Prometheus' API: the job's name, or `containers` for discovered ones. */
  job: string;
  /** Where the job comes from: a file's path, `settings`, or `containers`. */
  origin: string;
  url: string;
  /** After relabelling, without `__` labels. */
  labels: Labels;
  /** Before it. */
  discovered: Labels;
  health: 'up' | 'down' | 'unknown';
  lastError: string | null;
  /** What the last scrape left out although it went well; null where it left out nothing. */
  note: string | null;
  lastScrapeMs: number | null;
  durationMs: number | null;
  samples: number | null;
  /** Of the last answer, decompressed. */
  bodyBytes: number | null;
  /** Whose container it is, where it is one. */
  entity: string | null;
  intervalMs: number;
  timeoutMs: number;
}

export interface ScrapeConfigFile {
  /** A path, `settings`. */
  origin: string;
  state: 'loaded' | 'refused';
  /** Why it is refused: line, reason. The last good one goes on meanwhile. */
  error: { message: string; line: number | null } | null;
  /** What is in it and not supported or not there, named one by one. */
  warnings: { message: string; line: number | null }[];
  jobs: number;
  loadedMs: number;
}

/** A running container whose published port answers `/metrics` and which nothing scrapes yet. */
export interface ScrapeOffer {
  entity: string;
  container: string;
  url: string;
  /** Metric families seen in the first answer. */
  families: number;
}

/** Found and not scraped. */
export interface DroppedTarget {
  job: string;
  origin: string;
  discovered: Labels;
  /** Null where relabelling dropped it, else what is wrong with it. */
  reason: string | null;
}

/** One job: where it comes from, and what its discoveries cannot do for the moment. */
export interface ScrapePoolView {
  job: string;
  origin: string;
  problems: string[];
}

export interface ScrapeStatus {
  pools: ScrapePoolView[];
  targets: ScrapeTarget[];
  /** At most 1,000 a job. */
  dropped: DroppedTarget[];
  configs: ScrapeConfigFile[];
  offers: ScrapeOffer[];
  /** Published ports that were asked whether they have metrics, since the start. */
  probed: number;
}

export const scrapeMethods = {
  'scrape.status': method<ScrapeStatus>()(z.object({})),
  /** Scrapes at once, beside the schedule. */
  'scrape.now': method<{ ok: boolean; error: string | null; samples: number }>()(
    z.object({ job: z.string().max(1024), url: z.string().max(4096) }),
  ),
  /** Reads a configuration without taking it: what it would do and what is wrong with it. */
  'scrape.check': method<ScrapeConfigFile>()(z.object({ text: z.string().max(2 ** 20) })),
  /** Scrapes the container from now on, also after it was made anew; `take: false` offers it no more. */
  'scrape.answerOffer': method<ScrapeStatus>()(
    z.object({ entity: z.string().min(1).max(512), url: z.string().max(4096), take: z.boolean() }),
  ),
};

export const scrapeStreams = {
  'scrape.live': stream<ScrapeStatus>()(z.object({})),
};
