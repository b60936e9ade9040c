import type { StatementCache } from '../session.ts';
import { type Aggregates, stretchBegin } from './aggregates.ts';
import { decodeAggregates, decodeChunk, isAggregated, type Samples } from './chunk.ts';
import { chunkData } from './chunk-rows.ts';
import { mergeSamples } from './merge.ts';
import { wordsOf } from './sample-run.ts';

interface Stored {
  fromMs: number;
  samples: Samples;
  aggregates: Aggregates[];
}

/** Looks among what is in chunks already for samples at given times; reads each series' chunks once. */
export class StoredTimes {
  readonly #session: StatementCache;
  readonly #read = new Map<number, Stored>();

  constructor(session: StatementCache) {
    this.#session = session;
  }

  /**
   * A time in a stretch that was put together counts as the same: which samples were in it cannot be told any more,
   * and an import that is done again must not count twice.
   */
  compare(id: number, timeMs: number, words: Uint32Array, at: number): 'same' | 'other' | null {
    const { samples, aggregates } = this.#since(id, timeMs);
    const index = firstFrom(samples.timesMs, timeMs);
    if (samples.timesMs[index] === timeMs) {
      const own = wordsOf(samples.values);
      const same = own[index * 2] === words[at * 2] && own[index * 2 + 1] === words[at * 2 + 1];
      return same ? 'same' : 'other';
    }
    return aggregates.some((one) => isInStretch(one, timeMs)) ? 'same' : null;
  }

  #since(id: number, timeMs: number): Stored {
    const read = this.#read.get(id);
    if (read && read.fromMs <= timeMs) return read;
    const chunks = chunkData(this.#session, id, timeMs, Number.MAX_SAFE_INTEGER);
    const stored = {
      fromMs: timeMs,
      samples: mergeSamples(chunks.filter((data) => !isAggregated(data)).map((data) => decodeChunk(data))),
      aggregates: chunks.filter(isAggregated).map(decodeAggregates),
    };
    this.#read.set(id, stored);
    return stored;
  }
}

function isInStretch({ timesMs, resolutionMs }: Aggregates, timeMs: number): boolean {
  const end = timesMs[firstFrom(timesMs, timeMs)];
  return end !== undefined && timeMs > stretchBegin(end, resolutionMs);
}

/** Place of the first of ascending times that is not before the given one. */
function firstFrom(timesMs: Float64Array, timeMs: number): number {
  let low = 0;
  let high = timesMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesMs[middle] as number) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
