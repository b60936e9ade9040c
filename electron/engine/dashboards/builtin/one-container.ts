import { newDashboard } from '../../../../shared/dashboards/model.ts';
import { labelVariable, panels, spark } from './builder.ts';

const of = (metric: string) => `${metric}{name="$container"}`;
const rate = (metric: string) => `sum(rate(${of(metric)}[$__rate_interval]))`;

/** Everything there is about one container, chosen above. */
export const oneContainer = newDashboard({
  title: 'One container',
  description: 'CPU, memory, network, disk and processes of the container chosen above.',
  tags: ['docker'],
  variables: [labelVariable('container', 'Container', 'label_values(container_last_seen, name)')],
  panels: panels(
    [
      'stat',
      {
        title: 'CPU',
        at: [0, 0, 6, 4],
        ask: [[rate('container_cpu_usage_seconds_total')]],
        style: { unit: 'percentunit' },
        more: spark,
      },
    ],
    [
      'stat',
      {
        title: 'Memory',
        at: [6, 0, 6, 4],
        ask: [[`max(${of('container_memory_working_set_bytes')})`]],
        style: { unit: 'bytes' },
        more: spark,
      },
    ],
    [
      'stat',
      {
        title: 'Processes',
        at: [12, 0, 6, 4],
        ask: [[`max(${of('container_processes')})`]],
        style: { unit: 'none' },
        more: spark,
      },
    ],
    [
      'stat',
      {
        title: 'Running for',
        at: [18, 0, 6, 4],
        ask: [[`time() - max(${of('container_start_time_seconds')})`]],
        style: { unit: 's' },
      },
    ],
    [
      'timeseries',
      {
        title: 'CPU',
        at: [0, 4, 12, 8],
        ask: [
          [rate('container_cpu_user_seconds_total'), 'user'],
          [rate('container_cpu_system_seconds_total'), 'system'],
          [rate('container_cpu_cfs_throttled_seconds_total'), 'throttled'],
        ],
        style: { unit: 'percentunit', fill: 10 },
        more: { overrides: [{ by: 'name', match: 'throttled', set: { colourBy: 'fixed', colour: 'red' } }] },
      },
    ],
    [
      'timeseries',
      {
        title: 'Memory',
        at: [12, 4, 12, 8],
        ask: [
          [`max(${of('container_memory_working_set_bytes')})`, 'working set'],
          [`max(${of('container_memory_rss')})`, 'anonymous'],
          [`max(${of('container_memory_cache')})`, 'cache'],
        ],
        style: { unit: 'bytes', min: 0 },
      },
    ],
    [
      'timeseries',
      {
        title: 'Network',
        at: [0, 12, 12, 8],
        ask: [
          [
            `sum by (interface) (rate(${of('container_network_receive_bytes_total')}[$__rate_interval]))`,
            'received {{interface}}',
          ],
          [
            `sum by (interface) (rate(${of('container_network_transmit_bytes_total')}[$__rate_interval]))`,
            'sent {{interface}}',
          ],
        ],
        style: { unit: 'binBps' },
        more: { overrides: [{ by: 'regex', match: 'sent.*', set: { negative: true } }] },
      },
    ],
    [
      'timeseries',
      {
        title: 'Disk',
        at: [12, 12, 12, 8],
        ask: [
          [rate('container_fs_reads_bytes_total'), 'read'],
          [rate('container_fs_writes_bytes_total'), 'written'],
        ],
        style: { unit: 'binBps' },
        more: { overrides: [{ by: 'name', match: 'written', set: { negative: true } }] },
      },
    ],
    [
      'timeseries',
      {
        title: 'Processes, threads, files',
        at: [0, 20, 12, 8],
        ask: [
          [`max(${of('container_processes')})`, 'processes'],
          [`max(${of('container_threads')})`, 'threads'],
          [`max(${of('container_file_descriptors')})`, 'file descriptors'],
        ],
        style: { unit: 'none', min: 0 },
      },
    ],
    [
      'logs',
      {
        title: 'Logs',
        at: [12, 20, 12, 8],
        ask: [],
        more: { logs: { query: '', containers: ['$container'] } },
      },
    ],
  ),
});
