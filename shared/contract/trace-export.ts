import { z } from 'zod';
import { spanId, traceId } from './common.ts';
import { stream } from './define.ts';
import { traceFilter } from './traces.ts';

export const exportFormats = ['otlp', 'jaeger', 'zipkin'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What a person is told of each format: its name, and what of a span it cannot hold. */
export const exportFormatInfo: Readonly<Record<ExportFormat, { label: string; losses: string }>> = {
  otlp: { label: 'OTLP JSON', losses: 'keeps everything' },
  jaeger: {
    label: 'Jaeger JSON',
    losses:
      'times to the microsecond; lists as text; links without attributes; no counts of what was dropped',
  },
  zipkin: {
    label: 'Zipkin v2 JSON',
    losses: 'times to the microsecond; all values as text; resource and scope among the tags; links as tags',
  },
};

const MOST_TRACES = 10_000;
const MOST_SPANS = 100_000;

export const traceExportStreams = {
  /**
   * Traces as pieces of the text of one file: those named, or all that a search finds, newest first. Of one trace the
   * spans named, and with `subtree` all below them. Lossless: a slow window holds the reading back.
   */
  'traces.export': stream<{ text: string }>()(
    z.object({
      format: z.enum(exportFormats),
      traceIds: z.array(traceId).min(1).max(MOST_TRACES).optional(),
      filter: z.object(traceFilter).optional(),
      spanIds: z.array(spanId).min(1).max(MOST_SPANS).optional(),
      subtree: z.boolean().default(false),
      /** What the settings say without it. */
      redact: z.boolean().optional(),
    }),
    null,
  ),
};

/** The name of the file: that of the trace, or `traces`. */
export const exportFileName = (format: ExportFormat, traceIds: readonly string[] = []): string =>
  `${traceIds.length === 1 ? traceIds[0] : 'traces'}.${format}.json`;
