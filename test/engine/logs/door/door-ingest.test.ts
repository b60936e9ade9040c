import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../electron/engine/clock.ts';
import { Counters } from '../../../../electron/engine/counters.ts';
import { PipelineFiles } from '../../../../electron/engine/logs/door/pipeline-files.ts';
import type { LogIngest } from '../../../../electron/engine/logs/log-ingest.ts';
import { Store } from '../../../../electron/engine/storage/store.ts';
import type { LogRow } from '../../../../shared/contract/logs.ts';
import type { Attributes } from '../../../../shared/model/attributes.ts';
import { eventually } from '../../../docker.ts';
import { logIngest, logSettings } from '../../log-ingest.ts';

const settings = logSettings();
const counters = new Counters(systemClock);
let store: Store;
let files: PipelineFiles;
let ingest: LogIngest;
let dir = '';
let service = '';

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'trivet-door-'));
  store = await Store.open(dir, false, pino({ level: 'silent' }));
  files = new PipelineFiles(settings, () => Date.now());
  ingest = logIngest(store, { counters, settings, pipelines: files });
});

afterAll(async () => {
  ingest.dispose();
  files.dispose();
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

beforeEach(({ task }) => {
  service = task.id;
  onTestFinished(() => settings.set({}));
});

const commit = (body: string, attributes: Attributes = []) =>
  ingest.commit('loki', [
    {
      origin: {
        source: 'loki',
        entity: `service:${service}`,
        containerId: '',
        container: service,
        service,
        labels: [],
      },
      records: [{ timeUnixNano: null, severityNumber: 0, body, attributes, traceId: '', spanId: '' }],
    },
  ]);

/** Reads lines as from a file. */
async function readLines(text: string): Promise<void> {
  const feed = ingest.openFile({
    stream: () => ({
      entity: `service:${service}`,
      containerId: '',
      container: service,
      service,
      source: 'file',
    }),
    receiver: 'file',
    cursorKey: service,
    cursor: null,
    cursorAt: String,
  });
  feed.push(Buffer.from(text));
  await feed.end(true);
}

async function rows(): Promise<LogRow[]> {
  const all = { start: 0n, end: 2n ** 62n, query: '', direction: 'forward' as const, limit: 5000 };
  return (await store.read('logs.query', { ...all, entities: [`service:${service}`] })).records;
}
const bodies = async () => (await rows()).map(({ body }) => body);

const KEY = '-----BEGIN PRIVATE KEY-----\nMIIEvQ\nabc\n-----END PRIVATE KEY-----';

test('redaction of storage holds for text and attributes as soon as it is switched on, and is counted', async () => {
  await commit('mail to a@b.org', [['to', 'c@d.org']]);
  settings.set({ redaction: { storage: true, rules: [{ name: 'order', pattern: 'o-[0-9]+' }] } });
  await commit('mail to a@b.org of o-12', [['to', 'c@d.org']]);
  await readLines(`loaded\n${KEY}\ndone\n`);
  expect((await rows()).map(({ body, attributes }) => [body, attributes])).toEqual([
    ['mail to a@b.org', [['to', 'c@d.org']]],
    ['mail to [redacted:email] of [redacted:order]', [['to', '[redacted:email]']]],
    ['loaded', []],
    ['[redacted:private-key]', []],
    ['done', []],
  ]);
  const counts = Object.fromEntries(counters.redactedCounts().map(({ name, items }) => [name, items]));
  expect(counts).toEqual({ email: 2, order: 1, 'private-key': 1 });
});

test('a private key goes as a whole where lines are not joined', async () => {
  settings.set({ joinLines: false, redaction: { storage: true } });
  await readLines(`a\n  b\n${KEY}\nc\n`);
  expect(await bodies()).toEqual(['a', '  b', '[redacted:private-key]', 'c']);
});

test('a pipeline file is followed: a fault is told with its line while the last good content goes on', async () => {
  const path = join(dir, 'trivet-pipelines.yml');
  const stages = (mark: string) =>
    `selector: '{service="${service}"}'
pipeline_stages:
  - regex: {expression: '^(?P<level>\\w+) (?P<msg>.*)$'}
  - drop: {source: msg, value: health}
  - static_labels: {mark: ${mark}}
  - output: {source: msg}
`;
  writeFileSync(path, stages('one'));
  settings.set({ pipelines: [dir] });
  expect(files.views).toMatchObject([{ path, state: 'loaded', pipelines: 1, fault: null }]);
  expect(await commit('ERROR mail a@b.org')).toEqual({ stored: 1, truncated: 0, dropped: 0 });
  expect(await commit('INFO health')).toEqual({ stored: 0, truncated: 0, dropped: 1 });
  const [row] = await rows();
  expect(row).toMatchObject({
    body: 'mail a@b.org',
    severityNumber: 17,
    format: 'pipeline',
    attributes: [
      ['mark', 'one'],
      ['level', 'ERROR'],
    ],
  });

  writeFileSync(path, `${stages('two')}  - jsn: {}\n`);
  await eventually('the fault is seen', () => files.views[0]?.state === 'refused');
  expect(files.views[0]).toMatchObject({ line: 7, fault: 'stage jsn is not known', keptBefore: true });
  await commit('ERROR again');
  writeFileSync(path, stages('three'));
  await eventually('the file is good again', () => files.views[0]?.state === 'loaded');
  await commit('ERROR last');
  expect((await rows()).map(({ attributes }) => attributes[0]?.[1])).toEqual(['one', 'one', 'three']);
  await eventually('all are counted', () => files.views[0]?.records === 4);
  expect(files.views[0]?.dropped).toBe(1);
  expect(counters.droppedCounts()).toContainEqual({
    receiver: 'pipeline',
    signal: 'logs',
    cause: 'sampled',
    items: 1,
  });
});

test("a pipeline's multiline stage joins lines, and redaction comes behind its stages", async () => {
  const path = join(dir, 'multiline.yml');
  writeFileSync(
    path,
    "pipeline_stages:\n  - multiline: {firstline: '^\\[', max_lines: 10}\n  - regex: {expression: '(?P<user>\\S+@\\S+)'}\n",
  );
  settings.set({ pipelines: [path], redaction: { storage: true } });
  await readLines('[1] a\nb\n\n[2] x@y.org\nc\n');
  expect((await rows()).map(({ body, attributes }) => [body, attributes])).toEqual([
    ['[1] a\nb\n', []],
    ['[2] [redacted:email]\nc', [['user', '[redacted:email]']]],
  ]);
});

test('hostile lines come through joining, stages and redaction bounded, and none is lost', async () => {
  const path = join(dir, 'hostile.yml');
  writeFileSync(
    path,
    `pipeline_stages:
  - json: {expressions: {a: a, proto: __proto__, deep: a.b}}
  - logfmt: {mapping: {b: ''}}
  - regex: {expression: '^(?P<r>(a+)+)$'}
  - template: {source: t, template: '{{ .Entry | ToUpper | trunc 10 }}'}
`,
  );
  settings.set({ pipelines: [path], redaction: { storage: true } });
  const lines = [
    'x'.repeat(10 * 2 ** 20),
    JSON.stringify(Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, i]))),
    '['.repeat(5_000) + ']'.repeat(5_000),
    `{"a":${'{"b":'.repeat(5_000)}1${'}'.repeat(5_001)}`,
    'nul \0\0 in it',
    '\u202eright to left\u202c',
    '\u001b]8;;http://evil.example\u0007link\u001b]8;;\u0007',
    '<script>alert(1)</script>',
    '{"__proto__":{"x":1},"constructor":"y","a":"z"}',
    `${'a'.repeat(50_000)}!`,
    `${'@'.repeat(50_000)}`,
    'eyJ'.repeat(20_000),
  ];
  await readLines(`${lines.join('\n')}\n`);
  const stored = await rows();
  expect(stored).toHaveLength(lines.length);
  expect(stored.every(({ body }) => Buffer.byteLength(body) <= 256 * 1024)).toBe(true);
  expect(stored.filter(({ truncated }) => truncated)).toHaveLength(2);
  expect(stored.slice(4, 8).map(({ body }) => body)).toEqual(lines.slice(4, 8));
  expect(({} as Record<string, unknown>).x).toBeUndefined();
  // Bytes that are no UTF-8 are kept as they are, and shown with replacement characters.
  const before = stored.length;
  await readInvalid();
  expect((await rows()).slice(before).map(({ body }) => body)).toEqual(['\ufffd [redacted:email] \ufffd']);
});

async function readInvalid(): Promise<void> {
  const feed = ingest.openFile({
    stream: () => ({
      entity: `service:${service}`,
      containerId: '',
      container: service,
      service,
      source: 'file',
    }),
    receiver: 'file',
    cursorKey: `${service}-invalid`,
    cursor: null,
    cursorAt: String,
  });
  settings.set({ redaction: { storage: true } });
  feed.push(Buffer.from([0xff, ...Buffer.from(' a@b.org '), 0xc3, 0x0a]));
  await feed.end(true);
}
