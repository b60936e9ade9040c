import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineFlag, lineSource } from '../../../../electron/engine/formats/line-sink.ts';
import { detectSeverity } from '../../../../electron/engine/formats/log-line.ts';
import { mergeBlocks, packBlocks } from '../../../../electron/engine/logs/block-merger.ts';
import { logWriteOps } from '../../../../electron/engine/storage/logs/append.ts';
import {
  decodeColumns,
  decodeText,
  encodeBlock,
  nanoAt,
} from '../../../../electron/engine/storage/logs/block.ts';
import { LineBatch } from '../../../../electron/engine/storage/logs/line-batch.ts';
import { type LogQuery, logQuery } from '../../../../electron/engine/storage/logs/query.ts';
import { WriteSession } from '../../../../electron/engine/storage/session.ts';
import { openStoreFiles } from '../../../../electron/engine/storage/writer/open-files.ts';
import type { LogPage, LogRow } from '../../../../shared/contract/logs.ts';
import { type SeverityLevel, severityLevel } from '../../../../shared/model/log-record.ts';
import { tempDir } from '../../../temp-dir.ts';
import { openStore } from '../../open-store.ts';

interface Line {
  ns: bigint;
  text: string;
}

const SECOND = 1_000_000_000n;
const T = 1_716_629_213n * SECOND;

function batchOf(lines: Line[]): LineBatch {
  const batch = new LineBatch();
  for (const { ns, text } of lines) {
    const bytes = Buffer.from(text);
    batch.line(Number(ns / SECOND), Number(ns % SECOND), lineSource.stdout, 0, bytes, 0, bytes.length);
  }
  return batch;
}

const blockOf = (lines: Line[]) => encodeBlock(batchOf(lines));
const all = { start: 0n, end: 2n ** 62n };

async function storeWith(streams: Record<string, Line[][]>) {
  const store = await openStore();
  for (const [name, blocks] of Object.entries(streams)) {
    const stream = { entity: `name:${name}`, containerId: `id-${name}`, container: name };
    await store.write('logs.append', { stream, blocks: blocks.map(blockOf), cursor: null });
  }
  return store;
}

const ask = (over: Partial<LogQuery> = {}): LogQuery => ({
  ...all,
  query: '',
  direction: 'backward',
  limit: 5000,
  ...over,
});

const bodies = (records: LogRow[]) => records.map(({ body }) => body);

test('a block gives back times, sources and bytes, whatever they are', () => {
  const anyNs = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
    fc.bigInt({ min: T, max: T + 10n * SECOND }),
  );
  const anyLine = fc.record({
    ns: anyNs,
    bytes: fc.uint8Array({ maxLength: 100 }),
    source: fc.constantFrom(...Object.values(lineSource)),
  });
  fc.assert(
    fc.property(fc.array(anyLine, { minLength: 1, maxLength: 50 }), (lines) => {
      const batch = new LineBatch();
      for (const { ns, bytes, source } of lines) {
        batch.line(Number(ns / SECOND), Number(ns % SECOND), source, 0, bytes, 0, bytes.length);
      }
      const block = encodeBlock(batch);
      const text = decodeText(block.text);
      const columns = decodeColumns(block.columns, lines.length, text);
      for (const [i, { ns, bytes, source }] of lines.entries()) {
        const start = i === 0 ? 0 : columns.ends[i - 1]! + 1;
        expect(nanoAt(columns, i)).toBe(ns);
        expect(text.subarray(start, columns.ends[i]).equals(bytes)).toBe(true);
        expect(columns.sources[i]).toBe(source);
      }
      const times = lines.map(({ ns }) => ns).sort((a, b) => (a < b ? -1 : 1));
      expect([block.minNs, block.maxNs]).toEqual([times[0], times.at(-1)]);
    }),
  );
});

