import { graphic } from 'echarts/core';
import { shapeBehind } from './plot-handles.ts';
import { type PathPen, penArea, penBars, penCells, penLine } from './plot-paths.ts';

/** Teaches ECharts the paths of queryChartOption. */
export function registerPlotShape(): void {
  const Shape = graphic.extendShape({
    shape: { handle: null as symbol | null },
    buildPath(context, { handle }: { handle: symbol | null }) {
      const shape = shapeBehind(handle);
      if (!shape) return;
      const { draw, upper, lower, stepPx } = shape;
      const pen = context as unknown as PathPen;
      if (draw === 'cells') penCells(pen, upper);
      else if (draw === 'line' || !lower) penLine(pen, upper);
      else if (draw === 'area') penArea(pen, upper, lower);
      else penBars(pen, upper, lower, stepPx);
    },
  });
  graphic.registerShape('plotPath', Shape);
}
