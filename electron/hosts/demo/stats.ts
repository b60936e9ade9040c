import type { Container } from './containers.ts';
import { type Usage, usageAt } from './figures.ts';
import type { Story } from './story.ts';

export const HOST = { cpus: 8, memoryBytes: 16_682_381_312 };
const MIB = 1_048_576;
/** The machine was started long before everything else. */
const MACHINE_UP_MS = 40 * 86_400_000;

/** Counters since the start of the run that is measured. */
interface Totals {
  cpuNano: number;
  rx: number;
  tx: number;
  read: number;
  write: number;
}

export interface LastReading {
  /** When the container was started, which tells its runs apart. */
  run: number;
  ms: number;
  totals: Totals;
}

const zero = (): Totals => ({ cpuNano: 0, rx: 0, tx: 0, read: 0, write: 0 });

/**
 * Readings of one container, one a second, with counters that only grow until the container is started anew.
 * A container that was up long before the first reading begins with what it would have used until then.
 */
export class StatsMeter {
  readonly #story: Story;
  #run: number | null = null;
  #totals = zero();
  #lastMs: number | null = null;
  #before: object | null = null;

  constructor(story: Story, last?: LastReading) {
    this.#story = story;
    if (!last) return;
    this.#run = last.run;
    this.#totals = { ...last.totals };
    this.#lastMs = last.ms;
  }

  /** What a later meter goes on from: counters that fell would look like a container that was started anew. */
  get last(): LastReading | null {
    return this.#run === null || this.#lastMs === null
      ? null
      : { run: this.#run, ms: this.#lastMs, totals: this.#totals };
  }

  /** The body of GET /containers/{id}/stats at a moment later than the one before (cgroup v2). */
  read(container: Container, ms: number): string {
    const usage = usageAt(container, this.#story, ms);
    this.#count(container, usage, ms);
    const cpu = this.#cpu(ms);
    const body = {
      name: `/${container.role.name}`,
      id: container.id,
      read: new Date(ms).toISOString(),
      preread: this.#lastMs === null ? '0001-01-01T00:00:00Z' : new Date(this.#lastMs).toISOString(),
      pids_stats: { current: usage.pids, limit: 18_446_744_073_709_552_000 },
      blkio_stats: { io_service_bytes_recursive: this.#blocks() },
      num_procs: 0,
      storage_stats: {},
      cpu_stats: cpu,
      precpu_stats: this.#before ?? { cpu_usage: { total_usage: 0 }, throttling_data: {} },
      memory_stats: memory(container, usage),
      networks: { eth0: this.#network() },
    };
    this.#before = cpu;
    this.#lastMs = ms;
    return `${JSON.stringify(body)}\n`;
  }

  #count(container: Container, usage: Usage, ms: number): void {
    const { startedMs } = container;
    const continues = this.#run === startedMs && this.#lastMs !== null;
    const seconds = (ms - (continues ? (this.#lastMs ?? ms) : Math.min(startedMs, ms))) / 1_000;
    if (!continues) this.#totals = zero();
    this.#run = startedMs;
    this.#totals.cpuNano += usage.cpuPercent * 1e7 * seconds;
    this.#totals.rx += usage.rx * seconds;
    this.#totals.tx += usage.tx * seconds;
    this.#totals.read += usage.read * seconds;
    this.#totals.write += usage.write * seconds;
  }

  #cpu(ms: number): object {
    const total = Math.round(this.#totals.cpuNano);
    const kernel = Math.round(total * 0.22);
    return {
      cpu_usage: { total_usage: total, usage_in_kernelmode: kernel, usage_in_usermode: total - kernel },
      system_cpu_usage: (ms - this.#story.deployMs + MACHINE_UP_MS) * 1e6 * HOST.cpus,
      online_cpus: HOST.cpus,
      throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
    };
  }

  #blocks(): object[] {
    const device = { major: 259, minor: 0 };
    return [
      { ...device, op: 'read', value: Math.round(this.#totals.read) },
      { ...device, op: 'write', value: Math.round(this.#totals.write) },
    ];
  }

  #network(): object {
    const { rx, tx } = this.#totals;
    return {
      ...{ rx_bytes: Math.round(rx), rx_packets: Math.round(rx / 900), rx_errors: 0, rx_dropped: 0 },
      ...{ tx_bytes: Math.round(tx), tx_packets: Math.round(tx / 900), tx_errors: 0, tx_dropped: 0 },
    };
  }
}

function memory({ role }: Container, { memoryMiB, fileCacheMiB }: Usage): object {
  const anon = Math.round(memoryMiB * MIB * 0.97);
  const cache = Math.round(fileCacheMiB * MIB);
  return {
    usage: Math.round(memoryMiB * MIB) + cache,
    limit: role.limitMiB === null ? HOST.memoryBytes : role.limitMiB * MIB,
    stats: { anon, file: cache, inactive_file: cache, active_file: 0 },
  };
}
