import { expect, test } from 'vitest';
import type { StreamInput } from '../../../shared/contract/contract.ts';
import { tempDir } from '../../temp-dir.ts';
import { startEngine, type TestEngine } from '../test-engine.ts';
import { storeLines } from './store-lines.ts';

const RANGE = { start: 0n, end: 2n ** 62n };

async function engineWith(...texts: Parameters<typeof storeLines>[1]): Promise<TestEngine> {
  const dataDir = tempDir();
  await storeLines(dataDir, texts);
  return startEngine({ dataDir, docker: 'off' });
}

const exported = ({ client }: TestEngine, params: Omit<StreamInput<'logs.export'>, 'start' | 'end'>) =>
  new Promise<string>((resolve, reject) => {
    let text = '';
    client.subscribe(
      'logs.export',
      { ...RANGE, ...params },
      {
        event: (piece) => {
          text += piece.text;
        },
        end: () => resolve(text),
        error: reject,
      },
    );
  });

test('everything that is found is written once and in order, far beyond a page, large bodies among it', async () => {
  const lines = Array.from({ length: 9_000 }, (_, i) =>
    i % 3_000 === 7 ? 'x'.repeat(200_000) : `line ${i}`,
  );
  const engine = await engineWith({ lines });
  expect(await exported(engine, { format: 'plain' })).toBe(`${lines.join('\n')}\n`);
  const backward = await exported(engine, { format: 'plain', direction: 'backward', query: 'line' });
  const found = lines.filter((line) => line.startsWith('line')).reverse();
  expect(backward).toBe(`${found.join('\n')}\n`);
});

test('what must not leave is replaced by its mark, unless it is asked for', async () => {
  const lines = ['user=anna@example.org logged in', 'GET https://bob:hunter2@db/ took 3 ms'];
  const engine = await engineWith({ lines });
  const text = await exported(engine, { format: 'ndjson' });
  expect(text).not.toMatch(/anna@|hunter2/);
  expect(text).toContain('[redacted:email]');
  expect(await exported(engine, { format: 'plain', redact: false })).toBe(`${lines.join('\n')}\n`);
  const { settings } = await engine.client.call('settings.get', {});
  const logs = { ...settings.logs, redaction: { ...settings.logs.redaction, exports: false } };
  await engine.client.call('settings.set', { settings: { logs } });
  expect(await exported(engine, { format: 'plain' })).toBe(`${lines.join('\n')}\n`);
  expect(await exported(engine, { format: 'plain', redact: true })).not.toMatch(/anna@|hunter2/);
});

test('an export that is left reads no further', async () => {
  const engine = await engineWith({ lines: Array.from({ length: 20_000 }, (_, i) => `line ${i}`) });
  let pieces = 0;
  await new Promise<void>((resolve, reject) => {
    const subscription = engine.client.subscribe(
      'logs.export',
      { ...RANGE, format: 'plain' },
      {
        event() {
          pieces++;
          subscription.dispose();
          resolve();
        },
        error: reject,
      },
    );
  });
  // Asked behind it: by now the end would have come, had it gone on.
  await engine.client.call('logs.query', { ...RANGE, limit: 1 });
  expect(pieces).toBe(1);
});

test('an empty result is an empty file, but for the names of columns', async () => {
  const engine = await engineWith({ lines: ['one'] });
  expect(await exported(engine, { format: 'ndjson', query: 'nothing' })).toBe('');
  expect(await exported(engine, { format: 'csv', query: 'nothing', columns: ['status'] })).toBe(
    'time,level,container,message,status\r\n',
  );
});
