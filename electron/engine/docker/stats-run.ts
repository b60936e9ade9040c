import type Dockerode from 'dockerode';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import type { Label } from '../../../shared/model/series.ts';
import type { MetricAppender, SeriesHandle } from '../metrics/metric-appender.ts';
import type { RunningStats } from '../own-metrics/container-families.ts';
import { daemonTimeMs } from './container-summary.ts';
import { countByTop, countLocally, type ProcessCounts, UNKNOWN_COUNTS } from './process-counts.ts';
import type { StatsJson } from './stats-json.ts';
import {
  containerLabels,
  cpuSeconds,
  fastPoints,
  type Point,
  pointLabels,
  type RunFacts,
  slowPoints,
} from './stats-metrics.ts';
import { computeStats, readPrevious, readStats, type StatsReading } from './stats-sample.ts';

const SLOW_EVERY_MS = 15_000;
/** A daemon that cannot list processes of a container (it has no `ps`, or it is Windows) is not asked for ever. */
const TOP_TRIES = 2;
const ANSWER_WITHIN_MS = 10_000;

export const RECEIVER = 'docker';

interface Facts extends RunFacts {
  pid: number;
  cpuLimitCores: number | null;
}

/** Turns the readings of one container into its newest figures and its series. */
export class StatsRun {
  readonly #container: Dockerode.Container;
  readonly #appender: MetricAppender;
  readonly #summary: ContainerSummary;
  readonly #labels: Label[];
  readonly #handles = new Map<string, SeriesHandle>();
  #previous: StatsReading | null = null;
  #facts: Facts | null = null;
  #slowAtMs = 0;
  #topTries = TOP_TRIES;
  /** One after the other: a daemon answers as it likes, and samples are to come in their order. */
  #slow: Promise<void> = Promise.resolve();

  constructor(summary: ContainerSummary, container: Dockerode.Container, appender: MetricAppender) {
    this.#summary = summary;
    this.#container = container;
    this.#appender = appender;
    this.#labels = containerLabels(summary);
  }

  /** Limits and process number are asked for again at the next slow reading, as after `docker update`. */
  forgetFacts(): void {
    this.#facts = null;
    this.#slowAtMs = 0;
  }

  /** The figures of this body; null when it has none, or was sent before. */
  take(json: StatsJson, signal: AbortSignal): RunningStats | null {
    const reading = readStats(json);
    if (!reading) {
      this.#previous = null;
      return null;
    }
    if (this.#previous && reading.timeMs === this.#previous.timeMs) return null;
    const before =
      this.#previous && this.#previous.timeMs < reading.timeMs ? this.#previous : readPrevious(json);
    this.#previous = reading;
    this.#store(fastPoints(json, reading), reading.timeMs);
    if (Math.abs(reading.timeMs - this.#slowAtMs) >= SLOW_EVERY_MS) {
      this.#slowAtMs = reading.timeMs;
      this.#slow = this.#slow.then(() => this.#storeSlow(json, reading, signal));
    }
    const stats = computeStats(reading, before, this.#facts?.cpuLimitCores ?? null);
    return { ...stats, cpuSeconds: cpuSeconds(reading) };
  }

  #store(points: Point[], timeMs: number): void {
    for (const point of points) {
      if (point[1] !== null) this.#appender.add(this.#handle(point), timeMs, point[1]);
    }
  }

  #handle(point: Point): SeriesHandle {
    const key = point[2] ? `${point[0]} ${point[2][0]?.[1]}` : point[0];
    let handle = this.#handles.get(key);
    if (!handle) {
      handle = this.#appender.series(RECEIVER, pointLabels(this.#labels, point), this.#summary.entity);
      this.#handles.set(key, handle);
    }
    return handle;
  }

  async #storeSlow(json: StatsJson, reading: StatsReading, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    this.#facts ??= await this.#inspect(signal);
    const counts = await this.#count(signal);
    if (!signal.aborted) this.#store(slowPoints(json, reading, this.#facts, counts), reading.timeMs);
  }

  async #inspect(signal: AbortSignal): Promise<Facts | null> {
    try {
      const { State, HostConfig: host } = await this.#container.inspect({ abortSignal: within(signal) });
      const quota = host?.CpuQuota || null;
      const period = host?.CpuPeriod || (quota ? 100_000 : null);
      const cores = host?.NanoCpus ? host.NanoCpus / 1e9 : quota && period ? quota / period : null;
      return {
        pid: State?.Pid ?? 0,
        startedMs: daemonTimeMs(State?.StartedAt),
        cpuQuota: quota ?? (cores === null ? null : cores * 100_000),
        cpuPeriod: period ?? (cores === null ? null : 100_000),
        cpuShares: host?.CpuShares || null,
        cpuLimitCores: cores && cores > 0 ? cores : null,
      };
    } catch {
      // It went away in between, or the daemon is busy: the next slow reading asks again.
      return null;
    }
  }

  async #count(signal: AbortSignal): Promise<ProcessCounts> {
    const local = await countLocally(this.#facts?.pid ?? 0, this.#summary.id);
    if (local || this.#topTries === 0) return local ?? UNKNOWN_COUNTS;
    try {
      return await countByTop(this.#container, within(signal));
    } catch {
      // Some daemons cannot; a paused or ending container cannot for now.
      if (!signal.aborted) this.#topTries--;
      return UNKNOWN_COUNTS;
    }
  }
}

const within = (signal: AbortSignal) => AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
