import type { ContainerEvent, ContainerSummary } from '../../../shared/model/container.ts';
import { type Label, seriesLabels } from '../../../shared/model/series.ts';
import { type Disposable, DisposableStore } from '../../../shared/util/disposable.ts';
import type { Clock } from '../clock.ts';
import { CountedSeries } from '../logs/series/counted-series.ts';
import type { MetricSink, SeriesHandle } from '../metrics/metric-sink.ts';
import type { DockerSource } from './docker-source.ts';
import { containerLabels } from './stats-metrics.ts';
import { RECEIVER } from './stats-run.ts';

const WRITE_EVERY_MS = 15_000;
/** Counters, and containers that are remembered to have ended; of more the oldest are forgotten. */
const MOST = 4_000;

export const lifecycleFamilies: [name: string, type: 'counter' | 'gauge', help: string][] = [
  [
    'container_health_state',
    'gauge',
    '1 while its health check succeeds, 0 while it fails or has yet to succeed.',
  ],
  ['container_restarts_total', 'counter', "Starts again after an end, since Trivet's start."],
  ['container_exits_total', 'counter', "Ends by exit code, since Trivet's start."],
  ['container_oom_events_total', 'counter', "Times that it ran out of memory, since Trivet's start."],
];

export interface LifecycleSeriesParts {
  source: Pick<DockerSource, 'containers' | 'onEvent'>;
  sink: MetricSink;
  clock: Clock;
}

/**
 * What befalls containers, as series beside their stats: health by cAdvisor's name and values, restarts, ends by exit
 * code and OOM kills. A counter is written from its zero on, a while past its last change, so that idle containers cost
 * nothing.
 */
export class LifecycleSeries implements Disposable {
  readonly #parts: LifecycleSeriesParts;
  readonly #owned = new DisposableStore();
  readonly #counted = new Map<string, CountedSeries>();
  readonly #ended = new Set<string>();
  readonly #health = new Map<string, SeriesHandle>();
  #writtenMs: number;

  constructor(parts: LifecycleSeriesParts) {
    this.#parts = parts;
    const { source, sink, clock } = parts;
    this.#writtenMs = Math.trunc(clock.now());
    for (const [name, type, help] of lifecycleFamilies) sink.describe(name, { type, help, unit: '' });
    this.#owned.add(source.onEvent.on((event) => this.#take(event)));
    const timer = setInterval(() => this.write(), WRITE_EVERY_MS);
    this.#owned.onDispose(() => clearInterval(timer));
  }

  /** Hands what was counted to the sink, with how each container is. */
  write(): void {
    const nowMs = Math.trunc(this.#parts.clock.now());
    // A clock that was put back: what was written is still ahead.
    if (nowMs <= this.#writtenMs) return;
    const beforeMs = Math.max(this.#writtenMs, nowMs - WRITE_EVERY_MS);
    for (const series of this.#counted.values()) series.write(nowMs, beforeMs);
    this.#writeHealth(nowMs);
    this.#writtenMs = nowMs;
  }

  dispose(): void {
    this.#owned.dispose();
    this.write();
  }

  #writeHealth(nowMs: number): void {
    const { source, sink } = this.#parts;
    for (const [id, handle] of this.#health) {
      if (hasHealth(source.containers.get(id))) continue;
      sink.addStale(handle, nowMs);
      this.#health.delete(id);
    }
    for (const summary of source.containers.values()) {
      if (!hasHealth(summary)) continue;
      let handle = this.#health.get(summary.id);
      if (!handle) {
        const labels = seriesLabels('container_health_state', containerLabels(summary));
        handle = sink.series(RECEIVER, labels, summary.entity);
        this.#health.set(summary.id, handle);
      }
      sink.add(handle, nowMs, summary.health === 'healthy' ? 1 : 0);
    }
  }

  #take(event: ContainerEvent): void {
    if (event.type !== 'container') return;
    const { action, id, attributes } = event;
    if (action === 'oom') this.#count('container_oom_events_total', event, []);
    if (action === 'die') {
      const code = attributes.find(([name]) => name === 'exitCode')?.[1] ?? '';
      this.#count('container_exits_total', event, code === '' ? [] : [['exit_code', code]]);
      this.#ended.add(id);
      forgetOldest(this.#ended);
    }
    if (action === 'start' && this.#ended.has(id)) this.#count('container_restarts_total', event, []);
    if (action === 'destroy') this.#ended.delete(id);
  }

  #count(metric: string, event: ContainerEvent, more: Label[]): void {
    const key = [metric, event.id, ...more.flat()].join('\0');
    let counted = this.#counted.get(key);
    if (!counted) {
      const { sink, source } = this.#parts;
      const summary = source.containers.get(event.id);
      const own = summary ? containerLabels(summary) : labelsOf(event);
      const entity = summary?.entity ?? event.entity;
      counted = new CountedSeries(
        sink.series(RECEIVER, seriesLabels(metric, [...own, ...more]), entity),
        sink,
      );
      this.#counted.set(key, counted);
      forgetOldest(this.#counted);
    }
    counted.add(1);
  }
}

const hasHealth = (summary: ContainerSummary | undefined): boolean =>
  summary !== undefined && summary.state === 'running' && summary.health !== null;

/** Of a container that is gone already. */
const labelsOf = ({ id, name, attributes }: ContainerEvent): Label[] => [
  ['id', `/docker/${id}`],
  ['image', attributes.find(([key]) => key === 'image')?.[1] ?? 'unknown'],
  ['name', name],
];

/** Sets and maps give their keys in the order in which they came. */
function forgetOldest(known: { size: number; keys(): Iterator<string>; delete(key: string): boolean }): void {
  if (known.size <= MOST) return;
  const oldest = known.keys().next();
  if (!oldest.done) known.delete(oldest.value);
}
