import type { Labels } from '../../../../shared/model/series.ts';
import { KeyCache } from '../exposition/key-cache.ts';
import type { ClassicBounds } from '../native-histogram.ts';

/** A series of a sender, and what is known of it. */
export interface WriteSeries<S> {
  readonly labels: Labels;
  readonly series: S;
  /** Where it has native histograms: the series that they are taken apart into. */
  classic: ClassicSeries<S> | null;
  /** The metadata that was told with it last, as numbers; see RequestV2Reader. */
  described: string;
}

export interface ClassicSeries<S> {
  bounds: ClassicBounds;
  count: S;
  sum: S;
  /** By `le`. */
  buckets: Map<string, S>;
}

/** A series' bytes are kept with it, about 300 each: this is room for 100,000. */
const MOST_BYTES = 32 * 2 ** 20;

/**
 * Series of earlier requests by the bytes that their labels had there, so that the labels of a known one are not read.
 * One for all senders.
 */
export class WriteCache<S> {
  readonly keys = new KeyCache();
  /** Texts of requests that have a table of them; a text's number here is part of its series' key. */
  readonly symbols = new KeyCache();
  #series: (WriteSeries<S> | null)[] = [null];

  get size(): number {
    return this.#series.length - 1;
  }

  /** A new request begins. All is forgotten once there is too much of it. */
  begin(): void {
    this.keys.restart();
    this.symbols.restart();
    if (this.keys.bytes + this.symbols.bytes <= MOST_BYTES) return;
    this.keys.keep([]);
    this.symbols.keep([]);
    this.#series = [null];
  }

  at(slot: number): WriteSeries<S> {
    this.keys.take(slot);
    return this.#series[slot]!;
  }

  add(bytes: Uint8Array, start: number, end: number, labels: Labels, series: S): WriteSeries<S> {
    const slot = this.keys.add(bytes, start, end);
    this.keys.take(slot);
    const added: WriteSeries<S> = { labels, series, classic: null, described: '' };
    this.#series[slot] = added;
    return added;
  }
}
