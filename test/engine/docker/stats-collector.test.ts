import pino from 'pino';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Counters } from '../../../electron/engine/counters.ts';
import { StatsCollector } from '../../../electron/engine/docker/stats-collector.ts';
import { MetricAppender } from '../../../electron/engine/metrics/metric-appender.ts';
import type { RunningStats } from '../../../electron/engine/own-metrics/container-families.ts';
import { eventually } from '../../docker.ts';
import { openStore } from '../open-store.ts';
import { FakeSource, summaryOf } from './fake-source.ts';

const T0 = Date.parse('2026-01-01T00:00:00Z');

const body = (second: number, cpuSeconds: number, more: object = {}) => ({
  read: new Date(T0 + second * 1000).toISOString(),
  cpu_stats: {
    cpu_usage: { total_usage: cpuSeconds * 1e9 },
    system_cpu_usage: (100 + second) * 2e9,
    online_cpus: 2,
  },
  memory_stats: { usage: 5000, limit: 10_000, stats: { inactive_file: 1000, anon: 3000, file: 1500 } },
  networks: { eth0: { rx_bytes: 100 * second, tx_bytes: 10 }, eth1: { rx_bytes: 1, tx_bytes: 2 } },
  pids_stats: { current: 3 },
  ...more,
});

const line = (json: object) => `${JSON.stringify(json)}\n`;

async function setUp(silentAfterMs?: number) {
  const store = await openStore();
  const logger = pino({ level: 'silent' });
  const counters = new Counters({ now: () => Date.now() });
  const appender = new MetricAppender({ store, counters, logger });
  const source = new FakeSource();
  const latestStats = new Map<string, RunningStats>();
  const options = silentAfterMs === undefined ? {} : { silentAfterMs };
  const collector = new StatsCollector({ source, latestStats, appender, ...options });
  onTestFinished(() => {
    collector.dispose();
    appender.dispose();
  });
  const open = (id: string) => eventually(`a stream of ${id}`, () => source.open(id)[0]);
  return { store, source, latestStats, appender, collector, counters, open };
}

describe('following', () => {
  test('every running container has one stream, and its newest figures are kept', async () => {
    const { source, latestStats, open } = await setUp();
    source.run(summaryOf('a'), summaryOf('b', { state: 'exited' }));
    const stream = await open('a');
    stream.write(line(body(1, 0)));
    await eventually('the first figures', () => latestStats.get('a'));
    expect(latestStats.get('a')).toMatchObject({ cpuPercent: null, memoryBytes: 4000, networkRxBytes: 101 });
    stream.write(line(body(2, 0.5)));
    await eventually('CPU', () => latestStats.get('a')?.cpuPercent === 50);
    expect(latestStats.get('a')).toMatchObject({ networkRxRate: 100, cpuPercentOfLimit: 25 });
    expect(source.streams).toHaveLength(1);
  });

  test('one that stops loses its stream and its figures', async () => {
    const { source, latestStats, open } = await setUp();
    source.run(summaryOf('a'));
    const stream = await open('a');
    stream.write(line(body(1, 0)));
    await eventually('figures', () => latestStats.get('a'));
    source.run(summaryOf('a', { state: 'exited' }));
    expect(latestStats.has('a')).toBe(false);
    expect(stream.destroyed).toBe(true);
  });

  test('a restarted one begins anew, without a rate over the restart', async () => {
    const { source, latestStats, open } = await setUp();
    source.run(summaryOf('a'));
    (await open('a')).write(line(body(1, 5)));
    await eventually('figures', () => latestStats.get('a'));
    source.run(summaryOf('a', { startedMs: 2_000 }));
    const again = await open('a');
    again.write(line(body(3, 6)));
    await eventually('figures', () => latestStats.get('a'));
    expect(latestStats.get('a')).toMatchObject({ cpuPercent: null, networkRxRate: null });
  });

  test('bodies cut anywhere and several at once are read', async () => {
    const { source, latestStats, open } = await setUp();
    source.run(summaryOf('a'));
    const stream = await open('a');
    const bytes = Buffer.from(line(body(1, 0)) + line(body(2, 1)) + line(body(3, 1.25)));
    for (let at = 0; at < bytes.length; at += 97) stream.write(bytes.subarray(at, at + 97));
    await eventually('the third', () => latestStats.get('a')?.cpuPercent === 25);
  });

  test('a stream that ends, or falls silent, is opened again', async () => {
    const { source, latestStats, open } = await setUp(1_500);
    source.run(summaryOf('a'));
    (await open('a')).end();
    await eventually('a second stream', () => source.streams.length === 2);
    const silent = source.streams[1]!.stream;
    await eventually('a third stream', () => source.streams.length === 3);
    expect(silent.destroyed).toBe(true);
    (await open('a')).write(line(body(1, 0)));
    await eventually('figures', () => latestStats.get('a'));
  });

  test('nonsense in a stream is passed over', async () => {
    const { source, latestStats, open } = await setUp();
    source.run(summaryOf('a'));
    const stream = await open('a');
    stream.write('not JSON\n[]\n7\nnull\n{}\n');
    stream.write(line(body(1, 0)));
    await eventually('figures', () => latestStats.get('a')?.memoryBytes === 4000);
  });
});

