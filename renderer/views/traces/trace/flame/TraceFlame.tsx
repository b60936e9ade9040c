import { useCallback, useMemo } from 'react';
import { duration, percent, quantityText } from '../../../../../shared/model/format.ts';
import { STATUS_ERROR } from '../../../../../shared/trace-analysis/trace-tree.ts';
import { colourOf } from '../../../../components/colours.ts';
import { FlameGraph } from '../../../../components/flame/FlameGraph.tsx';
import type { TraceModel } from '../model/trace-model.ts';

interface TraceFlameProps {
  model: TraceModel;
  selected: number | null;
  /** The re-rooted span fills the width. */
  root: number | null;
  found: Uint8Array | null;
  onSelect(span: number | null): void;
  onRoot(span: number | null): void;
  onContext(span: number, event: React.MouseEvent): void;
}

/** The spans under their parents, as wide as they took; zooming is re-rooting, as in the waterfall. */
export function TraceFlame({ model, selected, root, found, onSelect, onRoot, onContext }: TraceFlameProps) {
  const { detail, analysis } = model;
  const flame = useMemo(() => flameOf(model), [model]);
  const nameOf = useCallback(
    (frame: number) => detail.names[detail.name[flame.span[frame]!]!] ?? '',
    [detail, flame],
  );
  const frameColour = useCallback(
    (frame: number) => colourOf(detail.services[detail.service[flame.span[frame]!]!] ?? ''),
    [detail, flame],
  );
  const isFound = useMemo(
    () => (found ? (frame: number) => found[flame.span[frame]!] === 1 : null),
    [found, flame],
  );
  return (
    <FlameGraph
      columns={flame.columns}
      label="Flame graph of the trace"
      nameOf={nameOf}
      colourOf={frameColour}
      found={isFound}
      selected={selected === null ? -1 : flame.frameOf[selected]!}
      onSelect={(frame) => onSelect(frame < 0 ? null : flame.span[frame]!)}
      zoomed={root === null ? -1 : flame.frameOf[root]!}
      onZoom={(frame) => onRoot(frame < 0 ? null : flame.span[frame]!)}
      onContext={(frame, event) => onContext(flame.span[frame]!, event)}
      describe={(frame) => {
        const span = flame.span[frame]!;
        const nano = detail.durationNano[span]!;
        const share = analysis.tree.totalNano > 0 ? (nano / analysis.tree.totalNano) * 100 : 0;
        return (
          <>
            <b>
              {detail.services[detail.service[span]!]} {nameOf(frame)}
            </b>
            <div>
              {quantityText(duration(nano))}, {quantityText(percent(share))} of the trace
            </div>
            <div>self {quantityText(duration(analysis.tree.selfNano[span]!))}</div>
            {detail.status[span] === STATUS_ERROR && <div>error</div>}
          </>
        );
      }}
    />
  );
}

/** Spans in an order where parents come first; children that a skewed clock put before their parents included. */
function flameOf({ detail, analysis }: TraceModel) {
  const { order } = analysis.tree;
  const frameOf = new Int32Array(order.length);
  for (let frame = 0; frame < order.length; frame++) frameOf[order[frame]!] = frame;
  const parent = Int32Array.from(order, (span) => {
    const above = detail.parent[span]!;
    return above < 0 ? -1 : frameOf[above]!;
  });
  const value = Float64Array.from(order, (span) => detail.durationNano[span]!);
  return { span: order, frameOf, columns: { parent, value } };
}
