import type { DemoSpan } from './recorder.ts';

const KINDS: Partial<Record<DemoSpan['kind'], string>> = {
  server: 'SERVER',
  client: 'CLIENT',
  producer: 'PRODUCER',
  consumer: 'CONSUMER',
};

/** The spans as a list of Zipkin's API v2 (zipkin-api, zipkin2-api.yaml): times in microseconds, tags as text. */
export const zipkinRequest = (spans: readonly DemoSpan[]): string => JSON.stringify(spans.map(spanJson));

function spanJson(span: DemoSpan): object {
  const { error } = span;
  const tags = Object.fromEntries(span.attributes.map(([key, value]) => [key, String(value)]));
  return {
    traceId: span.traceId,
    id: span.spanId,
    ...(span.parentId === '' ? {} : { parentId: span.parentId }),
    ...(KINDS[span.kind] ? { kind: KINDS[span.kind] } : {}),
    name: span.name,
    timestamp: Math.round(span.startMs * 1_000),
    duration: Math.max(1, Math.round((span.endMs - span.startMs) * 1_000)),
    localEndpoint: { serviceName: span.service },
    tags: error === null ? tags : { ...tags, error },
    annotations: span.events.map(({ name, ms }) => ({ value: name, timestamp: Math.round(ms * 1_000) })),
  };
}
