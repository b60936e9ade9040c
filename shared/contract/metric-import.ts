import { z } from 'zod';
import { stream } from './define.ts';
import type { FileWarning } from './files.ts';

export const metricFileFormats = ['openmetrics', 'text'] as const;
export type MetricFileFormat = (typeof metricFileFormats)[number];

export interface MetricImportResult {
  format: MetricFileFormat;
  /** Stored now. */
  samples: number;
  /** Distinct ones in the file. */
  series: number;
  /** Samples that were stored already, or stand in the file twice. */
  duplicates: number;
  /** Samples at the time of a stored one with another value, which stays. */
  conflicting: number;
  /** Samples of series that a limit did not let in, or with a time in the future. */
  limited: number;
  /** What the limit said; null where nothing was limited. */
  limit: string | null;
  /** Samples without a time, which says nothing of when they were. */
  untimed: number;
  /** Of the stored samples; null where there are none. */
  firstMs: number | null;
  lastMs: number | null;
  /** The oldest sample is older than what is kept: it goes with the next clean-up. */
  beyondRetention: boolean;
  /** Broken lines, which were left out. */
  faults: FileWarning[];
  /** Broken lines beyond those listed. */
  moreFaults: number;
}

export type MetricImportEvent =
  | { kind: 'progress'; bytesRead: number; bytesTotal: number; samples: number }
  | { kind: 'done'; result: MetricImportResult }
  /** Nothing was stored. */
  | { kind: 'refused'; expected: string; found: string };

export const metricImportStreams = {
  /**
   * Stores the samples of a file in OpenMetrics or Prometheus' text format, with the times that stand in it, however
   * old; gzip and zstd are taken off. Ends after done or refused. Ending it early stops it: what was stored till then
   * stays, and the same file again adds the rest.
   */
  'metrics.import': stream<MetricImportEvent>()(
    z.object({
      /** On the engine's machine. */
      path: z.string().min(1).max(4096),
      /** Where it is not said: OpenMetrics, if the file ends with `# EOF`. */
      format: z.enum(metricFileFormats).optional(),
    }),
    (older, newer) => (older.kind === 'progress' ? newer : older),
  ),
};
