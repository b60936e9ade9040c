import type { promqlReadQueries } from '../promql/read-queries.ts';
import { notificationReadQueries } from './alerts/notifications.ts';
import { silenceReadQueries } from './alerts/silences.ts';
import { toldReadQueries } from './alerts/told-groups.ts';
import { entityReadQueries } from './entities/read.ts';
import { eventReadQueries } from './events/read.ts';
import { fileReadQueries } from './files/read.ts';
import { logCountQueries } from './logs/counts.ts';
import { logFieldQueries } from './logs/field-queries.ts';
import { logMergeQueries } from './logs/merge.ts';
import { logPackQueries } from './logs/pack.ts';
import { logPatternQueries } from './logs/pattern-counts.ts';
import { logQuery } from './logs/query.ts';
import { metricReadQueries } from './metrics/read.ts';
import { seriesReadQueries } from './metrics/series-queries.ts';
import { retentionReadQueries } from './retention.ts';
import { traceReadQueries, traceReadStreams } from './traces/read.ts';

/**
 * Every query of the reader threads, by name. A query is a generator that yields between slices of bounded work
 * (a page, a block), so that a thread can take turns and a cancelled query ends at its next yield. It must not
 * keep a statement's iterator open across a yield.
 */
export const readQueries = {
  ...entityReadQueries,
  ...eventReadQueries,
  ...fileReadQueries,
  ...metricReadQueries,
  ...seriesReadQueries,
  ...logQuery,
  ...logFieldQueries,
  ...logCountQueries,
  ...logMergeQueries,
  ...logPackQueries,
  ...logPatternQueries,
  ...retentionReadQueries,
  ...traceReadQueries,
  ...notificationReadQueries,
  ...silenceReadQueries,
  ...toldReadQueries,
};

/** PromQL's evaluator and parser are loaded with the first query in it: not every reader ever has one. */
export const loadPromqlQueries = async (): Promise<typeof promqlReadQueries> =>
  (await import('../promql/read-queries.ts')).promqlReadQueries;

export type ReadQueries = typeof readQueries & typeof promqlReadQueries;
export type ReadParams<K extends keyof ReadQueries> = Parameters<ReadQueries[K]>[1];
export type ReadResult<K extends keyof ReadQueries> =
  ReturnType<ReadQueries[K]> extends Generator<void, infer R, void> ? R : never;

/**
 * Queries whose answer is too large for one message: they yield its pieces, and undefined between slices of work. Who
 * asked takes a piece before the next is made.
 */
export const readStreams = { ...traceReadStreams };

export type ReadStreams = typeof readStreams;
export type StreamParams<K extends keyof ReadStreams> = Parameters<ReadStreams[K]>[1];
export type StreamPiece<K extends keyof ReadStreams> =
  ReturnType<ReadStreams[K]> extends Generator<infer P, unknown, void> ? NonNullable<P> : never;
export type StreamResult<K extends keyof ReadStreams> =
  ReturnType<ReadStreams[K]> extends Generator<unknown, infer R, void> ? R : never;
