import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { tempDir } from '../../temp-dir.ts';
import { openStore } from '../open-store.ts';

const entry = fileURLToPath(new URL('./commit-process.ts', import.meta.url));
const LIVES = 3;
const COMMITS_A_LIFE = 150;
const NUMBERS_A_LIFE = 1_000_000;

/** Lets a process commit, kills it in the middle and answers what it had been told is kept. */
async function live(dataDir: string, life: number): Promise<number[]> {
  const child = spawn(process.execPath, [entry, dataDir, String(life * NUMBERS_A_LIFE + 1)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const gone = once(child, 'exit');
  const acknowledged: number[] = [];
  let commits = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(...line.split(' ').map(Number));
    if (++commits === COMMITS_A_LIFE) child.kill('SIGKILL');
  }
  await gone;
  return acknowledged;
}

test('what a commit has resolved for is kept once, whenever the process is killed', async () => {
  const dataDir = tempDir();
  const acknowledged: number[] = [];
  for (let life = 0; life < LIVES; life++) acknowledged.push(...(await live(dataDir, life)));
  expect(acknowledged.length).toBeGreaterThanOrEqual(LIVES * COMMITS_A_LIFE * 5);
  const store = await openStore(dataDir, true);
  const stored: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.read('logs.query', {
      ...{ start: 0n, end: 2n ** 62n, query: '', direction: 'forward' as const, limit: 5000 },
      cursor,
    });
    for (const { body, attributes } of page.records) {
      const [, number] = attributes[0] ?? [];
      expect(body).toBe(`number ${number}\n  and a line more`);
      stored.push(Number(number));
    }
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
  const kept = new Set(stored);
  expect(kept.size).toBe(stored.length);
  expect(acknowledged.filter((number) => !kept.has(number))).toEqual([]);
}, 60_000);
