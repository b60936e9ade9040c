import { describe, expect, onTestFinished, test } from 'vitest';
import winston from 'winston';
import { ElasticsearchTransport } from 'winston-elasticsearch';
import LokiTransport from 'winston-loki';
import { attribute } from '../../../shared/model/attributes.ts';
import { sharedEngine } from '../shared-engine.ts';
import { awaitLogs, storedLogs } from '../stored-logs.ts';

const engine = sharedEngine({ loki: 0, elasticsearch: 0 });
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

function logWith(transport: winston.transport): winston.Logger {
  const logger = winston.createLogger({ level: 'debug', transports: [transport] });
  onTestFinished(() => void logger.close());
  return logger;
}

describe('winston-loki', () => {
  test.each([
    ['JSON', true],
    ['snappy and protobuf', false],
  ])('over %s: every line once, with its level, labels and structured metadata', async (_way, json) => {
    const app = `loki-${json}`;
    const errors: unknown[] = [];
    const transport = new LokiTransport({
      host: `http://127.0.0.1:${engine.port('loki')}`,
      labels: { app, env: 'dev' },
      json,
      interval: 1,
      format: winston.format.simple(),
      onConnectionError: (error) => errors.push(error),
    });
    const logger = logWith(transport);
    logger.info('order placed', { traceId: TRACE, user: 7 });
    for (let i = 0; i < 20; i++) logger.debug(`step ${i}`);
    logger.error('payment failed: "card"\nsecond line');
    await transport.flush();
    const rows = await awaitLogs(engine, `service:${app}`, 22);
    expect(errors).toEqual([]);
    expect(rows).toHaveLength(22);
    const placed = rows.find(({ body }) => body.includes('order placed'));
    expect(placed).toMatchObject({ source: 'loki', service: app, severityNumber: 9, traceId: TRACE });
    expect(attribute(placed!.attributes, 'env')).toBe('dev');
    if (json) expect(attribute(placed!.attributes, 'user')).toBe('7');
    const failed = rows.filter(({ severityNumber }) => severityNumber === 17);
    expect(failed.map(({ body }) => body)).toEqual([expect.stringContaining('"card"\nsecond line')]);
    expect(rows.filter(({ severityNumber }) => severityNumber === 5)).toHaveLength(20);
  });
});

describe('winston-elasticsearch', () => {
  test('puts its template, then writes a daily index: every line once, with level, fields and time', async () => {
    const errors: unknown[] = [];
    const transport = new ElasticsearchTransport({
      level: 'debug',
      indexPrefix: 'winston-es',
      flushInterval: 100,
      clientOpts: { node: `http://127.0.0.1:${engine.port('elasticsearch')}` },
      transformer: ({ message, level, timestamp, meta }) => ({
        '@timestamp': timestamp ?? new Date().toISOString(),
        message,
        severity: level,
        fields: meta as Record<string, unknown>,
      }),
    });
    transport.on('error', (error) => errors.push(error));
    transport.on('warning', (error) => errors.push(error));
    const logger = logWith(transport);
    logger.warn('stock is low', { sku: 'cup-7', nested: { left: 3 } });
    for (let i = 0; i < 20; i++) logger.info(`line ${i}`);
    const rows = await awaitLogs(engine, 'service:winston-es', 21);
    expect(errors).toEqual([]);
    const low = rows.find(({ body }) => body === 'stock is low');
    expect(low).toMatchObject({ source: 'elasticsearch', severityNumber: 13, service: '' });
    expect(attribute(low!.attributes, 'fields.sku')).toBe('cup-7');
    expect(attribute(low!.attributes, 'fields.nested.left')).toBe(3);
    expect(attribute(low!.attributes, '_index')).toMatch(/^winston-es-\d{4}\.\d{2}\.\d{2}$/);
    expect(new Set(rows.map(({ body }) => body)).size).toBe(21);
    expect(await storedLogs(engine, 'service:winston-es')).toHaveLength(21);
  });
});
