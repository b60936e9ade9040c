import type { ContainerEvent } from '../../../../shared/model/container.ts';
import { type Label, seriesLabels } from '../../../../shared/model/series.ts';
import type { UnixNano } from '../../../../shared/model/time.ts';
import { type Disposable, DisposableStore } from '../../../../shared/util/disposable.ts';
import type { EngineContext } from '../../engine.ts';
import { escapedName, type StatsdBatch, type StatsdEntry } from '../../formats/statsd/statsd-batch.ts';
import type { StatsdKind } from '../../formats/statsd/statsd-line.ts';
import type { StatsdCheck, StatsdEvent } from '../../formats/statsd/statsd-message.ts';
import type { LiveSettings } from '../../live-settings.ts';
import type { ReceiverFaults } from '../../receivers/receiver-faults.ts';
import type { ContainerTies } from '../../traces/container-tie.ts';
import type { MetricSink } from '../metric-sink.ts';
import { createStatsdSeries, promTypes, type StatsdSeries } from './statsd-series.ts';

const NAME = 'statsd';
export const FLUSH_EVERY_MS = 10_000;
/** A series that nothing came for during this ends; should it come again, it begins at zero. */
const FORGET_AFTER_MS = 3_600_000;
const MOST_SERIES = 50_000;
/** Service checks as a gauge: 0 ok, 1 warning, 2 critical, 3 unknown. */
export const CHECK_METRIC = 'dogstatsd_service_check_status';

type Parts = Pick<EngineContext, 'store' | 'counters' | 'clock' | 'logger'> & {
  sink: MetricSink;
  ties: Pick<ContainerTies, 'find'>;
  faults: ReceiverFaults;
  settings: Pick<LiveSettings, 'current'>;
};

interface Kept {
  kind: StatsdKind;
  series: StatsdSeries;
  lastMs: number;
}

/**
 * Adds up what StatsD's clients send and hands it to the sink every ten seconds. A name has one type: what comes
 * under it as another is refused, as Prometheus could not tell the two apart.
 */
