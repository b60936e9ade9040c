import { nearestIndex } from './chart-series.ts';
import { type Plot, yOf } from './plot-paths.ts';
import type { QuerySeries } from './query-chart-option.ts';
import { timeAt } from './scale.ts';
import type { Layer } from './stacking.ts';

const REACH_PX = 20;

/** The line or layer under the pointer: of lines the one nearest in height, of a stack the one that covers it. */
export function nearestLine(
  series: readonly QuerySeries[],
  layers: readonly Layer[] | null,
  plot: Plot,
  pointer: { x: number; y: number },
): QuerySeries | null {
  const timeMs = timeAt(pointer.x, plot.window, plot.widthPx, plot.margins);
  const solid = series.filter(({ dashed }) => !dashed);
  const first = solid[0];
  if (!first) return null;
  if (layers) {
    const at = nearestIndex(first.timesMs, timeMs);
    const covers = layers.findIndex(({ lower, upper }) => {
      const a = yOf(plot, lower[at] ?? Number.NaN);
      const b = yOf(plot, upper[at] ?? Number.NaN);
      return pointer.y >= Math.min(a, b) && pointer.y <= Math.max(a, b);
    });
    return solid[covers] ?? null;
  }
  let best: QuerySeries | null = null;
  let reach = REACH_PX;
  for (const line of solid) {
    const distance = Math.abs(lineY(line, timeMs, plot) - pointer.y);
    if (distance < reach) {
      best = line;
      reach = distance;
    }
  }
  return best;
}

/** The height of a line at a moment, straight between two values; NaN beside a gap. */
function lineY({ timesMs, values }: QuerySeries, timeMs: number, plot: Plot): number {
  const at = nearestIndex(timesMs, timeMs);
  const here = values[at] ?? Number.NaN;
  const other = at + ((timesMs[at] ?? 0) < timeMs ? 1 : -1);
  const beside = values[other] ?? Number.NaN;
  if (Number.isNaN(beside)) return yOf(plot, here);
  const part = (timeMs - (timesMs[at] as number)) / ((timesMs[other] as number) - (timesMs[at] as number));
  return yOf(plot, here + (beside - here) * part);
}
