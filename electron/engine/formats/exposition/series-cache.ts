import { type Labels, type MetricMetadata, seriesKey } from '../../../../shared/model/series.ts';
import type { ClassicBounds } from '../native-histogram.ts';
import { LabelLimitError } from './exposition.ts';
import { KeyCache } from './key-cache.ts';

/** A metadata line as it was understood. */
export interface MetadataLine {
  kind: keyof MetricMetadata;
  family: string;
  text: string;
}

export interface SeriesEntry<S> {
  kind: 'series';
  readonly series: S;
  /** The document in which it last had a sample. */
  document: number;
  /** Of that sample; NaN where it had none. */
  timeMs: number;
  /** It had a sample without a time and was not told as gone since. */
  live: boolean;
}

type Line<S> = SeriesEntry<S> | MetadataLine;

const NO_METADATA: MetricMetadata = { type: 'unknown', help: '', unit: '' };

/** Of one sender: what a body of the size that is allowed can hold of short ones. */
const MOST_SERIES = 1_000_000;

/** So many slots more than were used are kept before those that were not are let go. */
const SPARE_SLOTS = 1024;

/**
 * What one sender's earlier documents told: each line's text with what it means, so that a document like the one before
 * is read without making a label. One per target; a target whose relabelling changed needs a new one.
 *
 * A document is read between `begin` and the decoder's return. Afterwards `gone` tells what it lacks.
 */
export class SeriesCache<S> {
  readonly keys = new KeyCache();
  /** By slot of the keys; a line of metadata, or a series. Several texts may stand for one series. */
  #lines: (Line<S> | null)[] = [null];
  /** By slot: the document in which it last stood. */
  #seen: number[] = [0];
  #byLabels = new Map<string, SeriesEntry<S>>();
  #metadata = new Map<string, MetricMetadata>();
  #document = 0;
  readonly #mostSeries: number;

  /** By the labels of a native histogram: the bounds that its classic buckets have had so far. */
  readonly bounds = new Map<string, ClassicBounds>();

  /** @param mostSeries a document's further ones are left out, and counted as beyond a limit */
  constructor(mostSeries = MOST_SERIES) {
    this.#mostSeries = mostSeries;
  }

  /** Series that are remembered. */
  get size(): number {
    return this.#byLabels.size;
  }

  /** A new document begins; an empty one for a scrape that failed, so that `gone` tells all. */
  begin(): void {
    this.#document++;
    this.keys.restart();
    this.#letGo();
  }

  /** Series of earlier documents that had no sample in this one, each told once. Those with times of their own are not. */
  gone(visit: (series: S) => void): void {
    for (const entry of this.#byLabels.values()) {
      if (!entry.live || entry.document === this.#document) continue;
      entry.live = false;
      visit(entry.series);
    }
  }

  /** The line of a slot, which has now been seen again. */
  at(slot: number): Line<S> {
    this.keys.take(slot);
    this.#seen[slot] = this.#document;
    return this.#lines[slot]!;
  }

  addSeries(bytes: Uint8Array, start: number, end: number, labels: Labels, create: () => S): SeriesEntry<S> {
    const key = seriesKey(labels);
    let entry = this.#byLabels.get(key);
    if (!entry) {
      if (this.#byLabels.size >= this.#mostSeries) {
        throw new LabelLimitError(`more than ${this.#mostSeries} series in one document`);
      }
      entry = { kind: 'series', series: create(), document: 0, timeMs: 0, live: false };
      this.#byLabels.set(key, entry);
    }
    this.#add(bytes, start, end, entry);
    return entry;
  }

  addMetadata(bytes: Uint8Array, start: number, end: number, line: MetadataLine): number {
    return this.#add(bytes, start, end, line);
  }

  /** Whether this is the series' first sample of the document at that time. */
  isFirst(entry: SeriesEntry<S>, timeMs: number): boolean {
    if (entry.document === this.#document && Object.is(entry.timeMs, timeMs)) return false;
    entry.document = this.#document;
    entry.timeMs = timeMs;
    if (Number.isNaN(timeMs)) entry.live = true;
    return true;
  }

  /** What is known of a family with this line; null where the line tells nothing new, or too many are known. */
  describe({ family, kind, text }: MetadataLine, most: number): MetricMetadata | null {
    const known = this.#metadata.get(family);
    if (known ? known[kind] === text : this.#metadata.size >= most) return null;
    const metadata = { ...(known ?? NO_METADATA), [kind]: text };
    this.#metadata.set(family, metadata);
    return metadata;
  }

  #add(bytes: Uint8Array, start: number, end: number, line: Line<S>): number {
    const slot = this.keys.add(bytes, start, end);
    this.keys.take(slot);
    this.#lines[slot] = line;
    this.#seen[slot] = this.#document;
    return slot;
  }

  /** Texts that the last document did not have are forgotten once they are the greater part. */
  #letGo(): void {
    const last = this.#document - 1;
    const used: number[] = [];
    for (let slot = 1; slot < this.#seen.length; slot++) if (this.#seen[slot] === last) used.push(slot);
    if (this.#seen.length <= used.length * 2 + SPARE_SLOTS) return;
    this.keys.keep(used);
    this.#lines = [null, ...used.map((slot) => this.#lines[slot]!)];
    this.#seen = [0, ...used.map(() => last)];
    const kept = new Set<unknown>(this.#lines);
    for (const [key, entry] of this.#byLabels) {
      if (!kept.has(entry) && !entry.live) this.#byLabels.delete(key);
    }
  }
}
