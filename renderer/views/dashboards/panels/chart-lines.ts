import { thresholdValue } from '../../../../shared/dashboards/field-style.ts';
import type { FieldStyle } from '../../../../shared/dashboards/model.ts';
import type { QueryChartKind, QuerySeries, Threshold } from '../../../charts/query-chart-option.ts';
import { seriesColours } from '../../../charts/series-colours.ts';
import { cssColour } from '../data/colour.ts';
import type { StyledLine } from '../data/panel-lines.ts';

export interface ChartLines {
  series: QuerySeries[];
  kind: QueryChartKind;
  /** Style of the axis: that of most lines. */
  axis: FieldStyle;
  unit: string;
}

/**
 * A panel's lines as the chart takes them: downward ones negative, shares of their sum where they stack to 100 %,
 * each in its own colour or that of its name.
 */
export function chartLines(lines: StyledLine[], style: FieldStyle): ChartLines {
  const colours = seriesColours(lines.map(({ shown }) => shown));
  const axis = axisStyle(lines, style);
  const isPercent = axis.stack === 'percent';
  const stacked = axis.draw === 'bars' ? 'bars' : axis.stack === 'none' ? 'line' : 'stacked';
  const series = sameTimes(lines).map(
    ({ shown, query, style: own, timesMs, values }, i): QuerySeries => ({
      key: `${query} ${i} ${shown}`,
      name: shown,
      colour: (own.colourBy === 'fixed' ? cssColour(own.colour) : null) ?? (colours[i] as string),
      timesMs,
      values: own.negative ? values.map((value) => -value) : own.connectGaps ? connected(values) : values,
      ...(own.dashed || (stacked !== 'line' && own.stack === 'none' && axis.stack !== 'none')
        ? { dashed: true }
        : {}),
    }),
  );
  return {
    series: isPercent ? shares(series) : series,
    kind: stacked,
    axis,
    unit: isPercent ? 'percentunit' : axis.unit === '' ? 'short' : axis.unit,
  };
}

/** The axis is labelled for the unit that most lines have. */
function axisStyle(lines: StyledLine[], style: FieldStyle): FieldStyle {
  const counts = new Map<string, { style: FieldStyle; count: number }>();
  for (const { style: own } of lines) {
    const key = `${own.unit} ${own.axis}`;
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { style: own, count: 1 });
  }
  const [first] = [...counts.values()].sort((a, b) => b.count - a.count);
  return first
    ? {
        ...first.style,
        stack: style.stack === 'none' ? first.style.stack : style.stack,
        draw: first.style.draw,
      }
    : style;
}

/** All lines of one chart stand at the same times; those of another step are set on the finest. */
function sameTimes(lines: StyledLine[]): StyledLine[] {
  const finest = lines.reduce<Float64Array | null>(
    (best, { timesMs }) => (!best || timesMs.length > best.length ? timesMs : best),
    null,
  );
  if (!finest) return lines;
  return lines.map((line) =>
    line.timesMs === finest || sameArray(line.timesMs, finest) ? line : onTimes(line, finest),
  );
}

const sameArray = (a: Float64Array, b: Float64Array): boolean =>
  a.length === b.length && a[0] === b[0] && a[a.length - 1] === b[b.length - 1];

function onTimes(line: StyledLine, timesMs: Float64Array): StyledLine {
  const step =
    line.timesMs.length > 1
      ? (line.timesMs[1] as number) - (line.timesMs[0] as number)
      : Number.POSITIVE_INFINITY;
  const values = new Float64Array(timesMs.length).fill(Number.NaN);
  let at = -1;
  for (let i = 0; i < timesMs.length; i++) {
    const timeMs = timesMs[i] as number;
    while (at + 1 < line.timesMs.length && (line.timesMs[at + 1] as number) <= timeMs) at++;
    if (at >= 0 && timeMs - (line.timesMs[at] as number) < step) values[i] = line.values[at] as number;
  }
  return { ...line, timesMs, values };
}

/** Gaps drawn over in a straight line. */
export function connected(values: Float64Array): Float64Array {
  const filled = values.slice();
  let last = -1;
  for (let i = 0; i < filled.length; i++) {
    if (Number.isNaN(filled[i])) continue;
    for (let gap = last + 1; last >= 0 && gap < i; gap++) {
      const part = (gap - last) / (i - last);
      filled[gap] = (filled[last] as number) + ((filled[i] as number) - (filled[last] as number)) * part;
    }
    last = i;
  }
  return filled;
}

function shares(series: QuerySeries[]): QuerySeries[] {
  const length = series[0]?.values.length ?? 0;
  const sums = new Float64Array(length);
  for (const { values } of series) {
    for (let i = 0; i < length; i++) {
      const value = values[i] as number;
      if (!Number.isNaN(value)) sums[i] = (sums[i] as number) + Math.abs(value);
    }
  }
  return series.map((each) => ({
    ...each,
    values: each.values.map((value, i) => value / ((sums[i] as number) || 1)),
  }));
}

/** The steps that are drawn across the plot; the lowest, which begins at the bottom, is none. */
export function chartThresholds({ thresholds, showThresholds, min, max }: FieldStyle): Threshold[] {
  if (showThresholds === 'off') return [];
  return thresholds.steps.flatMap(({ value, colour }) =>
    value === null
      ? []
      : [{ value: thresholdValue(value, thresholds, min, max), colour: cssColour(colour) ?? 'var(--t3)' }],
  );
}
