import type { Logger } from 'pino';
import type { Settings } from '../../../../shared/contract/settings.ts';
import { severityLevels } from '../../../../shared/model/log-record.ts';
import { type Disposable, DisposableStore } from '../../../../shared/util/disposable.ts';
import type { Clock } from '../../clock.ts';
import type { LiveSettings } from '../../live-settings.ts';
import type { MetricSink } from '../../metrics/metric-sink.ts';
import type { LiveTail } from '../live-tail.ts';
import type { StoredBlock } from '../log-feed.ts';
import type { LogIngest } from '../log-ingest.ts';
import { LineCounts, OTHER } from './line-counts.ts';

export const LINES_METRIC = 'trivet_log_lines_total';
export const SEARCH_METRIC = 'trivet_log_search_lines_total';

const WRITE_EVERY_MS = 10_000;
/** All of one metric stay below the 10,000 series that a name may have. */
const MOST_LINES_SERIES = 5_000;
const MOST_SEARCH_SERIES = 2_000;

export interface LogSeriesParts {
  sink: MetricSink;
  ingest: Pick<LogIngest, 'onStored'>;
  tail: Pick<LiveTail, 'count'>;
  settings: Pick<LiveSettings, 'current' | 'onChange'>;
  clock: Clock;
  logger: Logger;
}

type Search = Settings['logs']['searches'][number];

/**
 * Counts of stored lines over time, as series for PromQL: all lines by container, service and level, and those that the
 * recorded searches find by container. A line counts when it is committed; a restart begins the counters at zero.
 */
export class LogSeries implements Disposable {
  readonly #parts: LogSeriesParts;
  readonly #owned = new DisposableStore();
  readonly #lines: LineCounts;
  readonly #found: LineCounts;
  /** The searches that are counted, by name. */
  readonly #searches = new Map<string, { query: string; counting: Disposable }>();
  #writtenMs: number;

  constructor(parts: LogSeriesParts) {
    this.#parts = parts;
    const { sink, settings, clock, ingest } = parts;
    this.#lines = new LineCounts(LINES_METRIC, ['container', 'service', 'level'], sink, MOST_LINES_SERIES);
    this.#found = new LineCounts(SEARCH_METRIC, ['search', 'container'], sink, MOST_SEARCH_SERIES);
    describeSeries(sink);
    this.#writtenMs = clock.now();
    this.#count(settings.current.logs.searches);
    this.#owned.add(settings.onChange.on((view) => this.#count(view.settings.logs.searches)));
    this.#owned.add(ingest.onStored.on((stored) => this.#committed(stored)));
    const timer = setInterval(() => this.write(), WRITE_EVERY_MS);
    this.#owned.onDispose(() => clearInterval(timer));
  }

  /** Hands what was counted to the sink. */
  write(): void {
    const nowMs = Math.trunc(this.#parts.clock.now());
    // A clock that was put back: what was written is still ahead.
    if (nowMs <= this.#writtenMs) return;
    const beforeMs = Math.max(this.#writtenMs, nowMs - WRITE_EVERY_MS);
    this.#lines.write(nowMs, beforeMs);
    this.#found.write(nowMs, beforeMs);
    this.#writtenMs = nowMs;
  }

  /** What was counted last goes to the sink, whose own end stores it. */
  dispose(): void {
    this.#owned.dispose();
    for (const { counting } of this.#searches.values()) counting.dispose();
    this.#searches.clear();
    this.write();
  }

  #committed({ stream: { entity, container, service = '' }, levels }: StoredBlock): void {
    const nowMs = this.#parts.clock.now();
    for (const [i, lines] of levels.entries()) {
      if (lines === 0) continue;
      const level = severityLevels[i] ?? 'unknown';
      this.#lines.add([container, service, level], lines, nowMs, [OTHER, '', level], entity);
    }
  }

  #count(searches: readonly Search[]): void {
    const wanted = new Map(searches.filter(({ record }) => record).map(({ name, query }) => [name, query]));
    for (const [name, { query, counting }] of this.#searches) {
      if (wanted.get(name) === query) continue;
      counting.dispose();
      this.#searches.delete(name);
      this.#found.end(name, Math.trunc(this.#parts.clock.now()));
    }
    for (const [name, query] of wanted) {
      if (!this.#searches.has(name)) this.#countSearch(name, query);
    }
  }

  #countSearch(name: string, query: string): void {
    const { tail, clock, logger } = this.#parts;
    try {
      const counting = tail.count({ query }, ({ entity, container }, lines) =>
        this.#found.add([name, container], lines, clock.now(), [name, OTHER], entity),
      );
      this.#searches.set(name, { query, counting });
    } catch (err) {
      logger.warn({ err, search: name }, 'a recorded search cannot be read, and is not counted');
    }
  }
}

function describeSeries(sink: MetricSink): void {
  const lines = 'Log lines stored, by container, service and level.';
  sink.describe(LINES_METRIC, { type: 'counter', unit: '', help: lines });
  const found = 'Log lines stored that a recorded search finds, by search and container.';
  sink.describe(SEARCH_METRIC, { type: 'counter', unit: '', help: found });
}
