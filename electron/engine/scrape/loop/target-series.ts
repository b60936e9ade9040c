import { type Label, type Labels, METRIC_NAME, seriesKey } from '../../../../shared/model/series.ts';
import type { MetricSink, SampleBatchBuilder, SeriesHandle } from '../../metrics/metric-sink.ts';
import { isLabelName } from '../config/label-names.ts';
import type { ScrapeJob } from '../config/scrape-job.ts';
import { relabel, toLabels } from '../relabel/relabel.ts';

/** One series of a target, found again by the text that it stands in. */
export interface TargetSeries {
  readonly handle: SeriesHandle;
  /** The scrape that last had a sample of it without a time of its own. */
  scrape: number;
  /** Not marked stale since. */
  live: boolean;
  /** It was there in the last scrape that succeeded. */
  known: boolean;
}

/** What stands for a text: a series, or why there is none. */
export type KnownSeries = TargetSeries | 'dropped' | 'limited';

export type SeriesJob = Pick<ScrapeJob, 'honorLabels' | 'metricRelabel' | 'limits'>;

/** Thrown for what ends a whole scrape, as Prometheus has it. */
export class ScrapeError extends Error {}

const SPARE = 1024;
/**
 * Storage takes 10,000 series of a name and 200,000 in all and says which label has so many values. A target that goes
 * on beyond is not looked at further, so that what it costs is bounded.
 */
const MOST_OF_A_NAME = 12_000;
const MOST_SERIES = 200_000;

/**
 * All series of one target: their labels as they are stored, and which of them ended. It outlives the configuration
 * that made it: what a new one writes no more is marked as ended at the next scrape.
 */
export class SeriesOfTarget {
  readonly #sink: MetricSink;
  readonly #byLabels = new Map<string, TargetSeries>();
  readonly #ofName = new Map<string, number>();
  /** Exposed names that have met their limit in this scrape: without relabelling, more of them is not looked at. */
  readonly #full = new Set<string>();
  #scrape = 0;
  #liveCount = 0;
  /** Live since this scrape only. */
  #woken: TargetSeries[] = [];

  constructor(sink: MetricSink) {
    this.#sink = sink;
  }

  get live(): number {
    return this.#liveCount;
  }

  /** Those of the past that are still remembered included. */
  get size(): number {
    return this.#byLabels.size;
  }

  begin(): void {
    this.#scrape++;
    this.#woken = [];
    this.#full.clear();
  }

