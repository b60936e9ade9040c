import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { tempDir } from '../../../temp-dir.ts';
import { openStore } from '../../open-store.ts';

const child = fileURLToPath(new URL('./append-forever.ts', import.meta.url));
const downsampling = fileURLToPath(new URL('./downsample-forever.ts', import.meta.url));
const SERIES = 40;
const T0 = 1_790_000_000_000;

/** Runs the appending process, kills it some time after its first acknowledgement; answers the last acknowledged. */
async function appendAndKill(dir: string, first: number, afterMs: number, script = child): Promise<number> {
  const process_ = spawn(process.execPath, [script, dir, String(first), String(SERIES)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  let timer: NodeJS.Timeout | undefined;
  process_.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    timer ??= setTimeout(() => process_.kill('SIGKILL'), afterMs);
  });
  await new Promise((done) => process_.once('exit', done));
  clearTimeout(timer);
  return Number(text.slice(0, text.lastIndexOf('\n')).split('\n').at(-1));
}

test('killed at any moment, in appends and compactions, every acknowledged sample is there exactly once', async () => {
  const dir = tempDir();
  const acknowledged: [from: number, to: number][] = [];
  for (let round = 0; round < 6; round++) {
    const from = round * 1_000_000;
    acknowledged.push([from, await appendAndKill(dir, from, 50 + round * 130 + Math.random() * 100)]);
  }
  const store = await openStore(dir, true);
  expect(store.filesSetAside).toEqual([]);
  for (const [from, to] of acknowledged) {
    expect(to).toBeGreaterThan(from);
    for (let start = from; start < to; start += 5000) {
      const end = Math.min(start + 5000, to) - 1;
      const { series } = await store.read('metrics.range', {
        ...{ startMs: T0 + start * 1000, endMs: T0 + end * 1000, stepMs: 1000, metric: 'm', matchers: [] },
        ...{ as: 'last', by: 'series' },
      });
      expect(series).toHaveLength(SERIES);
      const expected = Float64Array.from({ length: end - start + 1 }, (_, i) => start + i);
      for (const { values } of series) expect(values).toEqual(expected);
    }
  }
  while ((await store.write('metrics.compact', {})).more);
  const usage = (await store.read('storage.usage', {})).find(({ signal }) => signal === 'metrics');
  await store.close();
  const db = new Database(join(dir, 'telemetry.db'), { readonly: true });
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  // Counted while written and counted now are the same: nothing was doubled or forgotten.
  expect(usage?.items).toBe(db.prepare('SELECT sum(samples) FROM metric_chunks').pluck().get());
  db.close();
}, 120_000);

test('killed while old samples are put together, every acknowledged sample is still counted once', async () => {
  const dir = tempDir();
  const acknowledged: [from: number, to: number][] = [];
  for (let round = 0; round < 4; round++) {
    // Whole stretches, so that what is asked for below is all of some.
    const from = round * 10_800_000;
    acknowledged.push([
      from,
      await appendAndKill(dir, from, 300 + round * 200 + Math.random() * 200, downsampling),
    ]);
  }
  const store = await openStore(dir, true);
  const tiers = [{ resolutionMs: 10_000, afterMs: 600_000 }];
  const nowMs = 1_789_999_200_000 + 100_000_000_000;
  while ((await store.write('metrics.compact', {})).more);
  while ((await store.write('metrics.downsample', { nowMs, tiers })).more);
  for (const [from, to] of acknowledged) {
    expect(to).toBeGreaterThan(from);
    const timeMs = 1_789_999_200_000 + to * 1000;
    const answer = async (func: string) => {
      const outcome = await store.read('promql.instant', { expr: `${func}(m[${to - from}s])`, timeMs });
      return outcome.type === 'vector' ? outcome.samples.map(({ value }) => value) : [];
    };
    expect(await answer('count_over_time')).toEqual(new Array(SERIES).fill(to - from));
    expect(await answer('sum_over_time')).toEqual(
      new Array(SERIES).fill(((to - from) * (from + 1 + to)) / 2),
    );
    expect(await answer('max_over_time')).toEqual(new Array(SERIES).fill(to));
  }
  const stored = await store.read('storage.usage', {});
  expect(stored.find(({ signal }) => signal === 'metrics')?.items).toBeLessThan(
    acknowledged.reduce((sum, [from, to]) => sum + (to - from) * SERIES, 0),
  );
}, 120_000);
