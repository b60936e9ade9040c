import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { OTLPLogExporter as GrpcExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as JsonExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import type { LogRow } from '../../../shared/contract/logs.ts';
import { attribute } from '../../../shared/model/attributes.ts';
import { sharedEngine } from '../shared-engine.ts';
import { awaitLogs } from '../stored-logs.ts';

const engine = sharedEngine({ 'otlp-grpc': 0, 'otlp-http': 0 });

const gzip = { compression: 'gzip' as never };
const httpUrl = () => ({ url: `http://127.0.0.1:${engine.port('otlp-http')}/v1/logs` });
const grpcUrl = () => ({ url: `http://127.0.0.1:${engine.port('otlp-grpc')}` });
const CALLER = { traceId: 'c0ffee00000000000000000000000001', spanId: 'c0ffee0000000002', traceFlags: 1 };
const AT_MS = 1_778_750_813_589;

/** What an instrumented application logs. */
async function logSomething(exporter: LogRecordExporter, service: string): Promise<void> {
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.version': '2' }),
    processors: [new BatchLogRecordProcessor({ exporter })],
  });
  const logger = provider.getLogger('shop.Cart', '1.2.3');
  logger.emit({
    timestamp: AT_MS,
    severityNumber: SeverityNumber.WARN,
    severityText: 'WARN',
    body: 'stock is low',
    attributes: { sku: 'cup-7', left: 3, ratio: 0.5, tags: ['a', 'b'], user: { id: 'u1' } },
    context: trace.setSpanContext(ROOT_CONTEXT, CALLER),
  });
  logger.emit({ body: { message: 'an object', code: 7 }, eventName: 'cart.emptied' });
  logger.emit({ severityText: 'ERROR', body: 'lines\nof one' });
  await provider.forceFlush();
  await provider.shutdown();
}

const ways: [way: string, create: () => LogRecordExporter][] = [
  ['gRPC', () => new GrpcExporter(grpcUrl())],
  ['gRPC, gzip', () => new GrpcExporter({ ...grpcUrl(), ...gzip })],
  ['HTTP protobuf', () => new ProtobufExporter(httpUrl())],
  ['HTTP protobuf, gzip', () => new ProtobufExporter({ ...httpUrl(), ...gzip })],
  ['HTTP JSON', () => new JsonExporter(httpUrl())],
];

describe.each(ways)('the OpenTelemetry SDK over %s', (way, create) => {
  const service = `logs ${way}`;
  const find = (rows: LogRow[], text: string) => rows.find(({ body }) => body.includes(text))!;

  test('every record, as it was given', async () => {
    await logSomething(create(), service);
    const rows = await awaitLogs(engine, `service:${service}`, 3);
    expect(rows).toHaveLength(3);
    const low = find(rows, 'stock is low');
    expect(low).toMatchObject({
      source: 'otlp',
      service,
      timeUnixNano: BigInt(AT_MS) * 1_000_000n,
      severityNumber: 13,
      body: 'stock is low',
      traceId: CALLER.traceId,
      spanId: CALLER.spanId,
    });
    const fields = Object.fromEntries(low.attributes);
    expect(fields).toMatchObject({
      sku: 'cup-7',
      ratio: 0.5,
      'user.id': 'u1',
      'otel.scope.name': 'shop.Cart',
      'otel.scope.version': '1.2.3',
      'service.version': '2',
    });
    expect(Number(fields.left)).toBe(3);
    const event = find(rows, 'an object');
    expect(JSON.parse(event.body)).toEqual({ message: 'an object', code: 7 });
    expect(attribute(event.attributes, 'event.name')).toBe('cart.emptied');
    expect(Math.abs(Number(event.timeUnixNano / 1_000_000n) - Date.now())).toBeLessThan(600_000);
    expect(find(rows, 'lines')).toMatchObject({ body: 'lines\nof one', severityNumber: 17 });
  });
});

test('a refusal is told to the SDK in its own encoding', async () => {
  const answer = await fetch(httpUrl().url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"resourceLogs": 5}',
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ code: 3, message: expect.stringContaining('resourceLogs') });
});

test('records that cannot be kept are told in partial_success', async () => {
  const logRecords = [{ body: { stringValue: 'kept' } }, { traceId: 'no' }];
  const answer = await fetch(httpUrl().url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }),
  });
  expect([answer.status, await answer.json()]).toEqual([
    200,
    { partialSuccess: { rejectedLogRecords: '1', errorMessage: expect.stringContaining('traceId') } },
  ]);
});
