import { newDashboard } from '../../../../shared/dashboards/model.ts';
import { panels, spark, stacked } from './builder.ts';

const perContainer = (metric: string) => `sum by (name) (rate(${metric}{name!=""}[$__rate_interval]))`;

/** All containers of this machine side by side. */
export const dockerHosts = newDashboard({
  title: 'Docker hosts',
  description: 'All containers of this machine: what they take, and which takes most.',
  tags: ['docker'],
  panels: panels(
    [
      'stat',
      {
        title: 'Containers',
        at: [0, 0, 6, 4],
        ask: [['count(count by (name) (container_last_seen{name!=""}))']],
        more: spark,
      },
    ],
    [
      'stat',
      {
        title: 'CPU',
        description: 'Of one core: two cores busy are 200 %.',
        at: [6, 0, 6, 4],
        ask: [['sum(rate(container_cpu_usage_seconds_total{name!=""}[$__rate_interval]))']],
        style: { unit: 'percentunit' },
        more: spark,
      },
    ],
    [
      'stat',
      {
        title: 'Memory',
        at: [12, 0, 6, 4],
        ask: [['sum(container_memory_working_set_bytes{name!=""})']],
        style: { unit: 'bytes' },
        more: spark,
      },
    ],
    [
      'stat',
      {
        title: 'Network received',
        at: [18, 0, 6, 4],
        ask: [['sum(rate(container_network_receive_bytes_total{name!=""}[$__rate_interval]))']],
        style: { unit: 'binBps' },
        more: spark,
      },
    ],
    [
      'timeseries',
      {
        title: 'CPU by container',
        at: [0, 4, 12, 9],
        ask: [[perContainer('container_cpu_usage_seconds_total'), '{{name}}']],
        style: { unit: 'percentunit', ...stacked },
      },
    ],
    [
      'timeseries',
      {
        title: 'Memory by container',
        at: [12, 4, 12, 9],
        ask: [['sum by (name) (container_memory_working_set_bytes{name!=""})', '{{name}}']],
        style: { unit: 'bytes', ...stacked },
      },
    ],
    [
      'timeseries',
      {
        title: 'Network by container',
        description: 'Received above the line, sent below it.',
        at: [0, 13, 12, 9],
        ask: [
          [perContainer('container_network_receive_bytes_total'), '{{name}} received'],
          [perContainer('container_network_transmit_bytes_total'), '{{name}} sent'],
        ],
        style: { unit: 'binBps' },
        more: { overrides: [{ by: 'regex', match: '.* sent', set: { negative: true } }] },
      },
    ],
    [
      'timeseries',
      {
        title: 'Disk by container',
        description: 'Read above the line, written below it.',
        at: [12, 13, 12, 9],
        ask: [
          [perContainer('container_fs_reads_bytes_total'), '{{name}} read'],
          [perContainer('container_fs_writes_bytes_total'), '{{name}} written'],
        ],
        style: { unit: 'binBps' },
        more: { overrides: [{ by: 'regex', match: '.* written', set: { negative: true } }] },
      },
    ],
    [
      'bar',
      {
        title: 'Memory of its limit',
        at: [0, 22, 12, 8],
        ask: [
          [
            'topk(10, max by (name) (container_memory_working_set_bytes{name!=""}) / max by (name) (container_spec_memory_limit_bytes{name!=""} > 0))',
            '{{name}}',
          ],
        ],
        style: { unit: 'percentunit', min: 0, max: 1 },
      },
    ],
    [
      'table',
      {
        title: 'Containers now',
        at: [12, 22, 12, 8],
        ask: [
          ['sum by (name) (rate(container_cpu_usage_seconds_total{name!=""}[$__rate_interval]))'],
          ['sum by (name) (container_memory_working_set_bytes{name!=""})'],
          ['sum by (name) (container_processes{name!=""})'],
        ],
        more: {
          transformations: [
            { kind: 'merge' },
            {
              kind: 'organize',
              hide: ['Time'],
              order: ['name'],
              rename: { name: 'Container', 'Value #A': 'CPU', 'Value #B': 'Memory', 'Value #C': 'Processes' },
            },
          ],
          overrides: [
            { by: 'name', match: 'CPU', set: { unit: 'percentunit' } },
            { by: 'name', match: 'Memory', set: { unit: 'bytes', cell: 'bar' } },
          ],
        },
      },
    ],
  ),
});
