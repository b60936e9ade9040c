import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { OpenFileEvent } from '../../../shared/contract/files.ts';
import type { LogRow } from '../../../shared/contract/logs.ts';
import { attribute } from '../../../shared/model/attributes.ts';
import { corpusFile, hasCorpus } from '../../corpus.ts';
import { LogsRequest } from '../../otlp-schema.ts';
import { tempDir } from '../../temp-dir.ts';
import { sharedEngine } from '../shared-engine.ts';
import { storedLogs } from '../stored-logs.ts';
import { resultOf } from './open-files.ts';

const engine = sharedEngine({});
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

const open = (path: string) =>
  new Promise<OpenFileEvent>((resolve, reject) => {
    let last: OpenFileEvent | null = null;
    engine.client.subscribe(
      'files.open',
      { path },
      {
        event: (event) => {
          last = event;
        },
        end: () => (last ? resolve(last) : reject(new Error('no event'))),
        error: reject,
      },
    );
  });

function written(name: string, content: string | Uint8Array): string {
  const path = join(tempDir(), name);
  writeFileSync(path, content);
  return path;
}

const recordsOf = (path: string): Promise<LogRow[]> => storedLogs(engine, `file:${path}`);

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const record = (i: number, body = `record ${i}`) => ({
  timeUnixNano: String(1_778_750_813_000_000_000n + BigInt(i)),
  severityNumber: 13,
  traceId: TRACE,
  body: { stringValue: body },
});
const logs = (records: object[], service = 'cart') => ({
  resourceLogs: [
    {
      resource: { attributes: [text('service.name', service)] },
      scopeLogs: [{ scope: { name: 'shop.Cart' }, logRecords: records }],
    },
  ],
});
const spans = {
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: [
            {
              traceId: TRACE,
              spanId: '2'.repeat(16),
              name: 'GET',
              startTimeUnixNano: '1',
              endTimeUnixNano: '2',
            },
          ],
        },
      ],
    },
  ],
};

const three = [record(0), record(1), record(2)];
const protobuf = LogsRequest.encode(
  LogsRequest.fromObject(logs(three.map((one) => ({ ...one, traceId: Buffer.from(TRACE, 'hex') })))),
).finish();

describe('log records of an opened OTLP file are stored under the file', () => {
  test.each([
    ['a JSON document', 'logs.json', JSON.stringify(logs(three))],
    ['lines of JSON', 'logs.jsonl', three.map((one) => JSON.stringify(logs([one]))).join('\n')],
    ['protobuf', 'logs.binpb', protobuf],
  ])('%s', async (_what, name, content) => {
    const path = written(name, content);
    expect(resultOf(await open(path))).toMatchObject({
      spans: 0,
      notStored: { logRecords: 0, metricPoints: 0, profiles: 0 },
      logs: { entity: `file:${path}`, records: 3 },
      warnings: [],
    });
    const rows = await recordsOf(path);
    expect(rows.map(({ body }) => body)).toEqual(['record 0', 'record 1', 'record 2']);
    expect(rows[0]).toMatchObject({ source: 'file', service: 'cart', severityNumber: 13, traceId: TRACE });
    expect(attribute(rows[0]!.attributes, 'otel.scope.name')).toBe('shop.Cart');
    expect(attribute(rows[0]!.attributes, 'service.name')).toBe('cart');
  });

  test('beside its spans, and once however often it is opened', async () => {
    const path = written('both.jsonl', `${JSON.stringify(logs(three))}\n${JSON.stringify(spans)}\n`);
    expect(resultOf(await open(path))).toMatchObject({ spans: 1, logs: { records: 3 } });
    await open(path);
    expect(await recordsOf(path)).toHaveLength(3);
  });

  test('of one resource that is too large to be read as a whole', async () => {
    const many = Array.from({ length: 4000 }, (_, i) => record(i, `record ${i} ${'x'.repeat(900)}`));
    const path = written('large.json', JSON.stringify(logs(many)));
    expect(resultOf(await open(path))).toMatchObject({
      logs: { records: 4000 },
      notStored: { logRecords: 0 },
    });
    const rows = await recordsOf(path);
    expect(new Set(rows.map(({ timeUnixNano }) => timeUnixNano)).size).toBe(4000);
    expect(
      rows.every(
        ({ service, attributes }) =>
          service === 'cart' && attribute(attributes, 'otel.scope.name') === 'shop.Cart',
      ),
    ).toBe(true);
  });

  test('those that cannot be read are told', async () => {
    const path = written('bad.json', JSON.stringify(logs([record(0), { traceId: 'no' }])));
    expect(resultOf(await open(path))).toMatchObject({ logs: { records: 1 }, notStored: { logRecords: 1 } });
  });

  test('they go with the file', async () => {
    const path = written('removed.json', JSON.stringify(logs([record(7)])));
    const { fileId } = resultOf(await open(path));
    expect(await recordsOf(path)).toHaveLength(1);
    await engine.client.call('files.remove', { id: fileId });
    expect(await recordsOf(path)).toEqual([]);
  });
});

describe.skipIf(!hasCorpus)('real files', () => {
  test.each([
    ['proto-example-logs.json', 1],
    ['proto-logs.binpb', 1],
    ['gcp-logs-logs_apache_access.json', 17],
    ['spec-file-exporter-logs-first2.jsonl', 4],
  ])('%s: %i log records', async (file, records) => {
    const path = corpusFile(`traces-otlp/${file}`);
    expect(resultOf(await open(path))).toMatchObject({ logs: { records }, notStored: { logRecords: 0 } });
    expect(await recordsOf(path)).toHaveLength(records);
  });
});
