import type { PlotShape } from './query-chart-option.ts';

const shapes = new WeakMap<symbol, PlotShape>();

/**
 * Stands for a shape in what ECharts is given: it copies every number of arrays and objects several times, which
 * hundreds of lines make felt, and leaves symbols as they are.
 */
export function shapeHandle(shape: PlotShape): symbol {
  const handle = Symbol('plot shape');
  shapes.set(handle, shape);
  return handle;
}

export const shapeBehind = (handle: symbol | null): PlotShape | null =>
  handle === null ? null : (shapes.get(handle) ?? null);
