import type { Containers } from './containers.ts';
import { type DemoSpan, kinds, type Pairs, type Value } from './recorder.ts';

export const nanos = (ms: number) => String(BigInt(Math.round(ms * 1_000)) * 1_000n);

function anyValue(value: Value): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

export const keyValues = (pairs: Pairs) => pairs.map(([key, value]) => ({ key, value: anyValue(value) }));

function spanJson(span: DemoSpan): object {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentId === '' ? {} : { parentSpanId: span.parentId }),
    name: span.name,
    kind: kinds[span.kind],
    startTimeUnixNano: nanos(span.startMs),
    endTimeUnixNano: nanos(span.endMs),
    attributes: keyValues(span.attributes),
    events: span.events.map(({ name, ms, attributes }) => ({
      timeUnixNano: nanos(ms),
      name,
      attributes: keyValues(attributes),
    })),
    links: span.links,
    status: span.error === null ? {} : { code: 2, message: span.error },
  };
}

const languages: Record<string, string> = { orders: 'go', worker: 'python', postgres: 'cpp', redis: 'cpp' };

type Sender = Pick<DemoSpan, 'service' | 'container' | 'startMs'>;

/** What a container of the shop says of itself. */
export function resource({ service, container, startMs }: Sender, containers: Containers): Pairs {
  const sender = containers.find(container, startMs);
  const image = sender?.image ?? '';
  return [
    // One of them was never given a name.
    ...(service === '' ? [] : ([['service.name', service]] as const)),
    ['service.namespace', 'shop'],
    ['service.version', image.split(':')[1] ?? ''],
    ['service.instance.id', container],
    ['deployment.environment.name', 'local'],
    ['container.id', sender?.id ?? ''],
    ['container.name', container],
    ['host.name', sender?.id.slice(0, 12) ?? ''],
    ['telemetry.sdk.name', 'opentelemetry'],
    ['telemetry.sdk.language', languages[service] ?? 'nodejs'],
  ];
}

/** One ExportTraceServiceRequest as JSON (OTLP 1.11): a resource for every container that took part. */
export function exportRequest(spans: readonly DemoSpan[], containers: Containers): string {
  const bySender = Map.groupBy(spans, ({ service, container, startMs }) => {
    const id = containers.find(container, startMs)?.id ?? '';
    return `${service} ${container} ${id}`;
  });
  const resourceSpans = [...bySender.values()].map((sent) => ({
    resource: { attributes: sent[0] ? keyValues(resource(sent[0], containers)) : [] },
    scopeSpans: [{ scope: { name: 'demo', version: '1.0.0' }, spans: sent.map(spanJson) }],
  }));
  return JSON.stringify({ resourceSpans });
}
