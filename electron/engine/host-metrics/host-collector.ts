import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { seriesLabels } from '../../../shared/model/series.ts';
import { type Disposable, DisposableStore } from '../../../shared/util/disposable.ts';
import type { Clock } from '../clock.ts';
import type { MetricSink, SeriesHandle } from '../metrics/metric-sink.ts';
import type { HostPoint } from './host-point.ts';
import { HostReader } from './read-host.ts';

const EVERY_MS = 15_000;
/** The start has enough to do. */
const FIRST_AFTER_MS = 1_000;
export const HOST_JOB = 'trivet-host';
const RECEIVER = 'host';

export interface HostCollectorOptions {
  sink: MetricSink;
  clock: Clock;
  logger: Logger;
  /** Asked each time, for the setting may change. */
  enabled(): boolean;
}

/** The machine's own CPU, memory, disks and network as series, without an exporter. */
export class HostCollector implements Disposable {
  readonly #options: HostCollectorOptions;
  readonly #owned = new DisposableStore();
  readonly #reader = new HostReader();
  readonly #handles = new Map<string, SeriesHandle>();
  /** Of the reading before: a disk or interface that is gone ends its series. */
  #before = new Set<SeriesHandle>();
  #described = new Set<string>();
  #reading = false;

  constructor(options: HostCollectorOptions) {
    this.#options = options;
    const first = setTimeout(() => void this.collect(), FIRST_AFTER_MS).unref();
    const timer = setInterval(() => void this.collect(), EVERY_MS);
    this.#owned.onDispose(() => {
      clearTimeout(first);
      clearInterval(timer);
    });
  }

  /** Settles when the reading is with the sink. Never throws. */
  async collect(): Promise<void> {
    if (this.#reading || !this.#options.enabled()) return;
    this.#reading = true;
    try {
      const points = await this.#reader.read();
      if (!this.#owned.disposed) this.#store(points);
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'the machine cannot be measured');
    } finally {
      this.#reading = false;
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #store(points: readonly HostPoint[]): void {
    const { sink, clock } = this.#options;
    const nowMs = Math.trunc(clock.now());
    const seen = new Set<SeriesHandle>();
    for (const point of points) {
      const series = this.#series(point);
      seen.add(series);
      sink.add(series, nowMs, point.value);
    }
    for (const series of this.#before) if (!seen.has(series)) sink.addStale(series, nowMs);
    this.#before = seen;
  }

  #series({ name, type, labels }: HostPoint): SeriesHandle {
    const key = `${name}\0${labels.map((label) => label.join('\0')).join('\0')}`;
    let series = this.#handles.get(key);
    if (!series) {
      const common: [string, string][] = [
        ['job', HOST_JOB],
        ['instance', hostname()],
      ];
      series = this.#options.sink.series(RECEIVER, seriesLabels(name, [...labels, ...common]));
      this.#handles.set(key, series);
    }
    if (!this.#described.has(name)) {
      this.#described.add(name);
      this.#options.sink.describe(name, { type, help: '', unit: '' });
    }
    return series;
  }
}
