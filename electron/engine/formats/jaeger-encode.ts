import {
  type Attributes,
  type AttributeValue,
  attribute,
  stringAttribute,
} from '../../../shared/model/attributes.ts';
import type { Resource, Scope, ScopeSpans, Span, SpanLink } from '../../../shared/model/span.ts';
import {
  StatusCode,
  spanKindNames,
  UNKNOWN_SERVICE,
  WARNINGS_ATTRIBUTE,
} from '../../../shared/model/span.ts';
import { encodeBase64 } from './ids.ts';
import { REF_TYPE } from './jaeger/jaeger-span.ts';
import { elements } from './json-elements.ts';
import { plainJson } from './plain-json.ts';

interface Tag {
  key: string;
  type: 'string' | 'bool' | 'int64' | 'float64' | 'binary';
  value: string | boolean | number;
}

/**
 * Spans as Jaeger's UI downloads and opens them: `{data: [trace]}`. What OTLP has fields for becomes the tags that
 * OpenTelemetry's Jaeger translator writes. Jaeger counts microseconds, so times lose their nanoseconds; lists and
 * nested values become JSON text.
 */
export function encodeJaegerJson(scopeSpans: readonly ScopeSpans[]): string {
  const traces = new Map<string, ScopeSpans[]>();
  for (const { resource, scope, spans } of scopeSpans) {
    for (const [traceId, members] of Map.groupBy(spans, ({ traceId: id }) => id)) {
      const groups = traces.get(traceId) ?? [];
      groups.push({ resource, scope, spans: members });
      traces.set(traceId, groups);
    }
  }
  const texts = [...traces].map(([traceId, groups]) => {
    const trace = new JaegerTraceText(traceId);
    return trace.start() + trace.spans(groups) + trace.end();
  });
  return JAEGER_START + texts.join(',') + JAEGER_END;
}

/** What stands around the traces of a document. */
export const JAEGER_START = '{"data":[';
export const JAEGER_END = '],"total":0,"limit":0,"offset":0,"errors":null}';

/** Writes one trace in pieces; its processes come last, as they are known only then. */
export class JaegerTraceText {
  readonly #traceId: string;
  readonly #processes = new Map<Resource, string>();

  constructor(traceId: string) {
    this.#traceId = traceId;
  }

  start(): string {
    return `{"traceID":${JSON.stringify(this.#traceId)},"spans":[`;
  }

  /** Spans with commas between them. */
  spans(scopeSpans: readonly ScopeSpans[]): string {
    return elements(
      scopeSpans.flatMap(({ resource, scope, spans }) => {
        const processID = this.#processId(resource);
        return spans.map((span) => encodeSpan(span, scope, processID));
      }),
    );
  }

  end(): string {
    const processes = [...this.#processes].map(([{ attributes }, id]) => [id, encodeProcess(attributes)]);
    return `],"processes":${JSON.stringify(Object.fromEntries(processes))},"warnings":null}`;
  }

  /** Resources are numbered p1, p2, … */
  #processId(resource: Resource): string {
    const id = this.#processes.get(resource) ?? `p${this.#processes.size + 1}`;
    this.#processes.set(resource, id);
    return id;
  }
}

const encodeProcess = (attributes: Attributes) => ({
  serviceName: stringAttribute(attributes, 'service.name') ?? UNKNOWN_SERVICE,
  tags: encodeTags(attributes.filter(([key]) => key !== 'service.name')),
});

function encodeSpan(span: Span, scope: Scope, processID: string) {
  const attributes = span.attributes.filter(([key]) => key !== WARNINGS_ATTRIBUTE);
  const warnings = attribute(span.attributes, WARNINGS_ATTRIBUTE);
  return {
    traceID: span.traceId,
    spanID: span.spanId,
    flags: 1,
    operationName: span.name,
    references: encodeReferences(span),
    startTime: micros(span.startTimeUnixNano),
    duration: micros(span.durationNano),
    tags: [...encodeTags(attributes), ...specialTags(span, scope)],
    logs: span.events.map((event) => ({
      timestamp: micros(event.timeUnixNano),
      fields: [...(event.name === '' ? [] : [text('event', event.name)]), ...encodeTags(event.attributes)],
    })),
    processID,
    warnings: Array.isArray(warnings) ? warnings.map(String) : null,
  };
}

const micros = (nano: bigint): number => Number(nano / 1000n);

const text = (key: string, value: string): Tag => ({ key, type: 'string', value });

function specialTags(span: Span, scope: Scope): Tag[] {
  const tags: Tag[] = [];
  if (span.kind !== 0) tags.push(text('span.kind', spanKindNames[span.kind]));
  if (span.statusCode === StatusCode.error) tags.push({ key: 'error', type: 'bool', value: true });
  if (span.statusCode === StatusCode.ok) tags.push(text('otel.status_code', 'OK'));
  if (span.statusMessage !== '') tags.push(text('otel.status_description', span.statusMessage));
  if (scope.name !== '') tags.push(text('otel.scope.name', scope.name));
  if (scope.version !== '') tags.push(text('otel.scope.version', scope.version));
  if (span.traceState !== '') tags.push(text('w3c.tracestate', span.traceState));
  return tags;
}

/** The parent first; one that is told as FOLLOWS_FROM among the links is not said twice. */
function encodeReferences(span: Span) {
  const parentIsLink = span.links.some((link) => !isChildOf(link) && isParent(span, link));
  const parent = { refType: 'CHILD_OF', traceID: span.traceId, spanID: span.parentSpanId };
  const links = span.links.map((link) => ({
    refType: isChildOf(link) ? 'CHILD_OF' : 'FOLLOWS_FROM',
    traceID: link.traceId,
    spanID: link.spanId,
  }));
  return span.parentSpanId === '' || parentIsLink ? links : [parent, ...links];
}

const isChildOf = ({ attributes }: SpanLink) => attribute(attributes, REF_TYPE) === 'child_of';

const isParent = (span: Span, link: SpanLink) =>
  link.traceId === span.traceId && link.spanId === span.parentSpanId;

const encodeTags = (attributes: Attributes): Tag[] => attributes.map(([key, value]) => encodeTag(key, value));

function encodeTag(key: string, value: AttributeValue): Tag {
  switch (typeof value) {
    case 'string':
      return text(key, value);
    case 'boolean':
      return { key, type: 'bool', value };
    case 'bigint': {
      const exact = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
      return { key, type: 'int64', value: exact ? Number(value) : String(value) };
    }
    case 'number':
      return { key, type: 'float64', value: Number.isFinite(value) ? value : String(value) };
    default:
      return value instanceof Uint8Array
        ? { key, type: 'binary', value: encodeBase64(value) }
        : text(key, value === null ? '' : JSON.stringify(plainJson(value)));
  }
}
