import { newDashboard } from '../../../../shared/dashboards/model.ts';
import { labelVariable, panels, spark, stacked, warnAt } from './builder.ts';

const I = 'instance=~"$instance"';
const DISK = `${I},device!~"loop.*|ram.*|dm-.*|zram.*"`;
const NET = `${I},device!~"lo|veth.*|docker.*|br-.*"`;
const FILES = `${I},fstype!~"tmpfs|ramfs|overlay|squashfs|nsfs|fuse.*",mountpoint!~"/(run|var/lib/docker|boot/efi).*"`;
const rate = (metric: string, matchers: string, by: string) =>
  `sum by (${by}) (rate(${metric}{${matchers}}[$__rate_interval]))`;
const BUSY = `1 - avg(rate(node_cpu_seconds_total{${I},mode="idle"}[$__rate_interval]))`;
const MEMORY = `1 - sum(node_memory_MemAvailable_bytes{${I}}) / sum(node_memory_MemTotal_bytes{${I}})`;

/** Use, saturation and errors of the machine, under the names of node_exporter. */
export const use = newDashboard({
  title: 'Host: use, saturation, errors',
  description: 'CPU, memory, disks and network of this machine, or of others that node_exporter watches.',
  tags: ['host'],
  variables: [
    labelVariable('instance', 'Instance', 'label_values(node_cpu_seconds_total, instance)', {
      includeAll: true,
      allValue: '.*',
      current: ['$__all'],
      multi: true,
    }),
  ],
  panels: panels(
    [
      'gauge',
      {
        title: 'CPU busy',
        at: [0, 0, 4, 5],
        ask: [[BUSY]],
        style: { unit: 'percentunit', min: 0, max: 1, ...warnAt(0.7, 0.9) },
      },
    ],
    [
      'gauge',
      {
        title: 'Memory used',
        at: [4, 0, 4, 5],
        ask: [[MEMORY]],
        style: { unit: 'percentunit', min: 0, max: 1, ...warnAt(0.8, 0.95) },
      },
    ],
    [
      'gauge',
      {
        title: 'Fullest file system',
        at: [8, 0, 4, 5],
        ask: [[`max(1 - node_filesystem_avail_bytes{${FILES}} / node_filesystem_size_bytes{${FILES}})`]],
        style: { unit: 'percentunit', min: 0, max: 1, ...warnAt(0.8, 0.95) },
      },
    ],
    [
      'stat',
      {
        title: 'Load, 1 min',
        at: [12, 0, 4, 5],
        ask: [[`sum(node_load1{${I}})`]],
        style: { unit: 'short' },
        more: spark,
      },
    ],
    [
      'stat',
      {
        title: 'Processors',
        at: [16, 0, 4, 5],
        ask: [[`count(count by (cpu, instance) (node_cpu_seconds_total{${I}}))`]],
        style: { unit: 'none' },
      },
    ],
    [
      'stat',
      {
        title: 'Running for',
        at: [20, 0, 4, 5],
        ask: [[`time() - min(node_boot_time_seconds{${I}})`]],
        style: { unit: 's' },
      },
    ],
    [
      'timeseries',
      {
        title: 'CPU by mode',
        at: [0, 5, 12, 8],
        ask: [
          [`avg by (mode) (rate(node_cpu_seconds_total{${I},mode!="idle"}[$__rate_interval]))`, '{{mode}}'],
        ],
        style: { unit: 'percentunit', ...stacked },
      },
    ],
    [
      'timeseries',
      {
        title: 'Load against processors',
        at: [12, 5, 12, 8],
        ask: [
          [`sum(node_load1{${I}})`, '1 min'],
          [`sum(node_load5{${I}})`, '5 min'],
          [`count(count by (cpu, instance) (node_cpu_seconds_total{${I}}))`, 'processors'],
        ],
        style: { unit: 'short', min: 0 },
        more: { overrides: [{ by: 'name', match: 'processors', set: { dashed: true } }] },
      },
    ],
    [
      'timeseries',
      {
        title: 'Memory',
        at: [0, 13, 12, 8],
        ask: [
          [`sum(node_memory_MemTotal_bytes{${I}} - node_memory_MemAvailable_bytes{${I}})`, 'used'],
          [`sum(node_memory_MemAvailable_bytes{${I}})`, 'available'],
        ],
        style: { unit: 'bytes', ...stacked },
      },
    ],
    [
      'timeseries',
      {
        title: 'Swap in and out, major faults',
        at: [12, 13, 12, 8],
        ask: [
          [rate('node_vmstat_pswpin', I, 'instance'), 'pages in {{instance}}'],
          [rate('node_vmstat_pswpout', I, 'instance'), 'pages out {{instance}}'],
          [rate('node_vmstat_pgmajfault', I, 'instance'), 'major faults {{instance}}'],
        ],
        style: { unit: 'ops', min: 0 },
      },
    ],
    [
      'timeseries',
      {
        title: 'Disks',
        description: 'Read above the line, written below it.',
        at: [0, 21, 12, 8],
        ask: [
          [rate('node_disk_read_bytes_total', DISK, 'device'), '{{device}} read'],
          [rate('node_disk_written_bytes_total', DISK, 'device'), '{{device}} written'],
        ],
        style: { unit: 'binBps' },
        more: { overrides: [{ by: 'regex', match: '.* written', set: { negative: true } }] },
      },
    ],
    [
      'timeseries',
      {
        title: 'Disks busy',
        at: [12, 21, 12, 8],
        ask: [[rate('node_disk_io_time_seconds_total', DISK, 'device'), '{{device}}']],
        style: { unit: 'percentunit', min: 0 },
      },
    ],
    [
      'timeseries',
      {
        title: 'Network',
        description: 'Received above the line, sent below it.',
        at: [0, 29, 12, 8],
        ask: [
          [rate('node_network_receive_bytes_total', NET, 'device'), '{{device}} received'],
          [rate('node_network_transmit_bytes_total', NET, 'device'), '{{device}} sent'],
        ],
        style: { unit: 'binBps' },
        more: { overrides: [{ by: 'regex', match: '.* sent', set: { negative: true } }] },
      },
    ],
    [
      'timeseries',
      {
        title: 'Network errors and drops',
        at: [12, 29, 12, 8],
        ask: [
          [
            `${rate('node_network_receive_errs_total', NET, 'device')} + ${rate('node_network_transmit_errs_total', NET, 'device')}`,
            '{{device}} errors',
          ],
          [
            `${rate('node_network_receive_drop_total', NET, 'device')} + ${rate('node_network_transmit_drop_total', NET, 'device')}`,
            '{{device}} drops',
          ],
        ],
        style: { unit: 'pps', min: 0 },
      },
    ],
    [
      'bar',
      {
        title: 'File systems',
        at: [0, 37, 24, 7],
        ask: [
          [
            `1 - max by (mountpoint) (node_filesystem_avail_bytes{${FILES}}) / max by (mountpoint) (node_filesystem_size_bytes{${FILES}})`,
            '{{mountpoint}}',
          ],
        ],
        style: { unit: 'percentunit', min: 0, max: 1, ...warnAt(0.8, 0.95) },
      },
    ],
  ),
});
