import { useCallback, useMemo } from 'react';
import { duration, percent, quantityText } from '../../../../../shared/model/format.ts';
import { STATUS_ERROR } from '../../../../../shared/trace-analysis/trace-tree.ts';
import { colourOf } from '../../../../components/colours.ts';
import { FlameGraph } from '../../../../components/flame/FlameGraph.tsx';
import type { FlameModel } from '../model/flame-model.ts';
import type { TraceModel } from '../model/trace-model.ts';

interface TraceFlameProps {
  model: TraceModel;
  flame: FlameModel;
  selected: number | null;
  /** The re-rooted span fills the width. */
  root: number | null;
  found: Uint8Array | null;
  onSelect(span: number | null): void;
  onRoot(span: number | null): void;
  onContext(span: number, event: React.MouseEvent): void;
}

/** The spans under their parents, as wide as they took; zooming is re-rooting, as in the waterfall. */
export function TraceFlame({
  model,
  flame,
  selected,
  root,
  found,
  onSelect,
  onRoot,
  onContext,
}: TraceFlameProps) {
  const { detail, analysis } = model;
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
      layout={flame.layout}
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
