import { readFile } from 'node:fs/promises';
import {
  cpus,
  freemem,
  hostname,
  loadavg,
  machine,
  type as osType,
  release,
  totalmem,
  uptime,
  version,
} from 'node:os';
import { parse } from 'node:path';
import { counter, gauge, type HostPoint } from './host-point.ts';
import { FileSystems, parseMounts } from './mounts.ts';
import {
  diskPoints,
  loadPoints,
  memoryPoints,
  networkPoints,
  statPoints,
  vmstatPoints,
} from './proc-files.ts';

const PROC_FILES: [path: string, points: (text: string) => HostPoint[]][] = [
  ['/proc/stat', statPoints],
  ['/proc/meminfo', memoryPoints],
  ['/proc/vmstat', vmstatPoints],
  ['/proc/loadavg', loadPoints],
  ['/proc/net/dev', networkPoints],
  ['/proc/diskstats', diskPoints],
];

/** What the machine tells of itself: on Linux as much as node_exporter's usual collectors, elsewhere what Node knows. */
export class HostReader {
  readonly #fileSystems = new FileSystems();

  async read(): Promise<HostPoint[]> {
    const points = process.platform === 'linux' ? await this.#linux() : await this.#other();
    return [...points, this.#uname(), gauge('node_time_seconds', [], Date.now() / 1000)];
  }

  async #linux(): Promise<HostPoint[]> {
    const files = await Promise.all(PROC_FILES.map(async ([path, points]) => points(await textOf(path))));
    const mounts = parseMounts(await textOf('/proc/mounts'));
    return [...files.flat(), ...(await this.#fileSystems.points(mounts))];
  }

  /** macOS and Windows: CPU, memory, load and the disk that the program lies on, under the same names. */
  async #other(): Promise<HostPoint[]> {
    const place = parse(process.cwd()).root;
    const [one, five, fifteen] = loadavg();
    // Windows has no load.
    const load = process.platform === 'win32' ? [] : loadPoints(`${one} ${five} ${fifteen}`);
    const disk = [{ device: place, mountpoint: place, fstype: 'unknown', readonly: false }];
    return [
      ...cpus().flatMap(({ times }, i) =>
        Object.entries({
          user: times.user,
          nice: times.nice,
          system: times.sys,
          idle: times.idle,
          irq: times.irq,
        }).map(([mode, ms]) =>
          counter(
            'node_cpu_seconds_total',
            [
              ['cpu', String(i)],
              ['mode', mode],
            ],
            ms / 1000,
          ),
        ),
      ),
      gauge('node_memory_MemTotal_bytes', [], totalmem()),
      gauge('node_memory_MemFree_bytes', [], freemem()),
      // What else could be had is not known here.
      gauge('node_memory_MemAvailable_bytes', [], freemem()),
      gauge('node_boot_time_seconds', [], Math.round(Date.now() / 1000 - uptime())),
      ...load,
      ...(await this.#fileSystems.points(disk)),
    ];
  }

  #uname(): HostPoint {
    return gauge(
      'node_uname_info',
      [
        ['domainname', '(none)'],
        ['machine', machine()],
        ['nodename', hostname()],
        ['release', release()],
        ['sysname', osType()],
        ['version', version()],
      ],
      1,
    );
  }
}

/** Empty where it cannot be read, as in a sandbox: the others still are. */
const textOf = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
