import type { ContainerStats } from '../../../shared/model/container.ts';
import type { BlockEntry, CpuJson, MemoryJson, NetworkJson, StatsJson } from './stats-json.ts';

/** Counters and gauges of one moment of one run of a container. What the daemon did not report is null. */
export interface StatsReading {
  timeMs: number;
  /** CPU time used since the start, in nanoseconds (on Windows in units of 100 ns). */
  cpuTotal: number | null;
  /** CPU time of the whole machine, all CPUs together, in nanoseconds; absent on Windows. */
  cpuSystem: number | null;
  cpus: number;
  windows: boolean;
  memoryBytes: number | null;
  memoryUsageBytes: number | null;
  memoryLimitBytes: number | null;
  memoryCacheBytes: number | null;
  memoryRssBytes: number | null;
  networkRxBytes: number | null;
  networkTxBytes: number | null;
  blockReadBytes: number | null;
  blockWriteBytes: number | null;
  pids: number | null;
}

const number = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** Beyond any machine: what "unlimited" is written as (2^63 rounded to pages, 2^64 - 1). */
const NO_LIMIT = 2 ** 60;

/** Milliseconds with their fraction; null for the zero time that the daemon writes where there is no reading. */
function parseTime(text: string | undefined): number | null {
  if (!text || text.startsWith('0001-')) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

const isWindows = (json: StatsJson): boolean =>
  json.memory_stats?.privateworkingset !== undefined || (json.num_procs ?? 0) > 0;

const cpuCount = (cpu: CpuJson | null | undefined): number =>
  cpu?.online_cpus || cpu?.cpu_usage?.percpu_usage?.length || 0;

/**
 * Used memory as the docker CLI shows it: usage less inactive file cache (total_inactive_file on cgroup v1,
 * inactive_file on v2); on Windows the private working set. Source: docker/cli calculateMemUsageUnixNoCache.
 */
function workingSet(memory: MemoryJson): number | null {
  const usage = number(memory.usage);
  if (usage === null) return number(memory.privateworkingset);
  const inactive = number(memory.stats?.total_inactive_file) ?? number(memory.stats?.inactive_file) ?? 0;
  return inactive < usage ? usage - inactive : usage;
}

function memoryParts(memory: MemoryJson) {
  const stats = memory.stats ?? {};
  const limit = number(memory.limit);
  return {
    memoryBytes: workingSet(memory),
    memoryUsageBytes: number(memory.usage),
    memoryLimitBytes: limit === null || limit <= 0 || limit >= NO_LIMIT ? null : limit,
    memoryCacheBytes: number(stats.total_cache) ?? number(stats.cache) ?? number(stats.file),
    memoryRssBytes: number(stats.total_rss) ?? number(stats.rss) ?? number(stats.anon),
  };
}

function sumNetworks(networks: StatsJson['networks'], field: keyof NetworkJson): number | null {
  const values = Object.values(networks ?? {}).filter((network) => network !== null);
  return values.length === 0 ? null : values.reduce((sum, network) => sum + (number(network[field]) ?? 0), 0);
}

/** Reads and writes of all devices together; null where the list is empty, for then nothing is known. */
function sumBlock(entries: BlockEntry[] | null | undefined, first: string): number | null {
  if (!entries?.length) return null;
  return entries.reduce(
    (sum, { op, value }) => sum + (op?.[0]?.toLowerCase() === first ? (number(value) ?? 0) : 0),
    0,
  );
}

/**
 * What the body says of the present moment; null for a container that does not run (its body has no time or no
 * figures).
 */
export function readStats(json: StatsJson): StatsReading | null {
  const timeMs = parseTime(json.read);
  const cpu = json.cpu_stats ?? {};
  const memory = json.memory_stats ?? {};
  if (timeMs === null || (cpu.cpu_usage?.total_usage === undefined && Object.keys(memory).length === 0))
    return null;
  const block = json.blkio_stats?.io_service_bytes_recursive;
  return {
    timeMs,
    cpuTotal: number(cpu.cpu_usage?.total_usage),
    cpuSystem: number(cpu.system_cpu_usage),
    cpus: isWindows(json) ? (json.num_procs ?? 0) : cpuCount(cpu),
    windows: isWindows(json),
    ...memoryParts(memory),
    networkRxBytes: sumNetworks(json.networks, 'rx_bytes'),
    networkTxBytes: sumNetworks(json.networks, 'tx_bytes'),
    blockReadBytes: sumBlock(block, 'r') ?? number(json.storage_stats?.read_size_bytes),
    blockWriteBytes: sumBlock(block, 'w') ?? number(json.storage_stats?.write_size_bytes),
    pids: number(json.pids_stats?.current),
  };
}

/**
 * The earlier reading that the daemon sends along, where it has one: enough for CPU, nothing else. The first
 * sample of a stream has an empty one, which is no reading and not a reading of zero.
 */
export function readPrevious(json: StatsJson): StatsReading | null {
  const cpu = json.precpu_stats;
  const cpuTotal = number(cpu?.cpu_usage?.total_usage);
  const cpuSystem = number(cpu?.system_cpu_usage);
  const preread = parseTime(json.preread);
  if (cpuTotal === null || (cpuSystem === null && (preread === null || !isWindows(json)))) return null;
  return { ...EMPTY, timeMs: preread ?? 0, cpuTotal, cpuSystem };
}

const EMPTY: StatsReading = {
  timeMs: 0,
  cpuTotal: null,
  cpuSystem: null,
  cpus: 0,
  windows: false,
  memoryBytes: null,
  memoryUsageBytes: null,
  memoryLimitBytes: null,
  memoryCacheBytes: null,
  memoryRssBytes: null,
  networkRxBytes: null,
  networkTxBytes: null,
  blockReadBytes: null,
  blockWriteBytes: null,
  pids: null,
};

/** What a counter grew by; null where either reading lacks it or it fell, as it does when a container restarts. */
const grown = (now: number | null, before: number | null | undefined): number | null =>
  now === null || before === null || before === undefined || now < before ? null : now - before;

/**
 * As the docker CLI computes it. On Linux: used / machine's CPU time * CPUs * 100, so 100 is one core. On Windows:
 * used / (elapsed * processors) * 100, so 100 is the whole machine. Source: docker/cli calculateCPUPercent*.
 */
function cpuPercent(now: StatsReading, before: StatsReading | null): number | null {
  const used = grown(now.cpuTotal, before?.cpuTotal);
  if (before === null || used === null) return null;
  if (now.windows) {
    const possible = (now.timeMs - before.timeMs) * 10_000 * now.cpus;
    return possible > 0 ? (used / possible) * 100 : null;
  }
  const machine = grown(now.cpuSystem, before.cpuSystem);
  return machine ? (used / machine) * (now.cpus || 1) * 100 : null;
}

/**
 * One sample from two readings of the same run. Without an earlier reading there is no CPU figure and no rate.
 *
 * @param cpuLimitCores the container's own limit, null when it may use every core.
 */
export function computeStats(
  now: StatsReading,
  before: StatsReading | null,
  cpuLimitCores: number | null = null,
): ContainerStats {
  const seconds = before ? (now.timeMs - before.timeMs) / 1000 : 0;
  const rate = (field: 'networkRxBytes' | 'networkTxBytes' | 'blockReadBytes' | 'blockWriteBytes') => {
    const bytes = grown(now[field], before?.[field]);
    return bytes === null || seconds <= 0 ? null : bytes / seconds;
  };
  const cpu = cpuPercent(now, before);
  const cores = now.windows ? 1 : (cpuLimitCores ?? now.cpus);
  return {
    timeMs: now.timeMs,
    cpuPercent: cpu,
    cpuPercentOfLimit: cpu === null || cores <= 0 ? null : cpu / cores,
    memoryBytes: now.memoryBytes,
    memoryUsageBytes: now.memoryUsageBytes,
    memoryLimitBytes: now.memoryLimitBytes,
    memoryCacheBytes: now.memoryCacheBytes,
    memoryRssBytes: now.memoryRssBytes,
    networkRxBytes: now.networkRxBytes,
    networkTxBytes: now.networkTxBytes,
    blockReadBytes: now.blockReadBytes,
    blockWriteBytes: now.blockWriteBytes,
    networkRxRate: rate('networkRxBytes'),
    networkTxRate: rate('networkTxBytes'),
    blockReadRate: rate('blockReadBytes'),
    blockWriteRate: rate('blockWriteBytes'),
    pids: now.pids,
  };
}
