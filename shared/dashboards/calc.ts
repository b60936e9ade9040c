/** What one number of a series can be; the names are those of Grafana's reducers. */
export const calcs = [
  'lastNotNull',
  'last',
  'firstNotNull',
  'first',
  'min',
  'max',
  'mean',
  'median',
  'sum',
  'count',
  'range',
  'delta',
  'diff',
  'diffperc',
  'variance',
  'stdDev',
  'distinctCount',
  'p90',
  'p95',
  'p99',
] as const;
export type Calc = (typeof calcs)[number];

export const calcNames: Record<Calc, string> = {
  lastNotNull: 'Last',
  last: 'Last, gaps too',
  firstNotNull: 'First',
  first: 'First, gaps too',
  min: 'Min',
  max: 'Max',
  mean: 'Mean',
  median: 'Median',
  sum: 'Total',
  count: 'Count',
  range: 'Range',
  delta: 'Delta',
  diff: 'Difference',
  diffperc: 'Difference %',
  variance: 'Variance',
  stdDev: 'Std dev',
  distinctCount: 'Distinct',
  p90: '90th %',
  p95: '95th %',
  p99: '99th %',
};

type Values = ArrayLike<number | null>;

const isKnown = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined && !Number.isNaN(value);

function known(values: Values): number[] {
  const found: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (isKnown(value)) found.push(value);
  }
  return found;
}

const NONE = Number.NaN;
const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b), values[0] ?? NONE);
const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b), values[0] ?? NONE);
const mean = (values: number[]) => (values.length === 0 ? NONE : total(values) / values.length);

function variance(values: number[]): number {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 2));
}

function quantile(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return NONE;
  const rank = q * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] as number;
  const high = sorted[Math.ceil(rank)] as number;
  return low + (high - low) * (rank - Math.floor(rank));
}

/** The increases summed, a fall taken for a new start: what a counter grew by. */
function increase(values: number[]): number {
  let sum = 0;
  for (let i = 1; i < values.length; i++) {
    const step = (values[i] as number) - (values[i - 1] as number);
    sum += step >= 0 ? step : (values[i] as number);
  }
  return sum;
}

function difference(values: number[]): number {
  const first = values[0];
  const last = values.at(-1);
  return first === undefined || last === undefined ? NONE : last - first;
}

const table: Record<Calc, (values: Values) => number> = {
  lastNotNull: (values) => known(values).at(-1) ?? NONE,
  last: (values) => values[values.length - 1] ?? NONE,
  firstNotNull: (values) => known(values)[0] ?? NONE,
  first: (values) => values[0] ?? NONE,
  min: (values) => least(known(values)),
  max: (values) => most(known(values)),
  mean: (values) => mean(known(values)),
  median: (values) => quantile(known(values), 0.5),
  sum: (values) => total(known(values)),
  count: (values) => known(values).length,
  range: (values) => most(known(values)) - least(known(values)),
  delta: (values) => increase(known(values)),
  diff: (values) => difference(known(values)),
  diffperc: (values) => difference(known(values)) / (known(values)[0] ?? NONE),
  variance: (values) => variance(known(values)),
  stdDev: (values) => Math.sqrt(variance(known(values))),
  distinctCount: (values) => new Set(known(values)).size,
  p90: (values) => quantile(known(values), 0.9),
  p95: (values) => quantile(known(values), 0.95),
  p99: (values) => quantile(known(values), 0.99),
};

/** One number of many; NaN when there is none. Gaps (null, NaN) count only where the name says so. */
export const reduceValues = (values: Values, calc: Calc): number => table[calc](values);
