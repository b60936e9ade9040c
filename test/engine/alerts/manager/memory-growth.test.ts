import { expect, it } from 'vitest';
import { MemoryGrowth } from '../../../../electron/engine/alerts/manager/memory-growth.ts';

type Row = [pid: number, kib: number, name: string];

/** A daemon with one container, whose `top` is what the test says. */
function daemon(rows: Row[]) {
  const asked = { count: 0, rows };
  const container = {
    top: async () => {
      asked.count++;
      const Processes = asked.rows.map(([pid, kib, name]) => [String(pid), String(kib), name]);
      return { Titles: ['PID', 'RSS', 'COMMAND'], Processes };
    },
  };
  const summary = { id: 'c1', name: 'shop-api-1', entity: 'shop/api/1', state: 'running' };
  const source = { docker: { getContainer: () => container }, containers: new Map([['c1', summary]]) };
  let nowMs = 1_000_000;
  const growth = new MemoryGrowth(source as never, () => nowMs);
  return { asked, growth, pass: (seconds: number) => (nowMs += seconds * 1000) };
}

const API = new Set(['shop/api/1']);

it('names the largest process at the first look, and the one that grew most later', async () => {
  const { asked, growth, pass } = daemon([
    [10, 300 * 1024, 'java'],
    [20, 50 * 1024, 'python3'],
  ]);
  await growth.look(API);
  expect(growth.annotation('shop/api/1')).toEqual([
    ['process', 'java (pid 10) of shop-api-1 has 300 MiB, more than any other of its processes'],
  ]);
  asked.rows = [
    [10, 310 * 1024, 'java'],
    [20, 250 * 1024, 'python3'],
  ];
  pass(120);
  await growth.look(API);
  expect(growth.annotation('shop/api/1')).toEqual([
    ['process', 'python3 (pid 20) of shop-api-1 grew by 200 MiB to 250 MiB within 120 s'],
  ]);
});

it('counts a process that has come since as grown from nothing', async () => {
  const { asked, growth, pass } = daemon([[10, 300 * 1024, 'java']]);
  await growth.look(API);
  asked.rows = [
    [10, 300 * 1024, 'java'],
    [30, 90 * 1024, 'tail'],
  ];
  pass(30);
  await growth.look(API);
  expect(growth.annotation('shop/api/1')[0]?.[1]).toBe(
    'tail (pid 30) of shop-api-1 grew by 90 MiB to 90 MiB within 30 s',
  );
});

it('asks a daemon no more often than every ten seconds, and forgets what no alert is about', async () => {
  const { asked, growth, pass } = daemon([[10, 1024, 'sh']]);
  for (let second = 0; second < 10; second++) {
    await growth.look(API);
    pass(1);
  }
  expect(asked.count).toBe(1);
  await growth.look(new Set());
  expect(growth.annotation('shop/api/1')).toEqual([]);
  await growth.look(API);
  expect(asked.count).toBe(2);
});
