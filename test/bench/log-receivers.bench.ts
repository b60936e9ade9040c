import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { compressSync, uncompressSync } from 'snappy';
import type { ReceiverName } from '../../shared/contract/app.ts';
import { decodePushRequest, pushRequest } from '../loki-schema.ts';
import { LogsRequest } from '../otlp-schema.ts';
import { type Bench, type BenchRow, medians, perSecond } from './harness.ts';
import { type HttpTarget, postAll } from './http-sender.ts';
import { logLines } from './log-lines.ts';
import { startReceivingEngine } from './start-receiving-engine.ts';

const REQUESTS = 60;
const A_REQUEST = 1_000;
const RECORDS = REQUESTS * A_REQUEST;
const IN_FLIGHT = 4;
const ROUNDS = 3;
const START_NS = BigInt(Date.now()) * 1_000_000n - 3_600_000_000_000n;
const EXPORT = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';
const PROTOBUF = 'application/x-protobuf';

const timeOf = (i: number): bigint => START_NS + BigInt(i) * 50_000n;

/** The lines of one request, about 130 bytes each, and where it begins among all. */
const requestLines = (request: number) => ({
  lines: logLines(A_REQUEST, request + 1),
  first: request * A_REQUEST,
});
type RequestLines = ReturnType<typeof requestLines>;

function otlpBody({ lines, first }: RequestLines): Buffer {
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const logRecords = lines.map((line, i) => ({
    timeUnixNano: String(timeOf(first + i)),
    severityNumber: 9,
    body: { stringValue: line },
    attributes: [text('http.route', `/api/${i % 40}`), text('user.id', `u-${i % 500}`)],
    traceId: Buffer.alloc(16, (i % 255) + 1),
    spanId: Buffer.alloc(8, (i % 255) + 1),
  }));
  const resource = { attributes: [text('service.name', 'bench')] };
  const message = { resourceLogs: [{ resource, scopeLogs: [{ scope: { name: 'bench' }, logRecords }] }] };
  return Buffer.from(LogsRequest.encode(LogsRequest.fromObject(message)).finish());
}

const lokiJson = ({ lines, first }: RequestLines): Buffer =>
  Buffer.from(
    JSON.stringify({
      streams: [
        { stream: { app: 'bench' }, values: lines.map((line, i) => [String(timeOf(first + i)), line]) },
      ],
    }),
  );

const lokiSnappy = ({ lines, first }: RequestLines): Buffer => {
  const entries = lines.map((line, i) => ({ nanos: timeOf(first + i), line }));
  return compressSync(Buffer.from(pushRequest([{ labels: '{app="bench"}', entries }]))) as Buffer;
};

const elasticBulk = ({ lines, first }: RequestLines): Buffer =>
  Buffer.from(
    lines
      .map((message, i) => {
        const time = new Date(Number(timeOf(first + i) / 1_000_000n)).toISOString();
        const document = {
          '@timestamp': time,
          log: { level: 'info' },
          message,
          service: { name: 'bench' },
          i,
        };
        return `{"index":{"_index":"bench"}}\n${JSON.stringify(document)}\n`;
      })
      .join(''),
  );

interface Contender {
  what: string;
  receiver: ReceiverName;
  body(lines: RequestLines): Buffer;
  send(port: number): { sendAll(bodies: Buffer[]): Promise<void>; close(): void };
  bareOf: string;
  bare(body: Buffer): unknown;
}

function overHttp(target: Omit<HttpTarget, 'port'>): Contender['send'] {
  return (port) => {
    const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
    return {
      sendAll: (bodies) => postAll({ ...target, port }, agent, bodies),
      close: () => agent.destroy(),
    };
  };
}

const asIs = (bytes: Buffer) => bytes;

function overGrpc(port: number) {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const call = (body: Buffer) =>
    new Promise<void>((resolve, reject) => {
      client.makeUnaryRequest(EXPORT, asIs, asIs, body, new Metadata(), (error) =>
        error ? reject(error) : resolve(),
      );
    });
  return {
    async sendAll(bodies: Buffer[]) {
      const waiting = [...bodies];
      const worker = async () => {
        for (let body = waiting.pop(); body; body = waiting.pop()) await call(body);
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
    },
    close: () => client.close(),
  };
}

const protobufjs = {
  bareOf: 'bare decoding of the same bytes (protobufjs)',
  bare: (body: Buffer) => LogsRequest.decode(body),
};

const contenders: Contender[] = [
  { what: 'OTLP/gRPC', receiver: 'otlp-grpc', body: otlpBody, send: overGrpc, ...protobufjs },
  {
    what: 'OTLP/HTTP protobuf',
    receiver: 'otlp-http',
    body: otlpBody,
    send: overHttp({ path: '/v1/logs', contentType: PROTOBUF, success: 200 }),
    ...protobufjs,
  },
  {
    what: 'Loki push, JSON',
    receiver: 'loki',
    body: lokiJson,
    send: overHttp({ path: '/loki/api/v1/push', contentType: 'application/json', success: 204 }),
    bareOf: 'JSON.parse of the same bytes',
    bare: (body) => JSON.parse(body.toString()),
  },
  {
    what: 'Loki push, snappy',
    receiver: 'loki',
    body: lokiSnappy,
    send: overHttp({ path: '/loki/api/v1/push', contentType: PROTOBUF, success: 204 }),
    bareOf: 'snappy and protobufjs decoding of the same bytes',
    bare: (body) => decodePushRequest(uncompressSync(body) as Buffer),
  },
  {
    what: 'Elasticsearch _bulk',
    receiver: 'elasticsearch',
    body: elasticBulk,
    send: overHttp({ path: '/_bulk', contentType: 'application/x-ndjson', success: 200 }),
    bareOf: 'JSON.parse of the same lines',
    bare: (body) => {
      for (const line of body.toString().split('\n')) if (line !== '') JSON.parse(line);
    },
  },
];

async function measure({ what, receiver, body, send, bareOf, bare }: Contender): Promise<BenchRow> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const engine = await startReceivingEngine(dir, receiver);
  const sender = send(engine.port);
  // The generator's own work is done before the clock runs.
  const bodies = Array.from({ length: REQUESTS }, (_, request) => body(requestLines(request)));
  try {
    const { acknowledged, alone } = await medians(
      {
        acknowledged: () => perSecond(RECORDS, () => sender.sendAll(bodies)),
        alone: () => perSecond(RECORDS, () => bodies.map(bare)),
      },
      ROUNDS,
    );
    const { received } = await engine.counts();
    const stored = received.find((one) => one.receiver === receiver && one.signal === 'logs')?.items ?? 0;
    if (stored !== RECORDS * (ROUNDS + 1)) throw new Error(`${what}: ${stored} records are stored`);
    return {
      what: `${what}: log records acknowledged and committed (130 bytes, 1,000 a request, ${IN_FLIGHT} at a time)`,
      figure: acknowledged,
      unit: 'records/s',
      baseline: { what: bareOf, figure: alone },
      aim: { of: 'figure', atLeast: 50_000 },
    };
  } finally {
    sender.close();
    await engine.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

export const bench: Bench = {
  name: 'log-receivers',
  async run() {
    const rows: BenchRow[] = [];
    for (const contender of contenders) rows.push(await measure(contender));
    return rows;
  },
};
