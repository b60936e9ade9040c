import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../electron/engine/clock.ts';
import { Counters } from '../../../electron/engine/counters.ts';
import { LiveTail } from '../../../electron/engine/logs/live-tail.ts';
import type { LogIngest } from '../../../electron/engine/logs/log-ingest.ts';
import type { IncomingLogRecord, LogGroup, LogOrigin } from '../../../electron/engine/logs/log-sink.ts';
import { Store } from '../../../electron/engine/storage/store.ts';
import type { LogRow } from '../../../shared/contract/logs.ts';
import { eventually } from '../../docker.ts';
import { logIngest, logSettings } from '../log-ingest.ts';

const T = 1_716_629_213_000_000_000n;
const origin = (over: Partial<LogOrigin> = {}): LogOrigin => ({
  source: 'loki',
  entity: `service:${owner}`,
  containerId: '',
  container: 'shop',
  service: 'shop',
  labels: [],
  ...over,
});
const record = (body: string, over: Partial<IncomingLogRecord> = {}): IncomingLogRecord => ({
  timeUnixNano: T,
  severityNumber: 0,
  body,
  attributes: [],
  traceId: '',
  spanId: '',
  ...over,
});
const group = (bodies: string[], over: Partial<LogOrigin> = {}): LogGroup => ({
  origin: origin(over),
  records: bodies.map((body) => record(body)),
});

const counters = new Counters(systemClock);
const tail = new LiveTail();
let store: Store;
let ingest: LogIngest;
let owner = '';
let dir = '';

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'trivet-logs-'));
  store = await Store.open(dir, false, pino({ level: 'silent' }));
  ingest = logIngest(store, { counters, tail });
});

