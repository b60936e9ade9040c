import { readdirSync, writeFileSync } from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { Upload } from '../../../electron/engine/files/upload.ts';
import { errorOf, jaegerFile, openFiles, resultOf } from './open-files.ts';

test('a file is read into the store and listed', async () => {
  const { open, store, dir } = await openFiles();
  const result = resultOf(await open(jaegerFile(1), 'shop.json'));
  expect(result).toMatchObject({
    format: 'jaeger-json',
    traces: 1,
    spans: 10,
    duplicates: 0,
    warnings: [],
    firstTraceId: `${'0'.repeat(31)}1`,
  });
  expect(await store.read('files.list', { limit: 10 })).toMatchObject([
    { id: result.fileId, name: 'shop.json', path: `${dir}/shop.json`, traces: 1, spans: 10 },
  ]);
});

test('the same file again stores nothing twice and stays one entry', async () => {
  const { open, store } = await openFiles();
  const first = resultOf(await open(jaegerFile(30)));
  const again = resultOf(await open(jaegerFile(30), 'copy.json'));
  expect(again).toMatchObject({ fileId: first.fileId, traces: 30, spans: 0, duplicates: 300 });
  expect(await store.read('files.list', { limit: 10 })).toHaveLength(1);
});

test('gzip is unpacked, whatever the name says', async () => {
  const { open } = await openFiles();
  expect(resultOf(await open(gzipSync(jaegerFile(3)), 'trace.json'))).toMatchObject({ traces: 3, spans: 30 });
});

describe('a file that cannot be read whole', () => {
  const whole = jaegerFile(1000);
  const cut = whole.slice(0, whole.length - 5000);

  test('stores nothing and says where it broke', async () => {
    const { open, store } = await openFiles();
    expect(errorOf(await open(cut))).toMatchObject({
      where: expect.stringMatching(/^line 1, column \d+$/),
      found: 'the end of the file',
      partialPossible: true,
    });
    expect(await store.read('files.list', { limit: 10 })).toEqual([]);
    expect(await store.read('files.unfinished', {})).toEqual([]);
    expect(resultOf(await open(whole))).toMatchObject({ spans: 10_000, duplicates: 0 });
  });

  test('gives what could be read when that is asked for', async () => {
    const { open } = await openFiles();
    const { spans, warnings } = resultOf(await open(cut, 'cut.json', true));
    expect(spans).toBeGreaterThan(9_900);
    expect(warnings.map(({ what }) => what).join()).toContain('the rest was not read');
  });

  test('of gzip that was cut off, says so', async () => {
    const { open } = await openFiles();
    const packed = gzipSync(whole);
    expect(errorOf(await open(packed.subarray(0, packed.length / 2)))).toMatchObject({
      expected: 'the rest of the gzip stream',
      found: 'the end of the file',
    });
    expect(resultOf(await open(packed.subarray(0, packed.length / 2), 'x.gz', true)).spans).toBeGreaterThan(
      100,
    );
  });
});

test.each([
  ['nothing', '', 'an empty file'],
  ['UTF-16', Buffer.from('[{"traceId":"a"}]', 'utf16le'), 'UTF-16 text; it must be UTF-8'],
  ['UTF-16 with a mark', Buffer.from('\ufeff[]', 'utf16le'), 'UTF-16 text (little-endian); it must be UTF-8'],
  ['binary data', Buffer.from([0x0c, 0xd3, 0x01, 0x0a, 0x00, 0x12, 0xff]), 'binary data'],
  ['a packed zip', gzipSync('PK\x03\x04....'), 'in gzip: a zip archive'],
  ['zstd of gzip', zstdCompressSync(gzipSync('[]')), 'in zstd: another gzip stream'],
  ['HTML', '<!doctype html>', 'XML or HTML'],
  [
    'metrics',
    '# HELP up Whether it is.\n# TYPE up gauge\nup 1 5\n',
    'metrics in text; the command `trivet import` stores those that have times',
  ],
  ['gzip of gzip', gzipSync(gzipSync('[]')), 'in gzip: another gzip stream'],
])('%s is refused by name', async (_what, content, found) => {
  const { open, store } = await openFiles();
  expect(errorOf(await open(content))).toMatchObject({ where: 'line 1', found, partialPossible: false });
  expect(await store.read('files.unfinished', {})).toEqual([]);
});

