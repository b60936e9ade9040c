/**
 * SVG path data of a series in a box: values spread evenly over the width, 0 to `max` over the height. A gap (NaN)
 * stays a gap; a single value between gaps becomes a short dash, or it would not be seen.
 */
export function sparkPath(values: ArrayLike<number>, width: number, height: number, max: number): string {
  const parts: string[] = [];
  const last = values.length - 1;
  const x = (i: number) => round(last <= 0 ? width : (i / last) * width);
  const y = (value: number) => round(height - 1 - (Math.min(value, max) / (max || 1)) * (height - 2));
  for (let i = 0; i <= last; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    const begins = i === 0 || Number.isNaN(values[i - 1] as number);
    const ends = i === last || Number.isNaN(values[i + 1] as number);
    parts.push(`${begins ? 'M' : 'L'}${x(i)} ${y(value)}`);
    if (begins && ends) parts.push('h1.5');
  }
  return parts.join('');
}

/** The same closed down to the bottom, one area for each run of values. */
export function sparkArea(values: ArrayLike<number>, width: number, height: number, max: number): string {
  return sparkPath(values, width, height, max)
    .split('M')
    .slice(1)
    .map((run) => {
      const first = run.slice(0, run.indexOf(' '));
      const end = run.slice(run.lastIndexOf('L') + 1).split(' ')[0] ?? first;
      return run.includes('L') ? `M${run}L${end} ${height}L${first} ${height}Z` : '';
    })
    .join('');
}

const TOPS = [1, 3, 5, 10, 20, 40, 100, 200, 400, 800, 1600];

/**
 * A top for the scale, from a few steps and with some air, so that small noise stays small and lines of equal load
 * look alike; not under `least`.
 */
export function sparkMax(values: ArrayLike<number>, least: number): number {
  let max = least;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value > max) max = value;
  }
  return TOPS.find((top) => top >= max * 1.15) ?? max * 1.15;
}

const round = (value: number) => Math.round(value * 10) / 10;
