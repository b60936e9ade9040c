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
  const processes = new Processes();
  const traces = new Map<string, object[]>();
  for (const { resource, scope, spans } of scopeSpans) {
    const processID = processes.idOf(resource);
    for (const span of spans) {
      const members = traces.get(span.traceId) ?? [];
      members.push(encodeSpan(span, scope, processID));
      traces.set(span.traceId, members);
    }
  }
  const data = [...traces].map(([traceID, spans]) => ({
    traceID,
    spans,
    processes: processes.all(),
    warnings: null,
  }));
  return JSON.stringify({ data, total: 0, limit: 0, offset: 0, errors: null });
}

/** Resources numbered p1, p2, … */
class Processes {
  readonly #ids = new Map<Resource, string>();

  idOf(resource: Resource): string {
    const id = this.#ids.get(resource) ?? `p${this.#ids.size + 1}`;
    this.#ids.set(resource, id);
    return id;
  }

  all(): object {
    return Object.fromEntries([...this.#ids].map(([{ attributes }, id]) => [id, encodeProcess(attributes)]));
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
