import { describe, expect, test } from 'vitest';
import type { StatsJson } from '../../../electron/engine/docker/stats-json.ts';
import {
  computeStats,
  readPrevious,
  readStats,
  type StatsReading,
} from '../../../electron/engine/docker/stats-sample.ts';
import type { ContainerStats } from '../../../shared/model/container.ts';
import { hasCorpus, readCorpus } from '../../corpus.ts';

interface Expected {
  cpu_percent: number | null;
  memory_used: number;
  memory_percent: number;
  rx_bytes: number;
  tx_bytes: number;
}

const parse = (name: string): StatsJson => JSON.parse(readCorpus(`docker-api/${name}`).toString());

/** One body on its own: the earlier reading is the one that the daemon sent along. */
function single(json: StatsJson): ContainerStats {
  const reading = readStats(json);
  if (!reading) throw new Error('no reading');
  return computeStats(reading, readPrevious(json));
}

function stream(name: string): ContainerStats[] {
  let before: StatsReading | null = null;
  return readCorpus(`docker-api/${name}`)
    .toString()
    .trim()
    .split('\n')
    .map((line) => {
      const now = readStats(JSON.parse(line));
      if (!now) throw new Error('no reading');
      const stats = computeStats(now, before);
      before = now;
      return stats;
    });
}

describe.skipIf(!hasCorpus)('recorded streams (corpus)', () => {
  test.each(['v1', 'v2'])('cgroup %s: every sample has the figures of the docker CLI', (version) => {
    const samples = stream(`generated-stats-stream-${version}.ndjson`);
    const expected = parse(`generated-stats-stream-${version}.expected.json`) as unknown as Expected[];
    expect(samples).toHaveLength(expected.length);
    for (const [i, sample] of samples.entries()) {
      const want = expected[i]!;
      // The CLI prints 0 where counters fell; there is no figure then.
      if (i === 0 || i === 8) expect(sample.cpuPercent).toBeNull();
      else expect(sample.cpuPercent).toBeCloseTo(want.cpu_percent!, 3);
      expect(sample.memoryBytes).toBe(want.memory_used);
      expect((sample.memoryBytes! / sample.memoryLimitBytes!) * 100).toBeCloseTo(want.memory_percent, 3);
      expect(sample.networkRxBytes).toBe(want.rx_bytes);
      expect(sample.networkTxBytes).toBe(want.tx_bytes);
    }
  });

  test.each(['v1', 'v2'])(
    'cgroup %s: a restart in the stream gives no rate, never a negative one',
    (version) => {
      const samples = stream(`generated-stats-stream-${version}.ndjson`);
      expect(samples[8]).toMatchObject({ cpuPercent: null, networkRxRate: null, networkTxRate: null });
      for (const { networkRxRate, blockReadRate } of samples) {
        expect(networkRxRate ?? 0).toBeGreaterThanOrEqual(0);
        expect(blockReadRate ?? 0).toBeGreaterThanOrEqual(0);
      }
      expect(samples[9]?.networkRxRate).toBeGreaterThan(0);
    },
  );

  test('a sample without block entries has null, not 0, and no rate comes of it', () => {
    const [first, second] = stream('generated-stats-stream-v2.ndjson');
    expect(first).toMatchObject({ blockReadBytes: null, blockWriteBytes: null });
    expect(second).toMatchObject({ blockReadBytes: 4096, blockWriteBytes: 8192, blockReadRate: null });
  });

  test('Windows: processor time in 100 ns units, private working set, storage counters', () => {
    expect(single(parse('generated-windows-stats.json'))).toMatchObject({
      cpuPercent: 15,
      cpuPercentOfLimit: 15,
      memoryBytes: 73_400_320,
      memoryUsageBytes: null,
      memoryLimitBytes: null,
      blockReadBytes: 41_873_408,
      blockWriteBytes: 9_830_400,
      networkRxBytes: 5100,
      networkTxBytes: 940,
      pids: null,
    });
  });

  test('Windows without an earlier reading has memory and no CPU figure', () => {
    expect(single(parse('telegraf-windows_memory_stats-stats_123456789.json'))).toMatchObject({
      cpuPercent: null,
      memoryBytes: 59_961_344,
      networkRxBytes: null,
      blockReadBytes: null,
    });
  });

  test.each([
    '9bc6faf9ba8106fae32e8faafd38a1dd6f6d262bec172398cc10bc03c0d6841a',
    'd4ccced494a1d5fe8ebdb0a86335a0dab069319912221e5838a132ab18a8bc84',
    'e8a713dd90604f5a257b97c15945e047ab60ed5b2c4397c5a6b5bf40e1bd2791',
  ])('an old daemon without online_cpus, networks, pids and memory usage (%s)', (id) => {
    expect(readStats(parse(`telegraf-stats_${id}.json`))?.cpus).toBe(8);
    expect(single(parse(`telegraf-stats_${id}.json`))).toMatchObject({
      cpuPercent: 0,
      memoryBytes: null,
      memoryLimitBytes: 18_935_443_456,
      networkRxBytes: null,
      networkTxBytes: null,
      blockReadBytes: 753_664,
      blockWriteBytes: 0,
      pids: null,
    });
  });

  test('cgroup v2 as the collector of OpenTelemetry recorded it', () => {
    const json = parse('otel-contrib-cgroups_v2-stats.json');
    const now = readStats(json)!;
    expect(single(json)).toMatchObject({
      cpuPercent: null,
      memoryBytes: 234_647_552,
      memoryLimitBytes: 268_435_456,
      memoryRssBytes: 61_440,
      networkRxBytes: 1296,
      networkTxBytes: 0,
      blockReadBytes: 167_936,
      blockWriteBytes: 0,
      pids: 1,
    });
    // Against a reading of zero the formula gives what the CLI would print for this first sample.
    const zero = { ...now, timeMs: 0, cpuTotal: 0, cpuSystem: 0 };
    expect(computeStats(now, zero).cpuPercent).toBeCloseTo(0.0413, 4);
  });

  test('the example of the API documentation: two interfaces summed, an empty blkio object unknown', () => {
    expect(single(parse('moby-1.47-container-stats.json'))).toMatchObject({
      memoryBytes: 6_537_216,
      memoryLimitBytes: 67_108_864,
      memoryCacheBytes: 0,
      memoryRssBytes: 6_537_216,
      networkRxBytes: 9979,
      networkTxBytes: 1338,
      blockReadBytes: null,
      pids: 3,
    });
    expect(single(parse('moby-1.47-container-stats.json')).cpuPercent).toBeCloseTo(0, 4);
  });
});

