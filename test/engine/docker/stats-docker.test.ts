import { expect } from 'vitest';
import type { ContainerStats } from '../../../shared/model/container.ts';
import { docker, dockerTest, eventually, runContainer, uniqueName } from '../../docker.ts';
import { podmanTest, startPodman } from '../../podman.ts';
import type { TestEngine } from '../test-engine.ts';
import { connected } from './connected.ts';

/** What `docker stats` prints, as numbers. */
interface CliStats {
  cpuPercent: number;
  memory: number;
  limit: number;
  networkRx: number;
  networkTx: number;
  pids: number;
}

const units: Record<string, number> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

function size(text: string): number {
  const [, number, unit] = /^([\d.]+)([A-Za-z]+)$/.exec(text.trim()) ?? [];
  return Number(number) * units[unit ?? '']!;
}

async function cliStats(name: string): Promise<CliStats> {
  const json = JSON.parse(await docker('stats', '--no-stream', '--format', '{{json .}}', name));
  const [memory, limit] = json.MemUsage.split('/').map(size);
  const [networkRx, networkTx] = json.NetIO.split('/').map(size);
  return {
    cpuPercent: Number.parseFloat(json.CPUPerc),
    memory,
    limit,
    networkRx,
    networkTx,
    pids: Number(json.PIDs),
  };
}

const statsOf = async ({ client }: TestEngine, id: string): Promise<ContainerStats | null> =>
  (await client.call('containers.list', {})).find((container) => container.id === id)?.stats ?? null;

/**
 * The CLI's figures and every reading of the engine's while the CLI measured. The CLI takes two readings a second
 * apart at moments of its own, so its CPU figure lies among ours of that time, not on one of them.
 */
async function sideBySide(running: TestEngine, { id, name }: { id: string; name: string }) {
  await eventually('figures with CPU', async () => (await statsOf(running, id))?.cpuPercent != null);
  const readings = new Map<number, ContainerStats>();
  const look = async () => {
    const stats = await statsOf(running, id);
    if (stats) readings.set(stats.timeMs, stats);
  };
  const timer = setInterval(() => void look(), 100);
  try {
    const cli = await cliStats(name);
    await eventually('a reading after it', async () => {
      await look();
      return readings.size >= 3;
    });
    return { cli, ours: [...readings.values()] };
  } finally {
    clearInterval(timer);
  }
}

function expectSame(cli: CliStats, ours: ContainerStats[]): void {
  const among = (value: number, values: (number | null)[], slack: number) => {
    const known = values.map((one) => one ?? Number.NaN);
    expect(value).toBeGreaterThanOrEqual(Math.min(...known) - slack);
    expect(value).toBeLessThanOrEqual(Math.max(...known) + slack);
  };
  // A machine that other tests load gives the same loop a different share from one second to the next.
  among(
    cli.cpuPercent,
    ours.map(({ cpuPercent }) => cpuPercent),
    15,
  );
  // The CLI prints four digits: half of the last is 0.05 %.
  among(
    cli.memory,
    ours.map(({ memoryBytes }) => memoryBytes),
    cli.memory * 0.001,
  );
  among(
    cli.limit,
    ours.map(({ memoryLimitBytes }) => memoryLimitBytes),
    cli.limit * 0.001,
  );
  // Three digits here.
  among(
    cli.networkRx,
    ours.map(({ networkRxBytes }) => networkRxBytes),
    cli.networkRx * 0.01,
  );
  among(
    cli.networkTx,
    ours.map(({ networkTxBytes }) => networkTxBytes),
    cli.networkTx * 0.01,
  );
  among(
    cli.pids,
    ours.map(({ pids }) => pids),
    0,
  );
}

