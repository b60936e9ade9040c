import {
  type ScanLimits,
  standardScanLimits,
} from '../../../electron/engine/formats/json-stream/element-scanner.ts';
import { FileRefused, TraceStream } from '../../../electron/engine/formats/trace-file/trace-stream.ts';
import { stringAttribute } from '../../../shared/model/attributes.ts';
import type { Resource, Scope, Span } from '../../../shared/model/span.ts';

export interface ReadSpan {
  resource: Resource;
  scope: Scope;
  span: Span;
}

export interface ReadTraces {
  format: string | null;
  spans: ReadSpan[];
  warnings: { where: string; what: string }[];
}

export interface ReadOptions {
  partial?: boolean;
  /** Sizes of the pieces in which the bytes arrive, over and over; whole by default. */
  chunks?: number[];
  limits?: Partial<ScanLimits>;
}

/** Reads a trace file from memory. @throws FileRefused */
export function readTraces(content: string | Uint8Array, options: ReadOptions = {}): ReadTraces {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const spans: ReadSpan[] = [];
  const warnings: { where: string; what: string }[] = [];
  const kept: Uint8Array[] = [];
  const stream = new TraceStream(
    {
      span: (resource, scope, span) => spans.push({ resource, scope, span }),
      warning: (where, what) => warnings.push({ where, what }),
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
  return { format: stream.format, spans, warnings };
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
