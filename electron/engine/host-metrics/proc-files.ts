import { counter, gauge, type HostPoint, untyped } from './host-point.ts';

/** Clock ticks a second in which Linux tells CPU time to programs: 100 on every architecture Node runs on. */
const TICKS = 100;
const SECTOR_BYTES = 512;

const CPU_MODES = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'];
const GUEST_MODES = ['user', 'nice'];

const STAT_LINES: Record<string, (value: number) => HostPoint> = {
  intr: (value) => counter('node_intr_total', [], value),
  ctxt: (value) => counter('node_context_switches_total', [], value),
  btime: (value) => gauge('node_boot_time_seconds', [], value),
  processes: (value) => counter('node_forks_total', [], value),
  procs_running: (value) => gauge('node_procs_running', [], value),
  procs_blocked: (value) => gauge('node_procs_blocked', [], value),
};

/** `/proc/stat` (proc_stat(5)). Guest time is part of user and nice time, and node_exporter takes it out of neither. */
export function statPoints(text: string): HostPoint[] {
  return text.split('\n').flatMap((line) => {
    const [key = '', ...values] = line.split(/ +/);
    const cpu = /^cpu(\d+)$/.exec(key)?.[1];
    if (cpu !== undefined) return cpuPoints(cpu, values.map(Number));
    const point = Object.hasOwn(STAT_LINES, key) ? STAT_LINES[key] : undefined;
    return point ? [point(Number(values[0]))] : [];
  });
}

function cpuPoints(cpu: string, ticks: number[]): HostPoint[] {
  const points = (name: string, modes: string[], from: number) =>
    modes.map((mode, i) =>
      counter(
        name,
        [
          ['cpu', cpu],
          ['mode', mode],
        ],
        (ticks[from + i] ?? 0) / TICKS,
      ),
    );
  return [
    ...points('node_cpu_seconds_total', CPU_MODES, 0),
    ...points('node_cpu_guest_seconds_total', GUEST_MODES, CPU_MODES.length),
  ];
}

/** `/proc/meminfo`: `Active(anon)` is node_memory_Active_anon_bytes; what has no unit is a count. */
export function memoryPoints(text: string): HostPoint[] {
  return text.split('\n').flatMap((line) => {
    const match = /^([^:]+):\s+(\d+)( kB)?$/.exec(line);
    if (!match) return [];
    const name = match[1]!.replace('(', '_').replace(')', '');
    const value = Number(match[2]);
    return [
      match[3]
        ? gauge(`node_memory_${name}_bytes`, [], value * 1024)
        : gauge(`node_memory_${name}`, [], value),
    ];
  });
}

/** Paging, swapping and faults: those fields that node_exporter takes unless it is told others. */
const VMSTAT_FIELD = /^(?:oom_kill|pgpg|pswp|pg.*fault)/;

/** `/proc/vmstat`. */
export function vmstatPoints(text: string): HostPoint[] {
  return text.split('\n').flatMap((line) => {
    const [field = '', value = ''] = line.split(' ');
    return VMSTAT_FIELD.test(field) ? [untyped(`node_vmstat_${field}`, [], Number(value))] : [];
  });
}

/** `/proc/loadavg`. */
export function loadPoints(text: string): HostPoint[] {
  const [one, five, fifteen] = text.split(' ').map(Number);
  return [
    gauge('node_load1', [], one ?? Number.NaN),
    gauge('node_load5', [], five ?? Number.NaN),
    gauge('node_load15', [], fifteen ?? Number.NaN),
  ].filter(({ value }) => Number.isFinite(value));
}

const NETWORK_COLUMNS = [
  'receive_bytes',
  'receive_packets',
  'receive_errs',
  'receive_drop',
  'receive_fifo',
  'receive_frame',
  'receive_compressed',
  'receive_multicast',
  'transmit_bytes',
  'transmit_packets',
  'transmit_errs',
  'transmit_drop',
  'transmit_fifo',
  'transmit_colls',
  'transmit_carrier',
  'transmit_compressed',
];
/** A machine that runs many containers has an interface for each; theirs are known under the containers. */
const CONTAINER_INTERFACE = /^veth/;

/** `/proc/net/dev`. */
export function networkPoints(text: string): HostPoint[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*([^\s:]+):\s*(.+)$/.exec(line);
    if (!match || CONTAINER_INTERFACE.test(match[1]!)) return [];
    const values = match[2]!.trim().split(/\s+/).map(Number);
    return NETWORK_COLUMNS.map((column, i) =>
      counter(`node_network_${column}_total`, [['device', match[1]!]], values[i] ?? 0),
    );
  });
}

/** As node_exporter leaves out: parts of disks, and what lies in memory or in a file. */
const LEFT_OUT_DISK = /^(ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\d+n\d+p)\d+$/;

type DiskColumn = [name: string, unit: number, type: 'counter' | 'gauge'];
/** Behind major, minor and name (Linux, Documentation/admin-guide/iostats.rst). */
const DISK_COLUMNS: DiskColumn[] = [
  ['reads_completed_total', 1, 'counter'],
  ['reads_merged_total', 1, 'counter'],
  ['read_bytes_total', SECTOR_BYTES, 'counter'],
  ['read_time_seconds_total', 0.001, 'counter'],
  ['writes_completed_total', 1, 'counter'],
  ['writes_merged_total', 1, 'counter'],
  ['written_bytes_total', SECTOR_BYTES, 'counter'],
  ['write_time_seconds_total', 0.001, 'counter'],
  ['io_now', 1, 'gauge'],
  ['io_time_seconds_total', 0.001, 'counter'],
  ['io_time_weighted_seconds_total', 0.001, 'counter'],
];

/** `/proc/diskstats`. */
export function diskPoints(text: string): HostPoint[] {
  return text.split('\n').flatMap((line) => {
    const [, , device = '', ...values] = line.trim().split(/\s+/);
    if (device === '' || LEFT_OUT_DISK.test(device)) return [];
    return DISK_COLUMNS.map(([name, unit, type], i) => ({
      name: `node_disk_${name}`,
      type,
      labels: [['device', device]],
      value: Number(values[i] ?? 0) * unit,
    }));
  });
}