test('lines that are not UTF-8 are kept as they came and marked', async () => {
  const store = await openStore();
  const batch = new LineBatch();
  const bytes = Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x00, 0x21]);
  batch.line(1, 0, lineSource.stdout, lineFlag.truncated, bytes, 0, bytes.length);
  const stream = { entity: 'name:a', containerId: 'a', container: 'a' };
  await store.write('logs.append', { stream, blocks: [encodeBlock(batch)], cursor: null });
  const { records } = await store.read('logs.query', ask());
  expect(records).toMatchObject([
    { body: 'caf\ufffd\0!', truncated: true, attributes: [['log.invalid_utf8', true]] },
  ]);
});

test('lines of several containers are merged by time, newest first, and pages join without seam', async () => {
  const at = (second: number, text: string) => ({ ns: T + BigInt(second) * SECOND, text });
  const store = await storeWith({
    api: [[at(1, 'a1'), at(3, 'a3')], [at(5, 'a5')]],
    web: [[at(2, 'w2'), at(3, 'w3'), at(6, 'w6')]],
  });
  const first = await store.read('logs.query', ask({ limit: 3 }));
  expect(bodies(first.records)).toEqual(['w6', 'a5', 'w3']);
  const second = await store.read('logs.query', ask({ limit: 3, cursor: first.cursor! }));
  expect(bodies(second.records)).toEqual(['a3', 'w2', 'a1']);
  const context = await store.read('logs.query', ask({ direction: 'forward', cursor: first.records[1]!.id }));
  expect(bodies(context.records)).toEqual(['w6']);
});

/** The same operations without threads, for many small stores. */
function openSession(): WriteSession {
  const { telemetry, settings } = openStoreFiles({ dataDir: tempDir(), check: false, nowMs: 0 });
  return new WriteSession(telemetry, settings);
}

function fill(session: WriteSession, streams: Record<string, Line[][]>): void {
  session.db.exec('DELETE FROM log_blocks; DELETE FROM log_block_data; DELETE FROM log_streams');
  for (const [name, blocks] of Object.entries(streams)) {
    const stream = { entity: `name:${name}`, containerId: `id-${name}`, container: name };
    logWriteOps['logs.append'](session, { stream, blocks: blocks.map(blockOf), cursor: null });
  }
}

function pageOf(session: WriteSession, params: LogQuery): LogPage {
  const slices = logQuery['logs.query'](session, params);
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
  }
}

test('any search finds what looking at every line finds, in both directions and page by page', () => {
  const session = openSession();
  const words = ['error', 'Error', 'GET /', 'ünï', 'ÜNÏ', 'x', '\0', 'ok', 'level=warn', ' ', 'İ'];
  const text = fc.array(fc.constantFrom(...words), { maxLength: 5 }).map((parts) => parts.join(''));
  const line = fc.record({ ns: fc.bigInt({ min: 0n, max: 40n }).map((ns) => T + ns), text });
  const blocks = fc.array(fc.array(line, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 });
  const levels = fc.option(fc.subarray<SeverityLevel>(['unknown', 'warn', 'error']), { nil: undefined });
  fc.assert(
    fc.property(
      fc.record({ a: blocks, b: blocks }),
      fc.constantFrom('', 'error', 'Error', 'ünï', 'ÜNÏ', 'get', 'xx', '\0', 'rror', 'none such'),
      levels,
      fc.tuple(fc.bigInt({ min: 0n, max: 40n }), fc.bigInt({ min: 0n, max: 40n })),
      fc.constantFrom<'forward' | 'backward'>('forward', 'backward'),
      fc.record({ limit: fc.integer({ min: 1, max: 20 }), withinMs: fc.constantFrom(-1, 1000) }),
      (streams, query, levels, [from, to], direction, { limit, withinMs }) => {
        fill(session, streams);
        const range = { start: T + from, end: T + to };
        const found: LogRow[] = [];
        let cursor: string | undefined;
        do {
          const page = pageOf(session, { ...range, query, levels, direction, limit, withinMs, cursor });
          found.push(...page.records);
          cursor = page.cursor ?? undefined;
        } while (cursor);
        const expected = naive(streams, query, levels, range);
        if (direction === 'backward') expected.reverse();
        expect(bodies(found)).toEqual(expected);
      },
    ),
    { numRuns: 150 },
  );
  session.db.close();
  session.settings.db.close();
});

