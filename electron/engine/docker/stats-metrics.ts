import type { ContainerSummary } from '../../../shared/model/container.ts';
import { type Label, type Labels, seriesLabels } from '../../../shared/model/series.ts';
import type { ProcessCounts } from './process-counts.ts';
import type { NetworkJson, StatsJson } from './stats-json.ts';
import type { StatsReading } from './stats-sample.ts';

/** A container's labels that are stored with each of its series, and how long their values may be. */
const MOST_LABELS = 32;
const LONGEST_VALUE = 256;

/** One value of a metric, with labels beside the container's own. Null values are not stored. */
export type Point = [metric: string, value: number | null, labels?: Label[]];

/** What inspect tells of a run and stays as it is while it runs. */
export interface RunFacts {
  startedMs: number | null;
  cpuQuota: number | null;
  cpuPeriod: number | null;
  cpuShares: number | null;
}

/** The labels that cAdvisor gives every series of a container: id, image, name and its own labels. */
export function containerLabels({ id, name, image, labels }: ContainerSummary): Label[] {
  const own = labels
    .filter(([, value]) => value !== '' && value.length <= LONGEST_VALUE)
    .map(([key, value]): Label => [`container_label_${key.replace(/[^a-zA-Z0-9_]/g, '_')}`, value])
    // Compose's come first, so that many others never push them out; of two keys that become one, the first stays.
    .sort((a, b) => Number(isCompose(b[0])) - Number(isCompose(a[0])) || (a[0] < b[0] ? -1 : 1))
    .filter(([key], i, all) => all.findIndex(([other]) => other === key) === i)
    .slice(0, MOST_LABELS);
  return [['id', `/docker/${id}`], ['image', image], ['name', name], ...own];
}

const isCompose = (label: string) => label.startsWith('container_label_com_docker_compose_');

/** A point's whole label set. */
export const pointLabels = (container: Label[], [metric, , labels]: Point): Labels =>
  seriesLabels(metric, labels ? [...container, ...labels] : container);

const NANOS = 1e9;
/** Windows counts CPU time in units of 100 ns. */
const WINDOWS_TICKS = 1e7;

const over = (value: number | null | undefined, unit: number): number | null =>
  value === null || value === undefined ? null : value / unit;

/** CPU time used since the container's start. */
export const cpuSeconds = (reading: StatsReading): number | null => over(reading.cpuTotal, unitOf(reading));

const unitOf = ({ windows }: StatsReading) => (windows ? WINDOWS_TICKS : NANOS);

/** What changes from second to second; stored with every reading. Names are cAdvisor's. */
export function fastPoints(json: StatsJson, reading: StatsReading): Point[] {
  const usage = json.cpu_stats?.cpu_usage;
  return [
    ['container_cpu_usage_seconds_total', cpuSeconds(reading), [['cpu', 'total']]],
    ['container_cpu_user_seconds_total', over(usage?.usage_in_usermode, unitOf(reading))],
    ['container_cpu_system_seconds_total', over(usage?.usage_in_kernelmode, unitOf(reading))],
    ['container_memory_usage_bytes', reading.memoryUsageBytes],
    ['container_memory_working_set_bytes', reading.memoryBytes],
    ['container_memory_cache', reading.memoryCacheBytes],
    ['container_memory_rss', reading.memoryRssBytes],
    ['container_fs_reads_bytes_total', reading.blockReadBytes],
    ['container_fs_writes_bytes_total', reading.blockWriteBytes],
    // The daemon's pids are tasks of the cgroup, which is what cAdvisor calls threads.
    ['container_threads', reading.pids],
    ...interfacePoints(json, [
      ['container_network_receive_bytes_total', 'rx_bytes'],
      ['container_network_transmit_bytes_total', 'tx_bytes'],
    ]),
  ];
}

/** What changes seldom; stored every quarter of a minute. */
export function slowPoints(
  json: StatsJson,
  reading: StatsReading,
  facts: RunFacts | null,
  counts: ProcessCounts,
): Point[] {
  const throttling = json.cpu_stats?.throttling_data;
  const limited = (throttling?.periods ?? 0) > 0 ? throttling : null;
  return [
    ['container_spec_memory_limit_bytes', reading.memoryLimitBytes],
    ['container_spec_cpu_quota', facts?.cpuQuota ?? null],
    ['container_spec_cpu_period', facts?.cpuPeriod ?? null],
    ['container_spec_cpu_shares', facts?.cpuShares ?? null],
    ['container_start_time_seconds', over(facts?.startedMs, 1000)],
    ['container_last_seen', Math.floor(reading.timeMs / 1000)],
    ['container_processes', counts.processes],
    ['container_file_descriptors', counts.fileDescriptors],
    ['container_memory_max_usage_bytes', json.memory_stats?.max_usage ?? null],
    ['container_memory_failcnt', json.memory_stats?.failcnt ?? null],
    ['container_cpu_cfs_periods_total', limited?.periods ?? null],
    ['container_cpu_cfs_throttled_periods_total', limited?.throttled_periods ?? null],
    ['container_cpu_cfs_throttled_seconds_total', over(limited?.throttled_time, NANOS)],
    ...interfacePoints(json, [
      ['container_network_receive_packets_total', 'rx_packets'],
      ['container_network_transmit_packets_total', 'tx_packets'],
      ['container_network_receive_errors_total', 'rx_errors'],
      ['container_network_transmit_errors_total', 'tx_errors'],
      ['container_network_receive_packets_dropped_total', 'rx_dropped'],
      ['container_network_transmit_packets_dropped_total', 'tx_dropped'],
    ]),
  ];
}

function interfacePoints(
  { networks }: StatsJson,
  metrics: [metric: string, field: keyof NetworkJson][],
): Point[] {
  return Object.entries(networks ?? {}).flatMap(([name, network]) =>
    metrics.map(([metric, field]): Point => [metric, network?.[field] ?? null, [['interface', name]]]),
  );
}
