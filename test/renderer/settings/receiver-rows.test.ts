import { expect, test } from 'vitest';
import { howToSend, receiverRows } from '../../../renderer/views/settings/receiver-rows.ts';
import { fillsInDays } from '../../../renderer/views/settings/retention-forecast.ts';
import type { EngineStatus } from '../../../shared/contract/app.ts';

const status: EngineStatus = {
  sources: [],
  receivers: [
    {
      name: 'otlp-http',
      state: 'listening',
      port: 4318,
      addresses: ['127.0.0.1'],
      reason: null,
      lastFault: null,
    },
    {
      name: 'zipkin',
      state: 'failed',
      port: 9411,
      addresses: [],
      reason: 'port 9411 is in use by java (1234)',
      lastFault: null,
    },
  ],
  redacted: [],
  received: [
    { receiver: 'otlp-http', signal: 'traces', items: 70, rate: 7 },
    { receiver: 'otlp-http', signal: 'logs', items: 30, rate: 3 },
    { receiver: 'docker', signal: 'logs', items: 9, rate: 1 },
  ],
  dropped: [
    { receiver: 'otlp-http', signal: 'traces', cause: 'limit', items: 2 },
    { receiver: 'otlp-http', signal: 'logs', cause: 'limit', items: 1 },
    { receiver: 'otlp-http', signal: 'traces', cause: 'decode', items: 5 },
  ],
  stores: [],
  storeBytes: 0,
  engine: { cpuPercent: 0, rssBytes: 0 },
  scrape: { up: 0, down: 0, total: 0, refused: 0 },
  alerts: {
    firing: 0,
    pending: 0,
    suppressed: 0,
    resolved: 0,
    alertingRules: 0,
    recordingRules: 0,
    failedRules: 0,
  },
  problems: [],
};

test('a receiver shows all its signals together and its drops by cause, worst first', () => {
  const [otlp, zipkin] = receiverRows(status);
  expect(otlp).toMatchObject({
    received: 100,
    rate: 10,
    dropped: [
      ['decode', 5],
      ['limit', 3],
    ],
  });
  expect(zipkin).toMatchObject({ received: 0, dropped: [], reason: 'port 9411 is in use by java (1234)' });
});

test.each([
  ['jaeger-http', 'http://127.0.0.1:5000/api/traces'],
  ['jaeger-udp-compact', 'JAEGER_AGENT_PORT=5000'],
  ['jaeger-udp-binary', 'JAEGER_AGENT_PORT=5000'],
  ['zipkin', 'http://127.0.0.1:5000/api/v2/spans'],
  ['remote-write', '  - url: http://127.0.0.1:5000/api/v1/write'],
  ['otlp-grpc', 'OTEL_LOGS_EXPORTER=otlp'],
  ['loki', '  - url: http://127.0.0.1:5000/loki/api/v1/push'],
  ['elasticsearch', "clientOpts: { node: 'http://127.0.0.1:5000' }"],
  ['syslog', '--log-opt syslog-address=udp://127.0.0.1:5000'],
] as const)('clients of %s are told where to send', (name, line) => {
  expect(howToSend({ name, state: 'listening', port: 5000 })).toContain(line);
});

test('how to send is told with the port that really listens, and only then', () => {
  const [otlp, zipkin] = receiverRows(status);
  expect(howToSend({ ...otlp!, port: 51234 })).toContain('http://127.0.0.1:51234');
  expect(howToSend(zipkin!)).toBeNull();
});

test('when a store is full is told from its own pace, once there is a pace', () => {
  const day = 86_400_000;
  const usage = { signal: 'logs' as const, bytes: 100, items: 1, oldestMs: 0 };
  expect(fillsInDays(usage, 300, day)).toBe(2);
  expect(fillsInDays(usage, 300, 1000)).toBeNull();
  expect(fillsInDays({ ...usage, oldestMs: null }, 300, day)).toBeNull();
});

test('of StatsD the usual variables and a line to try are told', () => {
  const lines = howToSend({ name: 'statsd', state: 'listening', port: 8125 });
  expect(lines).toContain('DD_DOGSTATSD_PORT=8125');
  expect(lines).toContain("echo 'shop.orders:1|c|#shop:web'");
});
