import type { Selection, SeriesSource } from '../../promql/series-source.ts';

/** A source that remembers the earliest time of any sample that it gave. */
export class WatchedSource implements SeriesSource {
  readonly #source: SeriesSource;
  firstMs: number | null = null;

  constructor(source: SeriesSource) {
    this.#source = source;
  }

  *select(selection: Selection): ReturnType<SeriesSource['select']> {
    const found = yield* this.#source.select(selection);
    for (const { timesMs } of found) {
      const first = timesMs[0] as number;
      if (this.firstMs === null || first < this.firstMs) this.firstMs = first;
    }
    return found;
  }
}
