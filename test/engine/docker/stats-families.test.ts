import { expect, test } from 'vitest';
import { statsFamilies } from '../../../electron/engine/docker/stats-families.ts';
import { fastPoints, slowPoints } from '../../../electron/engine/docker/stats-metrics.ts';
import { readStats } from '../../../electron/engine/docker/stats-sample.ts';

const json = {
  read: '2026-01-01T00:00:00Z',
  cpu_stats: { cpu_usage: { total_usage: 1 }, throttling_data: { periods: 1 } },
  networks: { eth0: { rx_bytes: 1 } },
};

test('every metric of a container says what it is, and nothing else does', () => {
  const reading = readStats(json);
  const stored = reading
    ? [...fastPoints(json, reading), ...slowPoints(json, reading, null, { processes: 1, fileDescriptors: 1 })]
    : [];
  const described = statsFamilies.map(([name]) => name);
  expect(new Set(described)).toEqual(new Set(stored.map(([name]) => name)));
  expect(described).toHaveLength(new Set(described).size);
});

test('what only grows is a counter', () => {
  const counters = statsFamilies.filter(([, { type }]) => type === 'counter').map(([name]) => name);
  expect(counters.every((name) => name.endsWith('_total') || name === 'container_memory_failcnt')).toBe(true);
});
