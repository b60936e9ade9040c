import type { Labels } from '../../shared/model/series.ts';
import type { PlotPoints } from './plot-paths.ts';

/** Buckets over time: rows from the smallest bound up, each with what fell into it alone. */
export interface HeatmapData {
  timesMs: Float64Array;
  rows: HeatmapRow[];
}

export interface HeatmapRow {
  /** Bounds of the bucket; −∞ and ∞ at the ends. */
  from: number;
  to: number;
  /** NaN where nothing is known. */
  values: Float64Array;
}

const bound = (labels: Labels): number => {
  const text = labels.find(([name]) => name === 'le')?.[1];
  return text === undefined ? Number.NaN : text === '+Inf' ? Number.POSITIVE_INFINITY : Number(text);
};

/**
 * Classic histogram buckets, which count everything up to their bound, told apart: each row is what is more than in
 * the one below. Series of the same bound are added up; a difference below zero, from buckets scraped at different
 * moments, is none.
 */
export function heatmapOf(
  timesMs: Float64Array,
  series: { labels: Labels; values: Float64Array }[],
): HeatmapData {
  const byBound = new Map<number, Float64Array>();
  for (const { labels, values } of series) {
    const le = bound(labels);
    if (Number.isNaN(le)) continue;
    const sum = byBound.get(le);
    if (!sum) byBound.set(le, values.slice());
    else for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (values[i] as number);
  }
  const bounds = [...byBound.keys()].sort((a, b) => a - b);
  const rows = bounds.map((to, row): HeatmapRow => {
    const upper = byBound.get(to) as Float64Array;
    const lower = row === 0 ? null : (byBound.get(bounds[row - 1] as number) as Float64Array);
    const values = lower ? upper.map((value, i) => Math.max(0, value - (lower[i] as number))) : upper;
    return { from: row === 0 ? Number.NEGATIVE_INFINITY : (bounds[row - 1] as number), to, values };
  });
  return { timesMs, rows: withoutEmptyEnds(rows) };
}

/** Rows in which nothing ever fell are left out at both ends, one beside the others excepted. */
function withoutEmptyEnds(rows: HeatmapRow[]): HeatmapRow[] {
  const used = rows.map(({ values }) => values.some((value) => value > 0));
  const first = used.indexOf(true);
  if (first < 0) return rows;
  return rows.slice(Math.max(0, first - 1), used.lastIndexOf(true) + 2);
}

/** Whether an answer has buckets at all. */
export const hasBuckets = (series: { labels: Labels }[]): boolean =>
  series.some(({ labels }) => labels.some(([name]) => name === 'le'));

/** Rectangles of one depth of colour. */
export interface CellLevel {
  /** From 0, hardly anything, to 1, the most there is. */
  depth: number;
  cells: PlotPoints;
}

const LEVELS = 12;

export interface CellFrame {
  left: number;
  top: number;
  width: number;
  height: number;
  startMs: number;
  endMs: number;
}

/**
 * Where the cells stand, grouped by how much is in them: by the square root of the share of the fullest, so that
 * the few slow requests are seen beside the many fast ones. Empty cells are not drawn.
 */
export function cellLevels({ timesMs, rows }: HeatmapData, frame: CellFrame): CellLevel[] {
  const most = mostOf(rows);
  const groups: number[][] = Array.from({ length: LEVELS }, () => []);
  const perMs = frame.width / (frame.endMs - frame.startMs);
  const stepMs =
    timesMs.length > 1 ? (timesMs[1] as number) - (timesMs[0] as number) : frame.endMs - frame.startMs;
  const width = stepMs * perMs;
  const height = frame.height / Math.max(1, rows.length);
  const gap = width > 5 && height > 5 ? 1 : 0;
  rows.forEach(({ values }, row) => {
    const y = frame.top + frame.height - (row + 1) * height;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (!(value > 0)) continue;
      const level = Math.min(LEVELS - 1, Math.floor(Math.sqrt(value / most) * LEVELS));
      // A step ends at its time.
      const x = frame.left + ((timesMs[i] as number) - stepMs - frame.startMs) * perMs;
      groups[level]?.push(x, y, width - gap, height - gap);
    }
  });
  return groups
    .map((cells, i) => ({ depth: i / (LEVELS - 1), cells: Float32Array.from(cells) }))
    .filter(({ cells }) => cells.length > 0);
}

function mostOf(rows: HeatmapRow[]): number {
  let most = 0;
  for (const { values } of rows) for (const value of values) if (value > most) most = value;
  return most;
}

/** `#fff` in full. */
const inFull = (colour: string): string =>
  colour.length === 4 ? `#${[...colour.slice(1)].map((digit) => digit + digit).join('')}` : colour;

/** A colour between two of the form #rrggbb or #rgb, to which build tools shorten it. */
export function mixed(a: string, b: string, part: number): string {
  const [from, to] = [inFull(a), inFull(b)];
  const channel = (colour: string, at: number) => Number.parseInt(colour.slice(1 + at * 2, 3 + at * 2), 16);
  const mix = (at: number) => Math.round(channel(from, at) + (channel(to, at) - channel(from, at)) * part);
  return `#${[0, 1, 2].map((at) => mix(at).toString(16).padStart(2, '0')).join('')}`;
}
