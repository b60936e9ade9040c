import { graphic } from 'echarts/core';
import { type PathPen, penArea, penBars, penCells, penLine } from './plot-paths.ts';
import type { PlotShape } from './query-chart-option.ts';

/** Teaches ECharts the paths of queryChartOption. */
export function registerPlotShape(): void {
  const Shape = graphic.extendShape({
    shape: { draw: 'line', upper: new Float32Array(), lower: null, stepPx: 0 } as PlotShape,
    buildPath(context, shape) {
      const { draw, upper, lower, stepPx } = shape as PlotShape;
      const pen = context as unknown as PathPen;
      if (draw === 'cells') penCells(pen, upper);
      else if (draw === 'line' || !lower) penLine(pen, upper);
      else if (draw === 'area') penArea(pen, upper, lower);
      else penBars(pen, upper, lower, stepPx);
    },
  });
  graphic.registerShape('plotPath', Shape);
}
