import { levelIndex, nanoAt } from './block.ts';
import type { LoadedBlock } from './blocks.ts';

interface CounterOptions {
  startMs: number;
  stepMs: number;
  buckets: number;
  /** Nanoseconds, both ends included. */
  start: bigint;
  end: bigint;
  /** By place in `severityLevels`; null where all count. */
  levels: boolean[] | null;
}

export interface PatternCount {
  count: number;
  trend: Float64Array;
}

/** Lines by template and step. Lines without a template count in the total only. */
export class PatternCounter {
  readonly counts = new Map<number, PatternCount>();
  total = 0;
  readonly #options: CounterOptions;

  constructor(options: CounterOptions) {
    this.#options = options;
  }

  /**
   * @param found the places of the lines that match, or null when all do
   * @param whole every line of the block lies in the range
   */
  add(block: LoadedBlock, found: readonly number[] | null, whole: boolean): void {
    const { columns } = block;
    const { start, end, levels, startMs, stepMs, buckets } = this.#options;
    const { seconds, nanos, patterns, severities } = columns;
    const length = found ? found.length : columns.count;
    let last = -1;
    let tally: PatternCount | null = null;
    for (let i = 0; i < length; i++) {
      const index = found ? (found[i] as number) : i;
      if (index < block.from || index >= block.to) continue;
      if (levels && !levels[levelIndex(severities[index] as number)]) continue;
      if (!whole) {
        const ns = nanoAt(columns, index);
        if (ns < start || ns > end) continue;
      }
      this.total++;
      const pattern = patterns[index] as number;
      if (pattern !== last) {
        last = pattern;
        tally = pattern === 0 ? null : this.#of(pattern);
      }
      if (!tally) continue;
      tally.count++;
      const ms = (seconds[index] as number) * 1000 + (nanos[index] as number) / 1e6;
      const bucket = Math.min(buckets - 1, Math.max(0, Math.floor((ms - startMs) / stepMs)));
      tally.trend[bucket] = (tally.trend[bucket] as number) + 1;
    }
  }

  #of(pattern: number): PatternCount {
    let tally = this.counts.get(pattern);
    if (!tally) {
      tally = { count: 0, trend: new Float64Array(this.#options.buckets) };
      this.counts.set(pattern, tally);
    }
    return tally;
  }
}
