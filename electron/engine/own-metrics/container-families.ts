import type { ContainerStats, ContainerSummary } from '../../../shared/model/container.ts';
import type { Label } from '../../../shared/model/series.ts';
import { type Family, family } from './family.ts';

/** The newest reading, with what only counts up. */
export type RunningStats = ContainerStats & { cpuSeconds: number | null };

/** What containers are and use, by the names that exporters for Docker are known by. */
export function containerFamilies(
  containers: Iterable<ContainerSummary>,
  latestStats: ReadonlyMap<string, RunningStats>,
): Family[] {
  const all = [...containers];
  const running = all.flatMap((container) => {
    const stats = latestStats.get(container.id);
    return stats ? [{ labels: labelsOf(container), stats }] : [];
  });
  const each = (value: (stats: RunningStats) => number | null, more: Label[] = []) =>
    running.map(({ labels, stats }): [Label[], number | null] => [[...labels, ...more], value(stats)]);
  return [
    family(
      'gauge',
      'docker_container_info',
      'Containers that the daemon has, with the value 1.',
      all.map((container) => [infoLabels(container), 1]),
    ),
    family(
      'counter',
      'docker_container_cpu_usage_seconds',
      'CPU time used.',
      each((stats) => stats.cpuSeconds),
    ),
    family(
      'gauge',
      'docker_container_memory_usage_bytes',
      'Memory used, file cache included.',
      each((stats) => stats.memoryUsageBytes),
    ),
    family(
      'counter',
      'docker_container_network_receive_bytes',
      'Bytes received on all interfaces.',
      each((stats) => stats.networkRxBytes),
    ),
    family(
      'counter',
      'docker_container_network_transmit_bytes',
      'Bytes sent on all interfaces.',
      each((stats) => stats.networkTxBytes),
    ),
    family('counter', 'docker_container_block_io_bytes', 'Bytes read from and written to block devices.', [
      ...each((stats) => stats.blockReadBytes, [['operation', 'read']]),
      ...each((stats) => stats.blockWriteBytes, [['operation', 'write']]),
    ]),
    family(
      'gauge',
      'container_cpu_usage_percent',
      'CPU used, 100 is one core.',
      each((stats) => stats.cpuPercent),
    ),
    family('counter', 'container_network_io_bytes', 'Bytes over all interfaces, by direction.', [
      ...each((stats) => stats.networkRxBytes, [['direction', 'receive']]),
      ...each((stats) => stats.networkTxBytes, [['direction', 'transmit']]),
    ]),
    family('counter', 'container_disk_io_bytes', 'Bytes of block devices, by operation.', [
      ...each((stats) => stats.blockReadBytes, [['operation', 'read']]),
      ...each((stats) => stats.blockWriteBytes, [['operation', 'write']]),
    ]),
  ];
}

const labelsOf = ({ id, name, image }: ContainerSummary): Label[] => [
  ['id', id],
  ['name', name],
  ['image', image],
];

function infoLabels(container: ContainerSummary): Label[] {
  const { state, health, composeProject, composeService, imageId } = container;
  return [
    ...labelsOf(container),
    ['image_id', imageId],
    ['state', state],
    ['health', health ?? ''],
    ['compose_project', composeProject ?? ''],
    ['compose_service', composeService ?? ''],
  ];
}
