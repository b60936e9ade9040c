import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { expect, test, vi } from 'vitest';
import { Store } from '../../../../electron/engine/storage/store.ts';
import type { LogRow } from '../../../../shared/contract/logs.ts';
import { tempDir } from '../../../temp-dir.ts';
import { endEngine, spawnEngine } from '../../docker/spawn-engine.ts';
import { startEngine, stopOnce, type TestEngine } from '../../test-engine.ts';
import { expected, lines, Writer } from './rotating-writer.ts';

const PATIENT = { timeout: 60_000, interval: 100 };

async function stored({ client }: Pick<TestEngine, 'client'>, query = ''): Promise<LogRow[]> {
  const rows: LogRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.call('logs.query', {
      query,
      start: 0n,
      end: 2n ** 62n,
      direction: 'forward',
      limit: 5000,
      cursor,
    });
    rows.push(...page.records);
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

const file = (path: string, more: { name?: string; service?: string } = {}) => ({
  path,
  name: '',
  service: '',
  ...more,
});

async function followWith({ client }: TestEngine, files: ReturnType<typeof file>[]): Promise<void> {
  const { settings } = await client.call('settings.get', {});
  await client.call('settings.set', { settings: { logs: { ...settings.logs, files } } });
}

const STACK = `2026-11-20T10:00:00.250Z ERROR it broke
java.lang.IllegalStateException: no
\tat com.example.Shop.buy(Shop.java:12)
\tat com.example.Shop.main(Shop.java:3)
`;

test('files of the settings are followed, with their own times, levels and records of several lines', async () => {
  const dataDir = tempDir();
  const path = join(tempDir(), 'app.log');
  writeFileSync(path, `${STACK}2026-11-20T10:00:01Z INFO on\n`);
  const first = await startEngine({ dataDir, docker: 'off' });
  await followWith(first, [file(join(path, '..', '*.log'), { name: 'shop', service: 'buy' })]);
  await vi.waitFor(async () => expect(await stored(first)).toHaveLength(2), PATIENT);
  const [error, info] = await stored(first);
  expect(error).toMatchObject({
    body: STACK.trimEnd(),
    timeUnixNano: 1_795_168_800_250_000_000n,
    severityNumber: 17,
    container: 'shop',
    service: 'buy',
    source: 'file',
    entity: `file:${path}`,
  });
  expect(info).toMatchObject({ body: '2026-11-20T10:00:01Z INFO on', severityNumber: 9 });
  await vi.waitFor(async () => {
    const [followed] = await first.client.call('logs.followed', {});
    expect(followed).toMatchObject({ path, name: 'shop', state: 'reading', lines: 5 });
  }, PATIENT);
  await stopOnce(first.engine);

  appendFileSync(path, '2026-11-20T10:00:02Z INFO while nobody looked\n');
  renameSync(path, `${path}.1`);
  writeFileSync(path, '2026-11-20T10:00:03Z INFO after it\n');
  const second = await startEngine({ dataDir, docker: 'off' });
  await vi.waitFor(async () => expect(await stored(second)).toHaveLength(4), PATIENT);
  expect((await stored(second)).slice(2).map(({ body }) => body.slice(26))).toEqual([
    'while nobody looked',
    'after it',
  ]);
}, 120_000);

test('an engine that is killed again and again stores every line once, through rotations', async () => {
  const dataDir = tempDir();
  const path = join(tempDir(), 'app.log');
  const store = await Store.open(dataDir, false, pino({ level: 'silent' }));
  await store.write('settings.write', { entries: [['logs', JSON.stringify({ files: [file(path)] })]] });
  await store.close();
  const writer = new Writer(path);
  const count = async ({ client }: TestEngine) =>
    (await client.call('logs.streams', {})).reduce((sum, one) => sum + one.lines, 0);
  // What was rotated away before a file was ever followed is not read: the first look is not left to chance.
  const first = await startEngine({ dataDir, docker: 'off' });
  writer.write(100);
  await vi.waitFor(async () => expect(await count(first)).toBe(writer.written), PATIENT);
  await stopOnce(first.engine);
  for (let round = 0; round < 2; round++) {
    const child = await spawnEngine(dataDir, '');
    for (let step = 0; step < 10; step++) {
      writer.write(400);
      if (step % 5 === 2) writer.rotate();
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    await endEngine(child, 'SIGKILL');
    writer.write(100);
  }
  writer.close();
  const last = await startEngine({ dataDir, docker: 'off' });
  await vi.waitFor(async () => expect(await count(last)).toBe(writer.written), PATIENT);
  const bodies = (await stored(last)).map(({ body }) => body);
  expect(bodies.sort()).toEqual(expected(writer.written));
}, 120_000);

test('a command holds files for as long as it runs', async () => {
  const engine = await startEngine({ docker: 'off' });
  const path = join(tempDir(), 'app.log');
  writeFileSync(path, lines(0, 3));
  const followed = Promise.withResolvers<void>();
  const subscription = engine.client.subscribe(
    'logs.follow',
    { files: [file(path)] },
    {
      event: ([one]) => {
        if (one?.lines === 3) followed.resolve();
      },
      error: followed.reject,
    },
  );
  await followed.promise;
  subscription.dispose();
  await vi.waitFor(async () => expect(await engine.client.call('logs.followed', {})).toEqual([]), PATIENT);
  expect((await stored(engine)).map(({ body }) => body).sort()).toEqual(expected(3));
}, 120_000);
