import { randomBytes } from 'node:crypto';

export interface SentSpan {
  service: string;
  name: string;
  /** Place of the parent in the list. */
  parent?: number;
  /** Milliseconds after the trace's start. */
  start: number;
  end: number;
  /** OTLP SpanKind. */
  kind?: number;
  error?: string;
  attributes?: Record<string, string>;
  exception?: { type: string; message: string; stack: string };
}

const attributes = (pairs: Record<string, string>) =>
  Object.entries(pairs).map(([key, value]) => ({ key, value: { stringValue: value } }));

/** Sends one trace as OTLP JSON and answers its id once it is stored. */
export async function sendTrace(
  port: number,
  spans: SentSpan[],
  startMs = Date.now() - 2000,
): Promise<string> {
  const traceId = randomBytes(16).toString('hex');
  const ids = spans.map(() => randomBytes(8).toString('hex'));
  const nano = (ms: number) => String(BigInt(Math.round((startMs + ms) * 1000)) * 1000n);
  const resourceSpans = spans.map((span, i) => ({
    resource: { attributes: attributes({ 'service.name': span.service }) },
    scopeSpans: [
      {
        scope: { name: 'e2e' },
        spans: [
          {
            traceId,
            spanId: ids[i],
            parentSpanId: span.parent === undefined ? '' : ids[span.parent],
            name: span.name,
            kind: span.kind ?? 1,
            startTimeUnixNano: nano(span.start),
            endTimeUnixNano: nano(span.end),
            attributes: attributes(span.attributes ?? {}),
            events: span.exception ? [exceptionEvent(span.exception, nano(span.end))] : [],
            status: span.error ? { code: 2, message: span.error } : {},
          },
        ],
      },
    ],
  }));
  const answer = await fetch(`http://127.0.0.1:${port}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans }),
  });
  if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
  return traceId;
}

function exceptionEvent({ type, message, stack }: NonNullable<SentSpan['exception']>, timeUnixNano: string) {
  return {
    name: 'exception',
    timeUnixNano,
    attributes: attributes({
      'exception.type': type,
      'exception.message': message,
      'exception.stacktrace': stack,
    }),
  };
}

/** A checkout with a query per item and a payment that runs out of time. */
export function checkout(items = 12): SentSpan[] {
  const queries = Array.from({ length: items }, (_, i) => ({
    service: 'postgres',
    name: 'SELECT item',
    parent: 2,
    kind: 3,
    start: 20 + i * 20,
    end: 36 + i * 20,
  }));
  return [
    { service: 'web', name: 'POST /checkout', kind: 2, start: 0, end: 600, error: 'payment failed' },
    { service: 'orders', name: 'orders.Create', parent: 0, kind: 2, start: 10, end: 400 },
    { service: 'orders', name: 'load items', parent: 1, start: 15, end: 300 },
    {
      service: 'pay',
      name: 'POST psp.example/charges',
      parent: 0,
      kind: 3,
      start: 410,
      end: 590,
      error: 'no answer',
      attributes: { 'server.address': 'psp.example' },
      exception: {
        type: 'DeadlineExceeded',
        message: 'no answer after 180 ms',
        stack: 'DeadlineExceeded: no answer\n    at PspClient.request (client.ts:88:13)',
      },
    },
    ...queries,
  ];
}