const body = (total: number, system: number, second = 1): StatsJson => ({
  read: `2026-01-01T00:00:0${second}Z`,
  cpu_stats: { cpu_usage: { total_usage: total }, system_cpu_usage: system, online_cpus: 4 },
  memory_stats: { usage: 100, limit: 1000, stats: { inactive_file: 40 } },
});

test('a stopped container has no reading', () => {
  expect(readStats({})).toBeNull();
  expect(readStats({ read: '0001-01-01T00:00:00Z', cpu_stats: {}, memory_stats: {} })).toBeNull();
  expect(
    readStats({ read: '2026-01-01T00:00:00Z', cpu_stats: null, memory_stats: {}, networks: null }),
  ).toBeNull();
});

test("CPU is told of the container's own limit where it has one, else of all cores", () => {
  const [before, now] = [readStats(body(1e9, 4e9)), readStats(body(2e9, 8e9, 2))];
  expect(computeStats(now!, before!)).toMatchObject({ cpuPercent: 100, cpuPercentOfLimit: 25 });
  expect(computeStats(now!, before!, 2)).toMatchObject({ cpuPercent: 100, cpuPercentOfLimit: 50 });
});

test('the machine standing still between two readings gives no figure', () => {
  const [before, now] = [readStats(body(1e9, 4e9)), readStats(body(1e9, 4e9))];
  expect(computeStats(now!, before!)).toMatchObject({ cpuPercent: null, networkRxRate: null });
});

test("Podman's shape: no memory details, no interfaces, an unlimited limit of 2^64 - 1", () => {
  const reading = readStats({
    read: '2026-01-01T00:00:01Z',
    cpu_stats: { cpu_usage: { total_usage: 5, percpu_usage: null }, system_cpu_usage: 9, online_cpus: 2 },
    memory_stats: { usage: 2048, max_usage: 2 ** 64, limit: 2 ** 64 },
    blkio_stats: { io_service_bytes_recursive: [] },
    networks: null,
  });
  expect(reading).toMatchObject({
    memoryBytes: 2048,
    memoryLimitBytes: null,
    memoryCacheBytes: null,
    networkRxBytes: null,
    blockReadBytes: null,
    cpus: 2,
  });
});
