const BARS = '▁▂▃▄▅▆▇█';

/** Values as a line of bars from the least to the largest: means of equal parts; a space where nothing is known. */
export function sparkline(values: ArrayLike<number>, width: number): string {
  const cells = Math.min(width, values.length);
  const means = Array.from({ length: cells }, (_, cell) =>
    mean(
      values,
      Math.floor((cell * values.length) / cells),
      Math.floor(((cell + 1) * values.length) / cells),
    ),
  );
  const known = means.filter(Number.isFinite);
  const least = Math.min(...known);
  const span = Math.max(...known) - least;
  return means
    .map((value) => {
      if (Number.isNaN(value)) return ' ';
      if (!Number.isFinite(value)) return value > 0 ? '█' : '▁';
      const level = span === 0 ? 0 : Math.round(((value - least) / span) * (BARS.length - 1));
      return BARS[level];
    })
    .join('');
}

function mean(values: ArrayLike<number>, from: number, to: number): number {
  let sum = 0;
  let count = 0;
  for (let at = from; at < to; at++) {
    const value = values[at] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? Number.NaN : sum / count;
}
