import {
  appendFileSync,
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { FileSlots } from '../../../../electron/engine/logs/files/file-slots.ts';
import { FollowedFile } from '../../../../electron/engine/logs/files/followed-file.ts';
import { tempDir } from '../../../temp-dir.ts';
import { LineStore } from './line-store.ts';
import { expected, lines, Writer } from './rotating-writer.ts';

const logger = pino({ level: 'silent' });

function following(path: string, store: LineStore, now = { ms: 0 }, slots = new FileSlots(10)): FollowedFile {
  const followed = new FollowedFile({
    path,
    readCursor: async () => store.cursor,
    openFeed: store.open,
    slots,
    logger,
    now: () => now.ms,
  });
  onTestFinished(() => followed.dispose());
  return followed;
}

/** Looks, and lets what was found be stored. */
async function settled(followed: FollowedFile): Promise<void> {
  await followed.poke();
  await followed.rest();
}

test('lines are read as they are appended, and half a line when it is whole', async () => {
  const [store, path] = [new LineStore(), join(tempDir(), 'app.log')];
  const followed = following(path, store);
  await settled(followed);
  expect(followed.state.state).toBe('missing');
  writeFileSync(path, `${lines(0, 10)}line 00`);
  await settled(followed);
  expect(store.lines).toEqual(expected(10));
  appendFileSync(path, '00010 xxxxxxxxxx\r\n');
  await settled(followed);
  expect(store.lines).toEqual(expected(11));
});

test('a restart goes on behind the last stored line', async () => {
  const [store, path] = [new LineStore(), join(tempDir(), 'app.log')];
  writeFileSync(path, lines(0, 20));
  await settled(following(path, store));
  appendFileSync(path, lines(20, 30));
  await settled(following(path, store));
  expect(store.lines).toEqual(expected(30));
});

test('the last lines before a rename are read by the handle, also when the file is packed at once', async () => {
  const [store, path] = [new LineStore(), join(tempDir(), 'app.log')];
  writeFileSync(path, lines(0, 10));
  const followed = following(path, store);
  await followed.poke();
  appendFileSync(path, lines(10, 20));
  renameSync(path, `${path}.1`);
  writeFileSync(`${path}.1.gz`, gzipSync(readFileSync(`${path}.1`)));
  rmSync(`${path}.1`);
  writeFileSync(path, lines(20, 25));
  await settled(followed);
  expect(store.lines).toEqual(expected(25));
});

test('lines that come late into the renamed file are read too', async () => {
  const [store, path] = [new LineStore(), join(tempDir(), 'app.log')];
  writeFileSync(path, lines(0, 10));
  const followed = following(path, store);
  await followed.poke();
  renameSync(path, `${path}.1`);
  writeFileSync(path, `${lines(10, 12)}half`);
  await followed.poke();
  appendFileSync(`${path}.1`, lines(12, 14));
  await followed.poke();
  appendFileSync(path, ' line\n');
  await settled(followed);
  expect(store.lines).toEqual([...expected(14), 'half line']);
});

test('while the new file is empty the old one is followed, until it is quiet', async () => {
  const [store, path, now] = [new LineStore(), join(tempDir(), 'app.log'), { ms: 0 }];
  writeFileSync(path, lines(0, 5));
  const followed = following(path, store, now);
  await followed.poke();
  renameSync(path, `${path}.1`);
  writeFileSync(path, '');
  await followed.poke();
  appendFileSync(`${path}.1`, lines(5, 8));
  await followed.poke();
  now.ms += 5_000;
  await followed.poke();
  appendFileSync(path, lines(8, 9));
  await settled(followed);
  expect(store.lines).toEqual(expected(9));
});

test.each(['', '.gz', '.zst'])(
  'the rest of an emptied file is read from its copy app.log.1%s',
  async (ending) => {
    const [store, path] = [new LineStore(), join(tempDir(), 'app.log')];
    writeFileSync(path, lines(0, 100));
    const followed = following(path, store);
    await followed.poke();
    appendFileSync(path, lines(100, 150));
    const content = readFileSync(path);
    if (ending === '') copyFileSync(path, `${path}.1`);
    else
      writeFileSync(`${path}.1${ending}`, ending === '.gz' ? gzipSync(content) : zstdCompressSync(content));
    truncateSync(path, 0);
    appendFileSync(path, lines(150, 160));
    await settled(followed);
    expect(store.lines).toEqual(expected(160));
  },
);

test('a file that was emptied and has grown beyond the old place is not taken for the same', async () => {
  const [store, path] = [new LineStore(), join(tempDir(), 'app.log')];
  writeFileSync(path, lines(0, 10));
  const followed = following(path, store);
  await followed.poke();
  copyFileSync(path, `${path}.1`);
  truncateSync(path, 0);
  appendFileSync(path, lines(10, 200));
  await settled(followed);
  expect(store.lines).toEqual(expected(200));
});

test('a file that is deleted and made anew is read from its start, whatever its number', async () => {
  const [store, path] = [new LineStore(), join(tempDir(), 'app.log')];
  writeFileSync(path, lines(0, 10));
  const followed = following(path, store);
  await settled(followed);
  rmSync(path);
  await settled(followed);
  writeFileSync(path, lines(10, 30));
  await settled(followed);
  expect(store.lines).toEqual(expected(30));
});

test('after several rotations while nobody looked, all of them are read in their order', async () => {
  const [store, path] = [new LineStore(), join(tempDir(), 'app.log')];
  writeFileSync(`${path}.2.gz`, gzipSync('from before it was followed\n'));
  writeFileSync(path, lines(0, 10));
  await settled(following(path, store));
  appendFileSync(path, lines(10, 20));
  writeFileSync(`${path}.3.gz`, gzipSync(readFileSync(path)));
  writeFileSync(`${path}.2.gz`, gzipSync(lines(20, 400)));
  writeFileSync(`${path}.1`, lines(400, 410));
  writeFileSync(`${path}.4.gz`, gzipSync('from before it was followed\n'));
  // As gzip leaves them.
  for (const [i, name] of ['.4.gz', '.3.gz', '.2.gz', '.1'].entries()) utimesSync(path + name, i, i);
  rmSync(path);
  writeFileSync(path, lines(410, 420));
  await settled(following(path, store));
  expect(store.lines).toEqual(expected(420));
});

test('dated names are followed through rotations', async () => {
  const [store, dir] = [new LineStore(), tempDir()];
  const path = join(dir, 'app.log');
  writeFileSync(path, lines(0, 10));
  await settled(following(path, store));
  renameSync(path, join(dir, 'app-2026-11-20.log'));
  writeFileSync(join(dir, 'app-2026-11-21.log'), lines(10, 20));
  writeFileSync(join(dir, 'app-2026-11-19.log'), 'from before it was followed\n');
  writeFileSync(path, lines(20, 30));
  await settled(following(path, store));
  expect(store.lines).toEqual(expected(30));
});

test('UTF-16 is read as text, and its place is kept in bytes of the file', async () => {
  const [store, path] = [new LineStore(), join(tempDir(), 'app.log')];
  const utf16 = (text: string) => Buffer.from(text, 'utf16le');
  writeFileSync(path, utf16('\ufeffgrüße 🎉 one\r\ntwo\n'));
  await settled(following(path, store));
  appendFileSync(path, utf16('drei 🎈\nvi').subarray(0, -1));
  const followed = following(path, store);
  await settled(followed);
  appendFileSync(path, Buffer.concat([utf16('i').subarray(1), utf16('er\n')]));
  await settled(followed);
  expect(store.lines).toEqual(['grüße 🎉 one', 'two', 'drei 🎈', 'vier']);
});

test('more files than may be open take turns', async () => {
  const [dir, slots] = [tempDir(), new FileSlots(2)];
  const files = Array.from({ length: 7 }, (_, i) => ({
    path: join(dir, `${i}.log`),
    store: new LineStore(),
  }));
  const followed = files.map(({ path, store }) => {
    writeFileSync(path, lines(0, 20));
    return following(path, store, { ms: 0 }, slots);
  });
  await Promise.all(followed.map((file) => file.poke()));
  for (const { path } of files) appendFileSync(path, lines(20, 30));
  await Promise.all(followed.map((file) => file.poke()));
  await Promise.all(followed.map((file) => file.rest()));
  for (const { store } of files) expect(store.lines).toEqual(expected(30));
});

test('20,000 lines a second through ten rotations by renaming, emptying and packing: every line once', async () => {
  const [store, path] = [new LineStore(), join(tempDir(), 'app.log')];
  const writer = new Writer(path);
  let followed = following(path, store);
  const polling = setInterval(() => void followed.poke(), 25);
  onTestFinished(() => clearInterval(polling));
  for (let step = 0; step < 200; step++) {
    writer.write(200);
    if (step % 20 === 10) writer.rotate();
    if (step % 50 === 35) {
      // Killed in the middle of it, and started again.
      followed.dispose();
      followed = following(path, store);
    }
    await sleep(10);
  }
  writer.close();
  clearInterval(polling);
  await settled(followed);
  await settled(followed);
  expect(store.lines.length).toBe(writer.written);
  expect(new Set(store.lines).size).toBe(writer.written);
  expect(store.lines.sort()).toEqual(expected(writer.written).sort());
});
