import type { MetricMetadata, MetricType } from '../../../shared/model/series.ts';

const family = (
  name: string,
  type: MetricType,
  unit: string,
  help: string,
): [name: string, metadata: MetricMetadata] => [name, { type, unit, help }];

/** What each metric of a container is, under cAdvisor's names and in the words of what Trivet measures. */
export const statsFamilies = [
  family('container_cpu_usage_seconds_total', 'counter', 'seconds', 'CPU time used.'),
  family('container_cpu_user_seconds_total', 'counter', 'seconds', 'CPU time used in user mode.'),
  family('container_cpu_system_seconds_total', 'counter', 'seconds', 'CPU time used in kernel mode.'),
  family(
    'container_cpu_cfs_periods_total',
    'counter',
    '',
    'Enforcement periods of the CPU limit that have passed.',
  ),
  family(
    'container_cpu_cfs_throttled_periods_total',
    'counter',
    '',
    'Periods in which the CPU limit was reached.',
  ),
  family(
    'container_cpu_cfs_throttled_seconds_total',
    'counter',
    'seconds',
    'Time held back by the CPU limit.',
  ),
  family('container_memory_usage_bytes', 'gauge', 'bytes', 'Memory in use, the page cache included.'),
  family(
    'container_memory_working_set_bytes',
    'gauge',
    'bytes',
    'Memory in use without cache that can be let go at once.',
  ),
  family('container_memory_cache', 'gauge', 'bytes', 'Page cache.'),
  family('container_memory_rss', 'gauge', 'bytes', 'Anonymous memory.'),
  family('container_memory_max_usage_bytes', 'gauge', 'bytes', 'The most memory that was in use.'),
  family('container_memory_failcnt', 'counter', '', 'Times that the memory limit was reached.'),
  family(
    'container_spec_memory_limit_bytes',
    'gauge',
    'bytes',
    'Memory limit; the memory of the host where none is set.',
  ),
  family('container_spec_cpu_quota', 'gauge', '', 'CPU time allowed in a period, in microseconds.'),
  family('container_spec_cpu_period', 'gauge', '', 'Length of a period of the CPU limit, in microseconds.'),
  family('container_spec_cpu_shares', 'gauge', '', 'Weight among containers that want CPU time at once.'),
  family('container_fs_reads_bytes_total', 'counter', 'bytes', 'Bytes read from block devices.'),
  family('container_fs_writes_bytes_total', 'counter', 'bytes', 'Bytes written to block devices.'),
  family('container_network_receive_bytes_total', 'counter', 'bytes', 'Bytes received.'),
  family('container_network_transmit_bytes_total', 'counter', 'bytes', 'Bytes sent.'),
  family('container_network_receive_packets_total', 'counter', '', 'Packets received.'),
  family('container_network_transmit_packets_total', 'counter', '', 'Packets sent.'),
  family('container_network_receive_errors_total', 'counter', '', 'Errors while receiving.'),
  family('container_network_transmit_errors_total', 'counter', '', 'Errors while sending.'),
  family(
    'container_network_receive_packets_dropped_total',
    'counter',
    '',
    'Packets dropped while receiving.',
  ),
  family('container_network_transmit_packets_dropped_total', 'counter', '', 'Packets dropped while sending.'),
  family('container_threads', 'gauge', '', 'Threads.'),
  family('container_processes', 'gauge', '', 'Processes.'),
  family('container_file_descriptors', 'gauge', '', 'Open file descriptors.'),
  family('container_start_time_seconds', 'gauge', 'seconds', 'When it was started, since the epoch.'),
  family('container_last_seen', 'gauge', '', 'When it was last read, in seconds since the epoch.'),
];