afterAll(async () => {
  ingest.dispose();
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Each test writes logs of its own service. */
beforeEach(({ task }) => {
  owner = task.id;
});

async function rowsOf(entity = `service:${owner}`): Promise<LogRow[]> {
  const all = { start: 0n, end: 2n ** 62n, query: '', direction: 'forward' as const, limit: 5000 };
  return (await store.read('logs.query', { ...all, entities: [entity] })).records;
}

test('a record is there once its commit has resolved, with all that came beside its text', async () => {
  const sent = record('payment failed', {
    timeUnixNano: T + 123n,
    severityNumber: 17,
    attributes: [
      ['order', 5n],
      ['__proto__', 'x'],
    ],
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '00f067aa0ba902b7',
  });
  const labels: LogOrigin['labels'] = [['env', 'dev']];
  const outcome = await ingest.commit('loki', [{ origin: origin({ labels }), records: [sent] }]);
  expect(outcome).toEqual({ stored: 1, truncated: 0, dropped: 0 });
  const [row] = await rowsOf();
  expect(row).toMatchObject({
    body: 'payment failed',
    timeUnixNano: T + 123n,
    severityNumber: 17,
    attributes: [...sent.attributes, ['env', 'dev']],
    traceId: sent.traceId,
    spanId: sent.spanId,
    entity: `service:${owner}`,
    container: 'shop',
    service: 'shop',
    source: 'loki',
    stream: '',
  });
  expect(row!.pattern).toBeGreaterThan(0);
  expect(counters.receivedCounts()).toMatchObject([{ receiver: 'loki', signal: 'logs', items: 1 }]);
});

test('many commits at once are all kept, each record once and in the order of its commit', async () => {
  const commits = Array.from({ length: 60 }, (_, i) =>
    ingest.commit('loki', [
      group([`a${i}.0`, `a${i}.1`], { entity: `service:${owner}-${i % 3}` }),
      group([`b${i}`], { entity: `service:${owner}-b` }),
    ]),
  );
  const outcomes = await Promise.all(commits);
  expect(outcomes.every(({ stored }) => stored === 3)).toBe(true);
  for (const [name, records] of Object.entries({ 0: 40, 1: 40, 2: 40, b: 60 })) {
    const bodies = (await rowsOf(`service:${owner}-${name}`)).map(({ body }) => body);
    const numbers = bodies.map((body) => Number(body.slice(1)));
    expect(numbers).toHaveLength(records);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  }
});

test('streams of one service are told apart by their labels, whatever order these come in', async () => {
  const a: LogOrigin['labels'] = [
    ['job', 'x'],
    ['env', 'dev'],
  ];
  await ingest.commit('loki', [group(['1'], { labels: a }), group(['2'], { labels: [...a].reverse() })]);
  await ingest.commit('loki', [group(['3'], { labels: [['job', 'y']] })]);
  const streams = new Set((await rowsOf()).map(({ id }) => id.split('.')[1]));
  expect(streams.size).toBe(2);
  const listed = await store.read('logs.streams', {});
  expect(listed.find(({ entity }) => entity === `service:${owner}`)).toMatchObject({
    service: 'shop',
    source: 'loki',
    lines: 3,
  });
});

test('a text above the limit is cut with a mark and counted, and a stored record is more than a line', async () => {
  const outcome = await ingest.commit('loki', [group(['x'.repeat(300_000), 'first\n  at second'])]);
  expect(outcome).toEqual({ stored: 2, truncated: 1, dropped: 0 });
  const rows = await rowsOf();
  expect(rows.map(({ truncated }) => truncated)).toEqual([true, false]);
  expect(rows[0]!.body).toHaveLength(256 * 1024);
  expect(rows[1]!.body).toBe('first\n  at second');
});

test('who looks is shown records after their commit, under the name by which they are found', async () => {
  const seen: LogRow[] = [];
  const watching = tail.subscribe({ query: '' }, ({ records }) => seen.push(...records));
  await ingest.commit('loki', [group(['one', 'two'])]);
  await ingest.commit('loki', [group(['three'])]);
  expect(seen).toEqual(await rowsOf());
  watching.dispose();
});

test('a store that cannot take the records refuses the commit, and the next one goes through', async () => {
  await ingest.commit('loki', [group(['before'])]);
  const write = store.write.bind(store);
  const refused = Object.assign(new Error('disk full'), { code: 'storage_full' });
  store.write = (async (op: string, ...rest: unknown[]) => {
    if (op === 'logs.appendMany') throw refused;
    return (write as (...all: unknown[]) => unknown)(op, ...rest);
  }) as typeof store.write;
  await expect(ingest.commit('loki', [group(['lost'])])).rejects.toBe(refused);
  store.write = write;
  await ingest.commit('loki', [group(['after'])]);
  expect((await rowsOf()).map(({ body }) => body)).toEqual(['before', 'after']);
});

/** A file's cursor: bytes up to the last line that is stored. */
const fileFeed = (from: number, cursor: string | null) =>
  ingest.openFile({
    stream: () => ({ entity: `service:${owner}`, containerId: '', container: 'x.log', source: 'file' }),
    receiver: 'file',
    cursorKey: owner,
    cursor,
    cursorAt: (consumed) => String(from + consumed),
  });

test('lines of a file are stored with the place behind them, and reading goes on from there', async () => {
  const text = Buffer.from('one\ntwo\r\nthree\n    goes on\nfo');
  const feed = fileFeed(0, null);
  feed.push(text);
  await feed.end(false);
  const stored = await store.write('logs.readCursor', { containerId: owner });
  expect(Number(stored)).toBe(text.length - 2);
  const rest = Buffer.from('four\nfive');
  const next = fileFeed(Number(stored), stored);
  next.push(rest);
  await next.end(true);
  const rows = await rowsOf();
  expect(rows.map(({ body }) => body)).toEqual(['one', 'two', 'three\n    goes on', 'four', 'five']);
  expect(rows.every(({ source, container }) => source === 'file' && container === 'x.log')).toBe(true);
  const at = await store.write('logs.readCursor', { containerId: owner });
  expect(Number(at)).toBe(Number(stored) + rest.length);
});

test('a feed that began at another place than is stored is refused, and nothing of it is kept', async () => {
  const first = fileFeed(0, null);
  first.push(Buffer.from('one\n'));
  await first.end(true);
  const second = fileFeed(0, null);
  second.push(Buffer.from('one\n'));
  await expect(second.end(true)).rejects.toThrow(/another place/);
  expect(await rowsOf()).toHaveLength(1);
});

test('more at once than may be on its way is refused for now, and nothing of it is kept', async () => {
  const narrow = logIngest(store, { limits: { mostBytes: 10_000 } });
  const commits = Array.from({ length: 8 }, (_, i) => narrow.commit('loki', [group([`${i}`.repeat(6000)])]));
  const outcomes = await Promise.allSettled(commits);
  const kept = outcomes.flatMap(({ status }, i) => (status === 'fulfilled' ? [String(i)] : []));
  expect(kept.length).toBeLessThan(8);
  const refused = outcomes.find((outcome) => outcome.status === 'rejected');
  expect(refused?.reason).toMatchObject({ code: 'unavailable' });
  expect((await rowsOf()).map(({ body }) => body[0])).toEqual(kept);
  await narrow.commit('loki', [group(['afterwards'])]);
  narrow.dispose();
});

test('labels beyond the streams that may be told apart by them stay with their records', async () => {
  const narrow = logIngest(store, { limits: { mostVariants: 0 } });
  const labelled = (n: number) => group([`${n}`], { labels: [['pod', `${n}`]] });
  await narrow.commit('loki', [labelled(1), labelled(2), labelled(3)]);
  narrow.dispose();
  const rows = await rowsOf();
  expect(new Set(rows.map(({ id }) => id.split('.')[1])).size).toBe(1);
  expect(rows.map(({ attributes }) => attributes)).toEqual([1, 2, 3].map((n) => [['pod', `${n}`]]));
});

test('a format that is chosen and joining that is turned off hold from the next line on', async () => {
  const settings = logSettings();
  const live = logIngest(store, { settings });
  const feed = live.openFile({
    stream: () => ({ entity: `service:${owner}`, containerId: '', container: 'x', source: 'file' }),
    receiver: 'file',
    cursor: null,
    cursorAt: () => null,
  });
  feed.push(Buffer.from('level=info msg=one\n  goes on\n'));
  await eventually('the first record', async () => (await rowsOf()).length === 1);
  settings.set({ joinLines: false, formats: { [`service:${owner}`]: 'plain' } });
  feed.push(Buffer.from('level=info msg=two\n  stands alone\n'));
  await feed.end(true);
  live.dispose();
  const rows = await rowsOf();
  expect(rows.map(({ body, format }) => [body, format])).toEqual([
    ['level=info msg=one\n  goes on', 'logfmt'],
    ['level=info msg=two', 'plain'],
    ['  stands alone', 'plain'],
  ]);
});
