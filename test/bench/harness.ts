/**
 * What a bench is. Each measures its figure and a baseline that bounds it in the same run, on the same bytes, so
 * that a figure means something on any machine. A file `test/bench/NAME.bench.ts` exports one as `bench`.
 */
export interface Bench {
  readonly name: string;
  /** Why it cannot run here (no daemon, no corpus), or null. */
  skip?(): string | null | Promise<string | null>;
  run(): Promise<BenchRow[]>;
}

export interface BenchRow {
  what: string;
  figure: number;
  unit: string;
  /** Measured in the same run and in the same unit. */
  baseline: { what: string; figure: number } | null;
  /** What is aimed at, of the figure itself or of figure / baseline. */
  aim: Aim | null;
}

export interface Aim {
  of: 'figure' | 'ratio';
  atLeast?: number;
  atMost?: number;
}

export const ratioOf = ({ figure, baseline }: BenchRow): number | null =>
  baseline && baseline.figure !== 0 ? figure / baseline.figure : null;

/** Null when nothing was aimed at or the baseline gave nothing to compare with. */
export function meetsAim(row: BenchRow): boolean | null {
  const value = row.aim?.of === 'ratio' ? ratioOf(row) : row.figure;
  if (!row.aim || value === null) return null;
  const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = row.aim;
  return value >= atLeast && value <= atMost;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

const ROUNDS = 5;

/**
 * Runs the contenders in turn, round after round, so that a slow moment of the machine meets them all; answers
 * the median of each. One unmeasured round warms up.
 */
export async function medians<K extends string>(
  contenders: Record<K, () => number | Promise<number>>,
  rounds = ROUNDS,
): Promise<Record<K, number>> {
  const names = Object.keys(contenders) as K[];
  const results = new Map<K, number[]>(names.map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const value = await contenders[name]();
      if (round >= 0) results.get(name)?.push(value);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(results.get(name) ?? [])])) as Record<
    K,
    number
  >;
}

/** Runs the work and answers items per second. */
export async function perSecond(items: number, work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return items / ((performance.now() - start) / 1000);
}
