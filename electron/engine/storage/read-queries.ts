import { entityReadQueries } from './entities/read.ts';
import { eventReadQueries } from './events/read.ts';
import { fileReadQueries } from './files/read.ts';
import { logCountQueries } from './logs/counts.ts';
import { logMergeQueries } from './logs/merge.ts';
import { logQuery } from './logs/query.ts';
import { metricReadQueries } from './metrics/read.ts';
import { retentionReadQueries } from './retention.ts';
import { traceReadQueries } from './traces/read.ts';

/** Every query of the reader threads, by name. */
export const readQueries = {
  ...entityReadQueries,
  ...eventReadQueries,
  ...fileReadQueries,
  ...metricReadQueries,
  ...logQuery,
  ...logCountQueries,
  ...logMergeQueries,
  ...retentionReadQueries,
  ...traceReadQueries,
};

export type ReadQueries = typeof readQueries;
export type ReadParams<K extends keyof ReadQueries> = Parameters<ReadQueries[K]>[1];
export type ReadResult<K extends keyof ReadQueries> =
  ReturnType<ReadQueries[K]> extends Generator<void, infer R, void> ? R : never;