function naive(
  streams: Record<string, Line[][]>,
  query: string,
  levels: SeverityLevel[] | undefined,
  { start, end }: { start: bigint; end: bigint },
): string[] {
  const matches = (text: string) => {
    if (query !== query.toLowerCase()) return text.includes(query);
    const ascii = (value: string) => value.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    return /^[\0-\x7f]*$/.test(query) ? ascii(text).includes(query) : text.toLowerCase().includes(query);
  };
  const lines = Object.values(streams).flatMap((blocks, stream) =>
    blocks.flat().map(({ ns, text }, seq) => ({ ns, stream, seq, text })),
  );
  return lines
    .filter(({ ns, text }) => ns >= start && ns <= end && matches(text))
    .filter(({ text }) => !levels || levels.includes(severityLevel(severityOf(text))))
    .sort((a, b) => (a.ns !== b.ns ? (a.ns < b.ns ? -1 : 1) : a.stream - b.stream || a.seq - b.seq))
    .map(({ text }) => text);
}

function severityOf(text: string): number {
  const bytes = Buffer.from(text);
  return detectSeverity(bytes, 0, bytes.length);
}

test('volume counts lines a step by level, from facts and from lines alike', async () => {
  const at = (ms: number, text: string) => ({ ns: T + BigInt(ms) * 1_000_000n, text });
  const store = await storeWith({
    api: [
      [at(0, 'level=error'), at(100, 'ok')],
      [at(900, 'level=warn'), at(1900, 'ok'), at(3999, 'level=error')],
    ],
  });
  const range = { start: T, end: T + 4n * SECOND - 1n, buckets: 4 };
  const plain = await store.read('logs.volume', { ...range, query: '' });
  expect(plain.stepMs).toBe(1000);
  expect(Object.fromEntries(plain.counts.map(([level, counts]) => [level, [...counts]]))).toEqual({
    unknown: [1, 1, 0, 0],
    warn: [1, 0, 0, 0],
    error: [1, 0, 0, 1],
  });
  expect(plain.total).toBe(5);
  const filtered = await store.read('logs.volume', { ...range, query: 'level', levels: ['error'] });
  expect(filtered.counts.map(([level, counts]) => [level, [...counts]])).toEqual([['error', [1, 0, 0, 1]]]);
  expect(await store.read('logs.errorCounts', { start: T, end: T + SECOND })).toEqual([['name:api', 1]]);
  expect(await store.read('logs.errorCounts', { start: T, end: T + 9n * SECOND })).toEqual([['name:api', 2]]);
});

test('lines and the place up to which they were read are kept together', async () => {
  const store = await openStore();
  const stream = { entity: 'name:a', containerId: 'a', container: 'a' };
  expect(await store.write('logs.readCursor', { containerId: 'a' })).toBeNull();
  await store.write('logs.append', {
    stream,
    blocks: [blockOf([{ ns: T, text: 'x' }])],
    cursor: { from: null, to: 'here' },
  });
  expect(await store.write('logs.readCursor', { containerId: 'a' })).toBe('here');
  const broken = { ...blockOf([{ ns: T, text: 'y' }]), text: null as unknown as Uint8Array<ArrayBuffer> };
  await expect(
    store.write('logs.append', { stream, blocks: [broken], cursor: { from: 'here', to: 'there' } }),
  ).rejects.toThrow();
  expect(await store.write('logs.readCursor', { containerId: 'a' })).toBe('here');
  const later = { stream, blocks: [blockOf([{ ns: T, text: 'z' }])], cursor: { from: 'there', to: 'far' } };
  await expect(store.write('logs.append', later)).rejects.toThrow(/another place/);
  expect(bodies((await store.read('logs.query', ask())).records)).toEqual(['x']);
});

