import {
  type FlameColumns,
  type FlameLayout,
  layoutFlame,
} from '../../../../components/flame/flame-layout.ts';
import type { TraceModel } from './trace-model.ts';

/** A trace's spans as frames of a flame graph. */
export interface FlameModel {
  /** The span of each frame, and the frame of each span. */
  span: Int32Array;
  frameOf: Int32Array;
  columns: FlameColumns;
  layout: FlameLayout;
}

/** In an order where parents come first, children that a skewed clock put before their parents included. */
export function buildFlameModel({ detail, analysis }: TraceModel): FlameModel {
  const { order } = analysis.tree;
  const frameOf = new Int32Array(order.length);
  for (let frame = 0; frame < order.length; frame++) frameOf[order[frame]!] = frame;
  const parent = Int32Array.from(order, (span) => {
    const above = detail.parent[span]!;
    return above < 0 ? -1 : frameOf[above]!;
  });
  const value = Float64Array.from(order, (span) => detail.durationNano[span]!);
  const columns = { parent, value };
  return { span: order.slice(), frameOf, columns, layout: layoutFlame(columns) };
}
