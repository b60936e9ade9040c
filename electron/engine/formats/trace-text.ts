import type { ExportFormat } from '../../../shared/contract/trace-export.ts';
import type { ScopeSpans } from '../../../shared/model/span.ts';
import { JAEGER_END, JAEGER_START, JaegerTraceText } from './jaeger-encode.ts';
import { encodeResourceSpans } from './otlp-encode.ts';
import { encodeZipkinSpans } from './zipkin-encode.ts';

/** Writes one trace as part of a document; `spans` is called as often as there are spans left. */
export interface TraceText {
  start(): string;
  /** With commas between them, none around. */
  spans(scopeSpans: readonly ScopeSpans[]): string;
  end(): string;
}

interface DocumentText {
  /** What stands before the first trace and behind the last; traces have a comma between them. */
  start: string;
  end: string;
  trace(traceId: string): TraceText;
}

const bare = (spans: TraceText['spans']): TraceText => ({ start: () => '', spans, end: () => '' });

export const documentTexts: Readonly<Record<ExportFormat, DocumentText>> = {
  otlp: { start: '{"resourceSpans":[', end: ']}', trace: () => bare(encodeResourceSpans) },
  zipkin: { start: '[', end: ']', trace: () => bare(encodeZipkinSpans) },
  jaeger: { start: JAEGER_START, end: JAEGER_END, trace: (traceId) => new JaegerTraceText(traceId) },
};