dockerTest('a busy container has the figures of docker stats', async () => {
  const running = await connected();
  const busy = await runContainer(uniqueName('busy'), ['--cpus', '0.3'], ['sh', '-c', 'while :; do :; done']);
  const { cli, ours } = await sideBySide(running, busy);
  expectSame(cli, ours);
  for (const { cpuPercent, cpuPercentOfLimit } of ours)
    expect(cpuPercent).toBeGreaterThan(cpuPercentOfLimit ? 0 : -1);
  const limited = await eventually('CPU of its own limit', async () => {
    const stats = await statsOf(running, busy.id);
    return stats?.cpuPercent && stats.cpuPercentOfLimit && stats.cpuPercentOfLimit > stats.cpuPercent
      ? stats
      : null;
  });
  expect(limited.cpuPercentOfLimit! / limited.cpuPercent!).toBeCloseTo(1 / 0.3, 5);
});

dockerTest(
  'an idle container has the figures of docker stats, and the machine as its memory limit',
  async () => {
    const running = await connected();
    const idle = await runContainer(uniqueName('idle'), [], ['sleep', '600']);
    const { cli, ours } = await sideBySide(running, idle);
    expectSame(cli, ours);
    expect(ours[0]?.cpuPercent).toBeLessThan(5);
    const total = Number(await docker('info', '--format', '{{.MemTotal}}'));
    expect(ours[0]?.memoryLimitBytes).toBe(total);
  },
);

dockerTest(
  'a memory-limited container has the figures of docker stats, its file cache left out',
  async () => {
    const running = await connected();
    const command = 'dd if=/dev/zero of=/data/file bs=1M count=16 2>/dev/null; sleep 600';
    const limited = await runContainer(uniqueName('limited'), ['-m', '64m'], ['sh', '-c', command]);
    await eventually('the file is cached', async () => {
      const stats = await statsOf(running, limited.id);
      return (stats?.memoryCacheBytes ?? 0) > 8 * 2 ** 20;
    });
    const { cli, ours } = await sideBySide(running, limited);
    expectSame(cli, ours);
    expect(ours[0]?.memoryLimitBytes).toBe(64 * 2 ** 20);
    expect(ours[0]?.memoryUsageBytes).toBeGreaterThan(ours[0]!.memoryBytes! + 8 * 2 ** 20);
  },
);

dockerTest('its series outlive the container and are found by its entity', async () => {
  const running = await connected();
  const startMs = Date.now();
  const shell = 'sleep 600 & sleep 600 & wait';
  const { id, name } = await runContainer(uniqueName('series'), [], ['sh', '-c', shell]);
  await eventually('figures', async () => (await statsOf(running, id))?.cpuPercent != null);
  const ask = async (metric: string, as: 'last' | 'rate' = 'last') => {
    const { series } = await running.client.call('metrics.range', {
      ...{ startMs: startMs - 5000, endMs: Date.now() + 5000, stepMs: 1000, metric, as, by: 'entity' },
      matchers: [{ name: '__entity__', op: 'in', values: [`name:${name}`] }],
    });
    return series.flatMap(({ values }) => [...values].filter((value) => !Number.isNaN(value)));
  };
  const processes = await eventually('processes', async () => (await ask('container_processes'))[0]);
  expect(processes).toBe(3);
  expect((await ask('container_file_descriptors'))[0]).toBeGreaterThanOrEqual(3);
  expect((await ask('container_start_time_seconds'))[0]! * 1000).toBeGreaterThan(startMs - 2000);
  await docker('rm', '-f', name);
  await eventually('gone', async () => (await statsOf(running, id)) === null);
  await eventually('a rate', async () => (await ask('container_cpu_usage_seconds_total', 'rate')).length > 0);
  const working = await ask('container_memory_working_set_bytes');
  expect(working.length).toBeGreaterThan(0);
});

podmanTest('Podman’s shape of stats is read', async () => {
  const podman = await startPodman();
  const running = await connected({ dockerHost: podman.host });
  const id = await podman.runContainer('busy', [], ['sh', '-c', 'while :; do :; done']);
  const stats = await eventually('figures with CPU', async () => {
    const found = await statsOf(running, id);
    return found?.cpuPercent ? found : null;
  });
  expect(stats.cpuPercent).toBeGreaterThan(1);
  expect(stats.memoryBytes).toBeGreaterThan(0);
  expect(stats.networkRxRate ?? 0).toBeGreaterThanOrEqual(0);
});
