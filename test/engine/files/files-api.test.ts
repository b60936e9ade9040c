import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { OpenFileEvent } from '../../../shared/contract/files.ts';
import { exportText } from '../export-traces.ts';
import type { TestEngine } from '../test-engine.ts';
import { startEngine } from '../test-engine.ts';
import { jaegerFile } from './open-files.ts';

const opened = ({ client }: TestEngine, params: { path?: string; uploadId?: string }) =>
  new Promise<OpenFileEvent>((resolve, reject) => {
    let last: OpenFileEvent | undefined;
    client.subscribe('files.open', params, {
      event: (event) => {
        last = event;
      },
      end: () => (last ? resolve(last) : reject(new Error('no event'))),
      error: reject,
    });
  });

test('a path is opened, its trace is read, written in every format, and removed again', async () => {
  const engine = await startEngine({ docker: 'off' });
  const path = join(engine.dataDir, 'one.json');
  writeFileSync(path, jaegerFile(1));
  const done = await opened(engine, { path });
  expect(done).toMatchObject({ kind: 'done', result: { traces: 1, spans: 10 } });
  const traceId = '1'.padStart(32, '0');
  for (const format of ['otlp', 'jaeger', 'zipkin'] as const) {
    writeFileSync(path, await exportText(engine.client, { traceIds: [traceId], format }));
    expect(await opened(engine, { path })).toMatchObject({
      kind: 'done',
      result: { spans: 0, duplicates: 10 },
    });
  }
  const files = await engine.client.call('files.list', {});
  expect(files).toHaveLength(4);
  for (const { id } of files) await engine.client.call('files.remove', { id });
  expect(await engine.client.call('files.list', {})).toEqual([]);
  await expect(engine.client.call('traces.get', { traceId })).rejects.toMatchObject({ code: 'not_found' });
});

test('a dropped file is uploaded piece by piece', async () => {
  const engine = await startEngine({ docker: 'off' });
  const bytes = new TextEncoder().encode(jaegerFile(50));
  const { uploadId } = await engine.client.call('files.upload', {
    name: 'dropped.json',
    bytes: bytes.length,
  });
  const done = opened(engine, { uploadId });
  for (let at = 0; at < bytes.length; at += 40_000) {
    const piece = bytes.slice(at, at + 40_000);
    await engine.client.call('files.chunk', { uploadId, bytes: piece, last: at + 40_000 >= bytes.length });
  }
  expect(await done).toMatchObject({ kind: 'done', result: { traces: 50, spans: 500 } });
  const late = { uploadId, bytes: new Uint8Array(1), last: true };
  await expect(engine.client.call('files.chunk', late)).rejects.toMatchObject({ code: 'not_found' });
});

test('a window that goes away cancels its upload', async () => {
  const { client } = await startEngine({ docker: 'off' });
  const { uploadId } = await client.call('files.upload', { name: 'dropped.json', bytes: 1e6 });
  const opening = client.subscribe('files.open', { uploadId }, { event: () => undefined });
  const piece = new TextEncoder().encode(jaegerFile(5).slice(0, 2000));
  await client.call('files.chunk', { uploadId, bytes: piece, last: false });
  opening.dispose();
  await vi.waitFor(() =>
    expect(client.call('files.chunk', { uploadId, bytes: piece, last: true })).rejects.toMatchObject({
      code: expect.stringMatching(/cancelled|not_found/),
    }),
  );
  expect(await client.call('files.list', {})).toEqual([]);
});

test('neither a path nor an upload, or a piece that is too large, is wrong use', async () => {
  const { client } = await startEngine({ docker: 'off' });
  const error = await new Promise((resolve) => {
    client.subscribe('files.open', {}, { event: () => undefined, error: resolve });
  });
  expect(error).toMatchObject({ code: 'invalid_params' });
  const { uploadId } = await client.call('files.upload', { name: 'x', bytes: 1 });
  const chunk = { uploadId, bytes: new Uint8Array(5 * 1024 * 1024), last: true };
  await expect(client.call('files.chunk', chunk)).rejects.toMatchObject({ code: 'limit' });
});

test('metrics in a file are stored, of whatever age, and a file of metrics alone is no mistake', async () => {
  const engine = await startEngine({ docker: 'off' });
  const path = join(engine.dataDir, 'metrics.json');
  const fromMs = Date.now() - 3_600_000;
  const nanos = (ms: number) => String(BigInt(ms) * 1_000_000n);
  const dataPoints = [1, 2, 3].map((value) => ({
    timeUnixNano: nanos(fromMs + value * 15_000),
    asInt: value,
  }));
  const metrics = [{ name: 'file.depth', gauge: { dataPoints } }];
  writeFileSync(path, JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] }));
  const last = await opened(engine, { path });
  expect(last).toMatchObject({
    kind: 'done',
    result: { traces: 0, spans: 0, notStored: { metricPoints: 0 } },
  });
  const range = {
    startMs: fromMs,
    endMs: fromMs + 60_000,
    stepMs: 15_000,
    as: 'last',
    by: 'series',
  } as const;
  const { series } = await engine.client.call('metrics.range', { metric: 'file_depth', ...range });
  expect(Math.max(...(series[0]?.values ?? []).filter((value) => !Number.isNaN(value)))).toBe(3);
});