describe('series', () => {
  const seriesOf = async ({ store, appender }: Awaited<ReturnType<typeof setUp>>, metric: string) => {
    await appender.flush();
    const { series } = await store.read('metrics.range', {
      startMs: T0,
      endMs: T0 + 5000,
      stepMs: 1000,
      metric,
      matchers: [],
      as: 'last',
      by: 'series',
    });
    return series.map(({ labels, values }) => ({ labels: Object.fromEntries(labels), values: [...values] }));
  };

  test("carry cAdvisor's names and labels", async () => {
    const subject = await setUp();
    const { source, latestStats, open } = subject;
    const labels: [string, string][] = [
      ['com.docker.compose.project', 'shop'],
      ['com.docker.compose.service', 'api'],
      ['maintainer', 'someone'],
    ];
    source.inspect = { State: { Pid: 0, StartedAt: '2026-01-01T00:00:00Z' }, HostConfig: { NanoCpus: 5e8 } };
    source.run(summaryOf('a'.repeat(64), { name: 'shop-api-1', entity: 'compose:shop/api/1', labels }));
    const stream = await open('a'.repeat(64));
    stream.write(line(body(1, 0.25)));
    await eventually('figures', () => latestStats.size === 1);
    await eventually('the slow figures', () => source.topCalls === 1);
    await eventually('processes', async () => (await seriesOf(subject, 'container_processes')).length === 1);
    stream.write(line(body(2, 0.5)));
    await eventually('CPU of the limit', () => [...latestStats.values()][0]?.cpuPercentOfLimit === 50);

    const own = {
      __entity__: 'compose:shop/api/1',
      id: `/docker/${'a'.repeat(64)}`,
      image: 'busybox',
      name: 'shop-api-1',
      container_label_com_docker_compose_project: 'shop',
      container_label_com_docker_compose_service: 'api',
      container_label_maintainer: 'someone',
    };
    const N = Number.NaN;
    expect(await seriesOf(subject, 'container_cpu_usage_seconds_total')).toEqual([
      {
        labels: { ...own, __name__: 'container_cpu_usage_seconds_total', cpu: 'total' },
        values: [N, 0.25, 0.5, N, N, N],
      },
    ]);
    expect(await seriesOf(subject, 'container_network_receive_bytes_total')).toMatchObject([
      { labels: { interface: 'eth0' }, values: [N, 100, 200, N, N, N] },
      { labels: { interface: 'eth1' }, values: [N, 1, 1, N, N, N] },
    ]);
    expect(await seriesOf(subject, 'container_memory_working_set_bytes')).toMatchObject([
      { values: [N, 4000, 4000, N, N, N] },
    ]);
    const start = T0 / 1000;
    for (const [metric, value] of Object.entries({
      container_spec_memory_limit_bytes: 10_000,
      container_start_time_seconds: start,
      container_last_seen: start + 1,
      container_processes: 2,
      container_spec_cpu_quota: 50_000,
      container_spec_cpu_period: 100_000,
      container_threads: 3,
      container_memory_rss: 3000,
      container_memory_cache: 1500,
    })) {
      const [series] = await seriesOf(subject, metric);
      expect([metric, series?.values[1]]).toEqual([metric, value]);
    }
  });

  test('what the daemon does not report is not stored', async () => {
    const subject = await setUp();
    const { source, latestStats, open } = subject;
    source.run(summaryOf('a'));
    const empty = { networks: undefined, blkio_stats: { io_service_bytes_recursive: [] }, pids_stats: {} };
    (await open('a')).write(line(body(1, 0, empty)));
    await eventually('figures', () => latestStats.get('a'));
    for (const metric of [
      'container_network_receive_bytes_total',
      'container_fs_reads_bytes_total',
      'container_threads',
    ])
      expect(await seriesOf(subject, metric)).toEqual([]);
    expect(latestStats.get('a')).toMatchObject({ networkRxBytes: null, blockReadBytes: null, pids: null });
  });
});

describe('the appender', () => {
  test('samples of a series over the limit are counted as dropped by limit', async () => {
    const { store, counters } = await setUp();
    const limits = { perName: 1, inAll: 10 };
    const appender = new MetricAppender({ store, counters, logger: pino({ level: 'silent' }), limits });
    onTestFinished(() => appender.dispose());
    const handles = ['x', 'y'].map((i) =>
      appender.series('statsd', [
        ['__name__', 'm'],
        ['i', i],
      ]),
    );
    for (let round = 0; round < 3; round++) {
      for (const handle of handles) appender.add(handle, T0 + round, round);
      await appender.flush();
    }
    expect(counters.droppedCounts()).toEqual([
      { receiver: 'statsd', signal: 'metrics', cause: 'limit', items: 3 },
    ]);
    expect(counters.receivedCounts()).toMatchObject([{ receiver: 'statsd', items: 3 }]);
  });

  test('samples wait while the store takes none, and series that were deleted come back under new ids', async () => {
    const { store, counters } = await setUp();
    const failing = vi.fn(store.write.bind(store)) as unknown as typeof store.write;
    const appender = new MetricAppender({
      store: { write: failing, setAside: store.setAside },
      counters,
      logger: pino({ level: 'silent' }),
    });
    onTestFinished(() => appender.dispose());
    const handle = appender.series('x', [['__name__', 'm']]);
    appender.add(handle, T0 + 1000, 1);
    vi.mocked(failing).mockRejectedValueOnce(new Error('busy'));
    await appender.flush();
    await appender.flush();
    const range = { signal: 'metrics' as const, startMs: 0, endMs: T0 * 2, crossing: 'cut' as const };
    while ((await store.write('storage.deleteSlice', range)).more);
    appender.add(handle, T0 + 2000, 2);
    await appender.flush();
    await appender.flush();
    const { series } = await store.read('metrics.range', {
      ...{ startMs: T0 + 1000, endMs: T0 + 2000, stepMs: 1000, metric: 'm', matchers: [] },
      ...{ as: 'last', by: 'series' },
    });
    expect(series.map(({ values }) => [...values])).toEqual([[Number.NaN, 2]]);
  });
});