test('a document without spans is refused', async () => {
  const { open } = await openFiles();
  expect(errorOf(await open('[]'))).toMatchObject({ expected: 'at least one span', found: 'none' });
});

test('a byte order mark is skipped', async () => {
  const { open } = await openFiles();
  expect(resultOf(await open(`\ufeff${jaegerFile(1)}`)).spans).toBe(10);
});

test('what is no file is refused with its path', async () => {
  const { openPath, dir } = await openFiles();
  expect(errorOf(await openPath(dir))).toMatchObject({
    where: dir,
    expected: 'a file',
    found: 'a directory',
  });
  expect(errorOf(await openPath(`${dir}/none.json`))).toMatchObject({ found: 'nothing' });
});

test('cancelled while it is read, a file leaves nothing', async () => {
  const { files, store, dir, open } = await openFiles();
  const failed = vi.fn();
  await open(jaegerFile(1), 'other.json');
  writeFileSync(`${dir}/large.json`, jaegerFile(5000, 100));
  await new Promise<void>((resolve) => {
    const opening = files.openPath(`${dir}/large.json`, false, {
      event: (event) => event.kind === 'progress' && event.spans > 0 && opening.dispose(),
      end: resolve,
      fail: (error) => {
        failed(error);
        resolve();
      },
    });
  });
  expect(failed).toHaveBeenCalledOnce();
  expect(await store.read('files.list', { limit: 10 })).toHaveLength(1);
  expect(await store.read('files.unfinished', {})).toEqual([]);
  expect(readdirSync(dir).filter((name) => name.includes('spill'))).toEqual([]);
  expect(resultOf(await open(jaegerFile(5000, 100)))).toMatchObject({ spans: 50_000, duplicates: 0 });
});

test('removing a file leaves spans that another file brought too', async () => {
  const { open, files } = await openFiles();
  const first = resultOf(await open(jaegerFile(4)));
  const second = resultOf(await open(jaegerFile(6), 'more.json'));
  expect(second).toMatchObject({ traces: 6, spans: 20, duplicates: 40 });
  expect(await files.remove(first.fileId)).toMatchObject({ spans: 0 });
  expect(await files.remove(second.fileId)).toMatchObject({ spans: 60 });
  await expect(files.remove(first.fileId)).rejects.toMatchObject({ code: 'not_found' });
});

test('an upload is read piece by piece, each answered when it was taken', async () => {
  const { openUpload } = await openFiles();
  const bytes = Buffer.from(jaegerFile(200));
  const upload = new Upload('dropped.json', bytes.length);
  const done = openUpload(upload);
  for (let at = 0; at < bytes.length; at += 50_000) {
    const piece = new Uint8Array(bytes.subarray(at, at + 50_000));
    await upload.give({ bytes: piece, last: at + 50_000 >= bytes.length });
  }
  expect(resultOf(await done)).toMatchObject({ traces: 200, spans: 2000 });
});

test('a span with the identity of another one but other content is left out with a warning', async () => {
  const { open } = await openFiles();
  const span = { traceId: 'a', id: '1', timestamp: 5, localEndpoint: { serviceName: 'web' } };
  const result = resultOf(await open(JSON.stringify([span, { ...span, tags: { a: 'b' } }, span])));
  expect(result).toMatchObject({ spans: 1, duplicates: 2 });
  expect(result.warnings.map(({ what }) => what)).toEqual([
    expect.stringMatching(/^1 of the duplicates differ/),
  ]);
});