export class StatsdIngest implements Disposable {
  readonly #parts: Parts;
  readonly #owned = new DisposableStore();
  readonly #series = new Map<string, Kept>();
  readonly #kinds = new Map<string, { kind: StatsdKind; count: number }>();
  #flushedMs: number;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#flushedMs = parts.clock.now();
    const timer = setInterval(() => this.flush(), FLUSH_EVERY_MS);
    this.#owned.onDispose(() => clearInterval(timer));
  }

  /** Settles when the batch's events are stored. Never throws: nobody could be told. */
  async take(batch: StatsdBatch, peer: string | null): Promise<void> {
    const { faults, counters } = this.#parts;
    const nowMs = this.#parts.clock.now();
    for (const entry of batch.entries) this.#add(entry, peer, nowMs);
    for (const check of batch.checks) this.#add(this.#checkEntry(check), peer, nowMs);
    if (batch.rejected > 0) faults.refused(NAME, 'decode', batch.firstFault, batch.rejected, 'metrics');
    counters.dropped(NAME, 'metrics', 'limit', batch.limited);
    if (batch.events.length > 0) await this.#storeEvents(batch.events, peer);
  }

  /** Writes what every series has come to. */
  flush(): void {
    const nowMs = Math.trunc(this.#parts.clock.now());
    // A clock that was put back: what was written is still ahead.
    if (nowMs <= this.#flushedMs) return;
    const beforeMs = Math.max(this.#flushedMs, nowMs - FLUSH_EVERY_MS);
    for (const [key, { series, lastMs, kind }] of this.#series) {
      if (nowMs - lastMs < FORGET_AFTER_MS) series.flush(nowMs, beforeMs);
      else {
        series.end(nowMs);
        this.#series.delete(key);
        this.#forgetKind(key.slice(0, key.indexOf('\0')), kind);
      }
    }
    this.#flushedMs = nowMs;
  }

  /** What came last goes to the sink, whose own end stores it. */
  dispose(): void {
    this.#owned.dispose();
    this.flush();
  }

  #add(entry: StatsdEntry, peer: string | null, nowMs: number): void {
    const prefix = this.#parts.settings.current.statsd.prefix;
    const named = prefix === '' ? entry : { ...entry, name: escapedName(prefix + entry.name) };
    const key = `${named.name}\0${named.labels.map((label) => label.join('\0')).join('\0')}`;
    const known = this.#series.get(key) ?? this.#create(key, named, peer, nowMs);
    if (!known) return;
    if (known.kind !== named.kind) this.#refuseKind(named, known.kind);
    else {
      known.series.add(named);
      known.lastMs = nowMs;
    }
  }

  #create(key: string, entry: StatsdEntry, peer: string | null, nowMs: number): Kept | null {
    const { sink, counters } = this.#parts;
    const { kind, name } = entry;
    const before = this.#kinds.get(name);
    if (before && before.kind !== kind) {
      this.#refuseKind(entry, before.kind);
      return null;
    }
    if (this.#series.size >= MOST_SERIES) {
      counters.dropped(NAME, 'metrics', 'limit', entry.count);
      return null;
    }
    if (before) before.count++;
    else {
      this.#kinds.set(name, { kind, count: 1 });
      sink.describe(name, { type: promTypes[kind], help: '', unit: kind === 'timer' ? 'seconds' : '' });
    }
    const series = createStatsdSeries(sink, entry, this.#entityOf(entry.containerId, peer));
    const kept = { kind, series, lastMs: nowMs };
    this.#series.set(key, kept);
    return kept;
  }

  #refuseKind({ name, kind, count }: StatsdEntry, known: StatsdKind): void {
    this.#parts.faults.refused(
      NAME,
      'decode',
      `${name} came as a ${kind} and is a ${known}`,
      count,
      'metrics',
    );
  }

  #forgetKind(name: string, kind: StatsdKind): void {
    const known = this.#kinds.get(name);
    if (known?.kind === kind && --known.count === 0) this.#kinds.delete(name);
  }

  /** By the container id, which a client of DogStatsD 1.2 tells, else by the sender's address. */
  #entityOf(containerId: string | null, peer: string | null): string | null {
    const id = containerId?.replace(/^ci-/, '') ?? null;
    return this.#parts.ties.find({ service: '', containerId: id, hostName: null }, peer)?.entity ?? null;
  }

  #checkEntry({ name, status, hostname, tags, containerId }: StatsdCheck): StatsdEntry {
    const labels: Label[] = [['check', name], ...hostLabel(hostname), ...tags.map(asLabel)];
    const unique = new Map(labels);
    const sorted = seriesLabels('', unique).filter(([label]) => label !== '__name__');
    const empty = { buckets: [], members: [], stamped: [] };
    return {
      kind: 'gauge',
      name: CHECK_METRIC,
      labels: sorted,
      containerId,
      count: 1,
      sum: 0,
      set: status,
      ...empty,
    };
  }

  async #storeEvents(sent: readonly StatsdEvent[], peer: string | null): Promise<void> {
    const { store, counters, faults, clock } = this.#parts;
    const nowMs = clock.now();
    const events = sent.map((event) => this.#event(event, peer, nowMs));
    try {
      const added = await store.write('events.insert', { events });
      counters.received(NAME, 'events', added.length);
      counters.dropped(NAME, 'events', 'duplicate', events.length - added.length);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      faults.refused(NAME, 'full', `events could not be stored: ${message}`, events.length, 'events');
    }
  }

  #event(event: StatsdEvent, peer: string | null, nowMs: number): ContainerEvent {
    const { title, text, timeS, hostname, aggregationKey, priority, alertType, sourceType, tags } = event;
    const ms = timeS === null ? Math.trunc(nowMs) : timeS * 1000;
    const optional: [string, string | null][] = [
      ['text', text],
      ['hostname', hostname],
      ['aggregation_key', aggregationKey],
      ['source_type', sourceType],
    ];
    return {
      timeUnixNano: (BigInt(ms) * 1_000_000n) as UnixNano,
      type: NAME,
      action: alertType,
      id: aggregationKey ?? title,
      name: title,
      entity: this.#entityOf(event.containerId, peer) ?? '',
      attributes: [
        ['priority', priority],
        ...optional.filter((pair): pair is [string, string] => !!pair[1]),
        ...tags,
      ],
    };
  }
}

const hostLabel = (hostname: string | null): Label[] => (hostname ? [['host', hostname]] : []);
const asLabel = ([key, value]: Label): Label => [escapedName(key).replaceAll(':', '_'), value];
