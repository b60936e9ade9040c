import { hexDigits, type Random } from './random.ts';
import { type Level, saidOf, writtenLines } from './written-line.ts';

/** OTLP span kinds (opentelemetry-proto trace.proto). */
export const kinds = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;
export type Kind = keyof typeof kinds;

export type Value = string | number | boolean;
export type Pairs = readonly (readonly [name: string, value: Value])[];

export interface DemoSpan {
  service: string;
  /** Name of the container that sends it. */
  container: string;
  traceId: string;
  spanId: string;
  parentId: string;
  name: string;
  kind: Kind;
  startMs: number;
  endMs: number;
  attributes: [name: string, value: Value][];
  /** Null where it went well. */
  error: string | null;
  events: { name: string; ms: number; attributes: Pairs }[];
  links: { traceId: string; spanId: string }[];
}

export interface DemoLine {
  container: string;
  stream: 'stdout' | 'stderr';
  ms: number;
  text: string;
}

interface SpanGiven {
  service: string;
  container?: string;
  name: string;
  kind?: Kind;
  /** Milliseconds after the trace's start. */
  at: number;
  took: number;
  attributes?: Pairs;
  error?: string;
}

/** Writes down what one request does: the spans of its trace, and the lines that it makes containers print. */
export class Recorder {
  readonly spans: DemoSpan[] = [];
  readonly lines: DemoLine[] = [];
  readonly traceId: string;
  readonly random: Random;
  readonly startMs: number;

  constructor(random: Random, startMs: number, traceId = hexDigits(random, 32)) {
    this.random = random;
    this.startMs = startMs;
    this.traceId = traceId;
  }

  span(parent: DemoSpan | null, given: SpanGiven): DemoSpan {
    const { service, container = service, name, kind = 'internal', at, took, attributes = [], error } = given;
    const span: DemoSpan = {
      service,
      container,
      traceId: this.traceId,
      spanId: hexDigits(this.random, 16),
      parentId: parent?.spanId ?? '',
      name,
      kind,
      startMs: this.startMs + at,
      endMs: this.startMs + at + Math.max(0.01, took),
      attributes: attributes.map(([key, value]) => [key, value]),
      error: error ?? null,
      events: [],
      links: [],
    };
    this.spans.push(span);
    return span;
  }

  /** A line that a container prints, with the ids by which it is found from its trace. */
  line({ container, spanId }: DemoSpan, at: number, level: Level, text: string): void {
    const said = { container, spanId, level, ms: this.startMs + at, traceId: this.traceId, ...saidOf(text) };
    this.lines.push(...writtenLines(said));
  }
}

/** The event by which a span tells what was thrown (OpenTelemetry semantic conventions, exceptions). */
export function addException(
  span: DemoSpan,
  ms: number,
  type: string,
  message: string,
  frames: readonly string[],
): void {
  const stack = [`${type}: ${message}`, ...frames.map((frame) => `    ${frame}`)].join('\n');
  span.events.push({
    name: 'exception',
    ms,
    attributes: [
      ['exception.type', type],
      ['exception.message', message],
      ['exception.stacktrace', stack],
    ],
  });
}