  /**
   * The series of exposed labels, after the target's labels and metric relabelling.
   *
   * @throws ScrapeError where its labels are beyond the job's limits or it has lost its name
   */
  series(exposed: Labels, target: Labels, job: SeriesJob, entity: string | null): KnownSeries {
    const plain = job.metricRelabel.length === 0;
    if (plain && this.#full.size > 0 && this.#full.has(nameOf(exposed))) return 'limited';
    const labels = withTargetLabels(exposed, target, job.honorLabels);
    checkLimits(labels, job.limits);
    if (!relabel(labels, job.metricRelabel)) return 'dropped';
    const sorted = toLabels(labels);
    if (sorted.length === 0) return 'dropped';
    if (!labels.get('__name__')) throw new ScrapeError('a sample without a metric name after relabelling');
    const bad = sorted.find(([name]) => !isLabelName(name, 'utf8'));
    if (bad) throw new ScrapeError(`"${bad[0]}" is not a valid label name`);
    const series = this.#byLabels.get(seriesKey(sorted)) ?? this.#create(sorted, entity);
    if (series === 'limited') this.#full.add(nameOf(exposed));
    return series;
  }

  #create(labels: Labels, entity: string | null): KnownSeries {
    const name = nameOf(labels);
    const ofName = this.#ofName.get(name) ?? 0;
    if (ofName >= MOST_OF_A_NAME || this.#byLabels.size >= MOST_SERIES) return 'limited';
    this.#ofName.set(name, ofName + 1);
    const handle = this.#sink.series('scrape', labels, entity);
    const series = { handle, scrape: 0, live: false, known: false };
    this.#byLabels.set(seriesKey(labels), series);
    return series;
  }

  /** False when this scrape already had a sample of it. */
  seen(series: TargetSeries): boolean {
    if (series.scrape === this.#scrape) return false;
    series.scrape = this.#scrape;
    if (!series.live) {
      this.#liveCount++;
      this.#woken.push(series);
    }
    series.live = true;
    return true;
  }

  /** Puts a marker for every series that this scrape did not have. */
  markGone(batch: SampleBatchBuilder, timeMs: number, succeeded: boolean): void {
    for (const series of this.#byLabels.values()) {
      if (series.scrape === this.#scrape) continue;
      if (succeeded) series.known = false;
      if (series.live) this.#end(series, batch, timeMs);
    }
  }

  /** What a scrape had is taken back: it was not stored. */
  takeBack(): void {
    for (const series of this.#byLabels.values()) if (series.scrape === this.#scrape) series.scrape = 0;
    for (const series of this.#woken) series.live = false;
    this.#liveCount -= this.#woken.length;
    this.#woken = [];
  }

  /** Markers for all. */
  markAll(batch: SampleBatchBuilder, timeMs: number): void {
    for (const series of this.#byLabels.values()) if (series.live) this.#end(series, batch, timeMs);
  }

  /** True when most of what is kept is of the past: the caller then forgets its texts too, for they hold on to it. */
  prune(): boolean {
    if (this.#byLabels.size <= this.#liveCount * 2 + SPARE) return false;
    for (const [key, series] of this.#byLabels) {
      if (series.live) continue;
      this.#byLabels.delete(key);
      const name = nameOf(series.handle.labels);
      this.#ofName.set(name, (this.#ofName.get(name) ?? 1) - 1);
    }
    for (const [name, count] of this.#ofName) if (count <= 0) this.#ofName.delete(name);
    return true;
  }

  #end(series: TargetSeries, batch: SampleBatchBuilder, timeMs: number): void {
    series.live = false;
    this.#liveCount--;
    batch.addStale(series.handle, timeMs);
  }
}

/**
 * Whose label stands where both have one: with honor_labels the exposed one, else the target's, and the exposed one
 * moves to `exported_…`.
 */
export function withTargetLabels(exposed: Labels, target: Labels, honor: boolean): Map<string, string> {
  const labels = new Map<string, string>(exposed);
  if (honor) {
    for (const [name, value] of target) if (!labels.has(name)) labels.set(name, value);
    return labels;
  }
  const moved: Label[] = [];
  for (const [name, value] of target) {
    const own = labels.get(name);
    if (own !== undefined) moved.push([name, own]);
    labels.set(name, value);
  }
  for (const [name, value] of moved) {
    let free = `exported_${name}`;
    while (labels.has(free)) free = `exported_${free}`;
    labels.set(free, value);
  }
  return labels;
}

function checkLimits(labels: ReadonlyMap<string, string>, limits: ScrapeJob['limits']): void {
  const { labels: most, labelNameBytes, labelValueBytes } = limits;
  if (most > 0 && labels.size > most) {
    throw new ScrapeError(
      `label_limit exceeded: ${labels.size} labels of ${labels.get('__name__')}, ${most} allowed`,
    );
  }
  if (labelNameBytes === 0 && labelValueBytes === 0) return;
  for (const [name, value] of labels) {
    if (labelNameBytes > 0 && Buffer.byteLength(name) > labelNameBytes) {
      throw new ScrapeError(
        `label_name_length_limit exceeded: the label ${name.slice(0, 50)} of ${labels.get('__name__')}`,
      );
    }
    if (labelValueBytes > 0 && Buffer.byteLength(value) > labelValueBytes) {
      throw new ScrapeError(
        `label_value_length_limit exceeded: the value of ${name} of ${labels.get('__name__')}`,
      );
    }
  }
}

const nameOf = (labels: Labels): string => labels.find(([name]) => name === METRIC_NAME)?.[1] ?? '';
