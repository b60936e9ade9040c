import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { OpenFileEvent } from '../../../shared/contract/files.ts';
import type { LogRow } from '../../../shared/contract/logs.ts';
import { corpusFile, hasCorpus } from '../../corpus.ts';
import { tempDir } from '../../temp-dir.ts';
import { sharedEngine } from '../shared-engine.ts';
import { journalEntries, journalExport, journalJson } from './journal-files.ts';
import { errorOf, jaegerFile, resultOf } from './open-files.ts';

const shared = sharedEngine({});

const open = (path: string) =>
  new Promise<OpenFileEvent>((resolve, reject) => {
    let last: OpenFileEvent | null = null;
    shared.client.subscribe(
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

async function recordsOf(path: string): Promise<LogRow[]> {
  const page = await shared.client.call('logs.query', {
    start: 0n,
    end: 2n ** 62n,
    entities: [`file:${path}`],
    direction: 'forward',
    limit: 5000,
  });
  return page.records;
}

const LINES = Array.from(
  { length: 50 },
  (_, i) => `2026-11-20T10:00:${String(i).padStart(2, '0')}Z INFO line ${i}`,
);
const TEXT = `${LINES.join('\n')}\n`;

test.each([
  ['plain', TEXT],
  ['CR LF, the last line without its end', LINES.join('\r\n')],
  ['gzip', gzipSync(TEXT)],
  ['zstd', zstdCompressSync(TEXT)],
  ['UTF-16 with a mark', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${TEXT}`)],
])('%s: lines of text have the times and levels that stand in them', async (_what, content) => {
  const path = written('app.log', content);
  expect(resultOf(await open(path))).toMatchObject({
    format: 'log-text',
    traces: 0,
    spans: 0,
    logs: {
      entity: `file:${path}`,
      records: 50,
      firstMs: Date.parse('2026-11-20T10:00:00Z'),
      lastMs: Date.parse('2026-11-20T10:00:49Z'),
    },
    warnings: [],
  });
  const records = await recordsOf(path);
  expect(records.map(({ body }) => body)).toEqual(LINES);
  expect(records[1]).toMatchObject({
    timeUnixNano: 1_795_168_801_000_000_000n,
    severityNumber: 9,
    source: 'file',
    container: 'app.log',
  });
});

test('an opened log is listed, opened but once, and goes when it is removed', async () => {
  const path = written('twice.log', TEXT.replaceAll('line', 'twice'));
  const first = resultOf(await open(path));
  const again = resultOf(await open(path));
  expect(again).toMatchObject({ fileId: first.fileId, logs: { records: 50 } });
  expect(await recordsOf(path)).toHaveLength(50);
  const list = await shared.client.call('files.list', {});
  expect(list.find(({ id }) => id === first.fileId)).toMatchObject({
    path,
    format: 'log-text',
    logs: { entity: `file:${path}`, records: 50 },
  });
  expect(await shared.client.call('files.remove', { id: first.fileId })).toEqual({
    spans: 0,
    logRecords: 50,
  });
  expect(await recordsOf(path)).toEqual([]);
  const { patterns } = await shared.client.call('logs.patterns', {
    start: 0n,
    end: 2n ** 62n,
    entities: [`file:${path}`],
    buckets: 1,
  });
  expect(patterns).toEqual([]);
  expect(resultOf(await open(path)).logs?.records).toBe(50);
});

test('a log of last year stays, for a person opened it', async () => {
  const path = written('old.log', TEXT.replaceAll('2026-11-20', '2020-01-01'));
  const { fileId } = resultOf(await open(path));
  const params = { signal: 'logs', startMs: 0, endMs: Date.now() } as const;
  await shared.client.call('storage.delete', params);
  expect(await recordsOf(path)).toHaveLength(50);
  await shared.client.call('files.remove', { id: fileId });
});

test.each([
  ['export', journalExport()],
  ['json', journalJson()],
])('journalctl -o %s: entries with their fields', async (kind, content) => {
  const path = written(`journal.${kind}`, content);
  expect(resultOf(await open(path))).toMatchObject({
    format: `log-journal-${kind}`,
    logs: { records: journalEntries.length },
    warnings: [],
  });
  const [first, second, third] = await recordsOf(path);
  expect(first).toMatchObject({
    body: 'Started Session 12 of user anna.',
    timeUnixNano: 1_700_000_000_123_456_000n,
    severityNumber: 9,
    service: 'systemd',
  });
  expect(first?.attributes).toContainEqual(['_SYSTEMD_UNIT', 'init.scope']);
  expect(second).toMatchObject({ body: 'two\nlines', severityNumber: 17, service: 'app' });
  // Its program named an earlier time than that at which the journal took it.
  expect(third).toMatchObject({ timeUnixNano: 1_700_000_001_500_000_000n, severityNumber: 10 });
  expect(third?.attributes).toContainEqual(['SYSLOG_RAW', ['one', 'two']]);
});

test('a journal that breaks off is read up to there', async () => {
  const whole = journalExport();
  const path = written('cut.export', whole.subarray(0, whole.length - 30));
  const { logs, warnings } = resultOf(await open(path));
  expect(logs?.records).toBe(journalEntries.length - 1);
  expect(warnings).toHaveLength(1);
});

test('what is neither traces nor logs is refused, and so is a document', async () => {
  for (const [name, content] of [
    ['README.md', '# notes\n\nNothing to see here.\n'],
    ['package.json', '{\n  "name": "x",\n  "level": "error"\n}\n'],
    ['binary', Buffer.from([7, 0, 1, 2, 3, 255, 254, 0, 0])],
    ['page.html', '<html></html>'],
  ] as const) {
    expect(errorOf(await open(written(name, content))), name).toMatchObject({ found: expect.any(String) });
  }
  expect(resultOf(await open(written('trace.log', jaegerFile(1))))).toMatchObject({ spans: 10, logs: null });
});

test.runIf(hasCorpus).each([
  ['generated/docker-json-file.log', 'log-docker-json', 31, 0],
  ['beats-docker_corrupted.log', 'log-docker-json', 20, 1],
  ['generated/docker-logs-multiplexed.bin', 'log-docker-frames', 15, 0],
  ['generated/docker-logs-multiplexed-truncated.bin', 'log-docker-frames', 14, 0],
  ['vector-utf-16le.log', 'log-text', 5, 0],
  ['generated/mixed-encodings.log', 'log-text', 20, 0],
  ['generated/very-long-lines.log', 'log-text', 4, 0],
  // Lines that are indented below one belong to it.
  ['lnav/logfile_invalid_utf8.0', 'log-text', 3, 0],
  ['generated/nginx-access.log', 'log-text', 200, 0],
  ['generated/pino.jsonl', 'log-text', 60, 0],
])('corpus %s', async (name, format, records, warnings) => {
  const path = corpusFile(`logs/${name}`);
  const result = resultOf(await open(path));
  expect(result).toMatchObject({ format, logs: { records } });
  expect(result.warnings).toHaveLength(warnings);
});

test.runIf(hasCorpus)("a Docker line over 16 KiB is one record, with its first piece's time", async () => {
  const path = corpusFile('logs/generated/docker-json-file.log');
  await open(path);
  const records = await recordsOf(path);
  const pieces = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(-3)
    .map((line) => JSON.parse(line) as { log: string });
  const long = records.find(({ body }) => body.length > 20_000);
  const whole = pieces.map(({ log }) => log).join('');
  expect(long?.body === whole.trimEnd()).toBe(true);
  expect(records.filter(({ stream }) => stream === 'stderr')).toHaveLength(11);
});