test('deleting takes whole blocks whose last line is old enough, and the counters with them', async () => {
  const day = 86_400n * SECOND;
  const store = await storeWith({ a: [[{ ns: T, text: 'old' }], [{ ns: T + day, text: 'new' }]] });
  const endMs = Number((T + SECOND) / 1_000_000n);
  const deleted = await store.write('storage.deleteSlice', { signal: 'logs', startMs: 0, endMs });
  expect(deleted).toMatchObject({ items: 1, more: false });
  expect(bodies((await store.read('logs.query', ask())).records)).toEqual(['new']);
  const usage = await store.read('storage.usage', {});
  expect(usage.find(({ signal }) => signal === 'logs')).toMatchObject({ items: 1 });
  expect(await store.read('logs.streams', {})).toMatchObject([
    { entity: 'name:a', container: 'a', lines: 1 },
  ]);
});

test('small blocks become large ones; every line keeps its name, time and level', async () => {
  const store = await openStore();
  for (const name of ['a', 'b']) {
    const stream = { entity: `name:${name}`, containerId: name, container: name };
    const writes = Array.from({ length: 70 }, (_, i) => {
      const lines = [
        { ns: T + BigInt(i) * SECOND, text: i % 3 ? `line ${i}` : `level=error line ${i}` },
        { ns: T + BigInt(i) * SECOND - 5n * SECOND, text: `back in time ${i}` },
      ];
      return store.write('logs.append', { stream, blocks: [blockOf(lines)], cursor: null });
    });
    await Promise.all(writes);
  }
  const before = await store.read('logs.query', ask());
  const volume = { start: T, end: T + 100n * SECOND, buckets: 10, query: '' };
  const counted = await store.read('logs.volume', volume);
  expect(await mergeBlocks(store, 10)).toBe(2);
  expect(await mergeBlocks(store, 10)).toBe(0);
  const after = await store.read('logs.query', ask());
  expect(after.records).toEqual(before.records);
  expect(after.records).toHaveLength(280);
  expect(await store.read('logs.volume', volume)).toEqual(counted);
  const usage = await store.read('storage.usage', {});
  const logs = usage.find(({ signal }) => signal === 'logs');
  expect(logs?.items).toBe(280);
  const endMs = Number((T + 1000n * SECOND) / 1_000_000n);
  await store.write('storage.deleteSlice', { signal: 'logs', startMs: 0, endMs });
  const emptied = await store.read('storage.usage', {});
  expect(emptied.find(({ signal }) => signal === 'logs')).toMatchObject({ items: 0, bytes: 0 });
});

test('blocks that stay are packed: fewer and smaller, and every record is read as before', async () => {
  const store = await openStore();
  const lines = (block: number): Line[] =>
    Array.from({ length: 1500 }, (_, i) => ({
      ns: T + BigInt(block * 1500 + i) * 1_234_567n,
      text: `level=${i % 7 ? 'info' : 'error'} request=${Math.imul(block * 1500 + i, 0x9e3779b1) >>> 0} done`,
    }));
  const stream = { entity: 'name:a', containerId: 'a', container: 'a' };
  for (let block = 0; block < 5; block++) {
    await store.write('logs.append', { stream, blocks: [blockOf(lines(block))], cursor: null });
  }
  const before = await store.read('logs.query', ask());
  const volume = { start: T, end: T + 100n * SECOND, buckets: 10, query: '' };
  const counted = await store.read('logs.volume', volume);
  const usage = async () => (await store.read('storage.usage', {})).find(({ signal }) => signal === 'logs');
  const took = await usage();
  expect(await packBlocks(store, 10)).toBe(2);
  expect(await packBlocks(store, 10)).toBe(0);
  expect((await store.read('logs.query', ask())).records).toEqual(before.records);
  expect(await store.read('logs.volume', volume)).toEqual(counted);
  const packed = await usage();
  expect(packed?.items).toBe(7500);
  expect(packed?.bytes).toBeLessThan((took?.bytes ?? 0) * 0.9);
  const rare = String(Math.imul(4321, 0x9e3779b1) >>> 0);
  expect(bodies((await store.read('logs.query', ask({ query: rare }))).records)).toEqual([
    lines(2)[4321 - 3000]!.text,
  ]);
});
