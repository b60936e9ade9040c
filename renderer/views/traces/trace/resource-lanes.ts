export interface Lane {
  /** Milliseconds since the epoch; missing until the answer is there. */
  times: Float64Array | undefined;
  /** NaN where there is no sample. */
  values: Float64Array | undefined;
  /** The axis reaches at least so far. */
  most: number;
  /** Drawn as a line where it is near enough to matter. */
  limit: number | null;
}

/** A limit this many times above the values would press them flat: it is left out. */
const LIMIT_IN_SIGHT = 4;

const highest = (values: Float64Array): number => values.reduce((most, value) => Math.max(value, most), 0);

/** SVG paths of a lane: gaps stay gaps, and the axis starts at 0. */
export function lanePaths(
  { times, values, most, limit }: Lane,
  x: (ms: number) => number,
  top: number,
  height: number,
) {
  if (!times || !values) return { line: '', area: '', limitY: null };
  const peak = Math.max(highest(values), most, Number.MIN_VALUE);
  const shownLimit = limit !== null && limit <= peak * LIMIT_IN_SIGHT ? limit : null;
  const scale = Math.max(peak, shownLimit ?? 0) * 1.05;
  const y = (value: number) => top + height - (value / scale) * height;
  let line = '';
  let area = '';
  for (const [from, to] of runs(values)) {
    const points = Array.from(
      values.subarray(from, to),
      (value, i) => `${x(times[from + i]!).toFixed(1)} ${y(value).toFixed(1)}`,
    );
    line += `M${points.join('L')}`;
    area += `M${x(times[from]!).toFixed(1)} ${y(0).toFixed(1)}L${points.join('L')}L${x(times[to - 1]!).toFixed(1)} ${y(0).toFixed(1)}Z`;
  }
  return { line, area, limitY: shownLimit === null ? null : y(shownLimit) };
}

/** [from, to) of each stretch of samples. */
function* runs(values: Float64Array): Generator<[from: number, to: number]> {
  for (let from = 0; from < values.length; from++) {
    if (Number.isNaN(values[from])) continue;
    let to = from;
    while (to < values.length && !Number.isNaN(values[to])) to++;
    yield [from, to];
    from = to;
  }
}

/** The newest value at or before the time; null for none. */
export function valueAt({ times, values }: Pick<Lane, 'times' | 'values'>, atMs: number): number | null {
  if (!times || !values) return null;
  for (let i = times.length - 1; i >= 0; i--) {
    if (times[i]! <= atMs && !Number.isNaN(values[i])) return values[i]!;
  }
  return null;
}
