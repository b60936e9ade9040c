import {
  type ScanLimits,
  standardScanLimits,
} from '../../../electron/engine/formats/json-stream/element-scanner.ts';
import { createTraceReader } from '../../../electron/engine/formats/trace-file/create-trace-reader.ts';
import { sniff } from '../../../electron/engine/formats/trace-file/sniff.ts';
import { FileRefused } from '../../../electron/engine/formats/trace-file/trace-reader.ts';
import type { NotStored } from '../../../shared/contract/files.ts';
import { stringAttribute } from '../../../shared/model/attributes.ts';
import type { Resource, Scope, Span } from '../../../shared/model/span.ts';
import { readBatch } from './otlp/read-batch.ts';

export interface ReadSpan {
  resource: Resource;
  scope: Scope;
  span: Span;
}

export interface ReadTraces {
  format: string | null;
  spans: ReadSpan[];
  warnings: { where: string; what: string }[];
  others: NotStored;
}

export interface ReadOptions {
  partial?: boolean;
  /** Sizes of the pieces in which the bytes arrive, over and over; whole by default. */
  chunks?: number[];
  limits?: Partial<ScanLimits>;
  /** JSON, unless the first bytes are to tell. */
  kind?: 'json' | 'console' | 'protobuf' | 'records' | 'sniffed';
}

/** Reads a trace file from memory. @throws FileRefused */
export function readTraces(content: string | Uint8Array, options: ReadOptions = {}): ReadTraces {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const spans: ReadSpan[] = [];
  const warnings: { where: string; what: string }[] = [];
  const others: NotStored = { logRecords: 0, metricPoints: 0, profiles: 0 };
  const kept: Uint8Array[] = [];
  const stream = createTraceReader(
    kindOf(bytes, options.kind ?? 'json'),
    {
      span: (resource, scope, span) => spans.push({ resource, scope, span }),
      batch: (batch) =>
        spans.push(
          ...readBatch(batch).map(({ resource, scope, spans: [span] }) => ({ resource, scope, span: span! })),
        ),
      warning: (where, what) => warnings.push({ where, what }),
      others: (signal, count) => {
        others[signal] += count;
      },
    },
    { keep: (some) => kept.push(Uint8Array.from(some)) - 1, read: (id) => kept[id]! },
    { partial: options.partial ?? false, limits: { ...standardScanLimits, ...options.limits } },
  );
  const sizes = options.chunks ?? [bytes.length || 1];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length]!);
    stream.push(bytes.subarray(at, at + size));
    at += size;
  }
  stream.end();
  return { format: stream.format, spans, warnings, others };
}

function kindOf(bytes: Uint8Array, kind: NonNullable<ReadOptions['kind']>) {
  if (kind !== 'sniffed') return kind;
  const sniffed = sniff(bytes);
  if (sniffed.kind === 'json' || sniffed.kind === 'console') return sniffed.kind;
  if (sniffed.kind === 'protobuf' || sniffed.kind === 'records') return sniffed.kind;
  const found = sniffed.kind === 'other' ? sniffed.what : sniffed.kind;
  throw new FileRefused({ where: 'line 1', expected: 'a trace file', found }, false);
}

/** The fault for which the content is refused. */
export function refusalOf(content: string | Uint8Array, options: ReadOptions = {}) {
  try {
    readTraces(content, options);
  } catch (error) {
    if (error instanceof FileRefused) return error.fault;
    throw error;
  }
  throw new Error('the file was read');
}

export interface TraceCounts {
  traces: number;
  spans: number;
  services: number;
  errors: number;
  events: number;
  links: number;
}

export function countsOf({ spans }: ReadTraces): TraceCounts {
  const services = spans.map(({ resource }) => stringAttribute(resource.attributes, 'service.name'));
  const sum = (of: (span: Span) => number) => spans.reduce((total, { span }) => total + of(span), 0);
  return {
    traces: new Set(spans.map(({ span }) => span.traceId)).size,
    spans: spans.length,
    services: new Set(services.filter((name) => name !== undefined)).size,
    errors: sum(({ statusCode }) => (statusCode === 2 ? 1 : 0)),
    events: sum(({ events }) => events.length),
    links: sum(({ links }) => links.length),
  };
}
