import { type PointerEvent, useRef } from 'react';
import { quantityText } from '../../../../../shared/model/format.ts';
import { axisTicks, offsetText, type Viewport } from '../time-axis.ts';
import { useDragRange } from '../use-drag-range.ts';
import css from './timeline.module.css';
import { PAD_LEFT } from './timeline-layout.ts';

interface TimelineAxisProps {
  nameWidth: number;
  width: number;
  viewport: Viewport;
  cursor: number | null;
  shown: number;
  total: number;
  onViewport(viewport: Viewport): void;
}

/** Head of the waterfall; dragging across the times zooms into them. */
export function TimelineAxis({
  nameWidth,
  width,
  viewport,
  cursor,
  shown,
  total,
  onViewport,
}: TimelineAxisProps) {
  const times = useRef<HTMLDivElement>(null);
  const length = viewport.to - viewport.from;
  const place = (nano: number) => PAD_LEFT + ((nano - viewport.from) / length) * width;
  const nanoAt = (event: PointerEvent) => {
    const left = times.current?.getBoundingClientRect().left ?? 0;
    const share = Math.min(1, Math.max(0, (event.clientX - left - PAD_LEFT) / Math.max(1, width)));
    return viewport.from + share * length;
  };

  const { drag, handlers } = useDragRange(nanoAt, (4 / Math.max(1, width)) * length, onViewport);

  return (
    <div className={css.axis}>
      <div className={css.axisNames} style={{ width: nameWidth }}>
        <span>Service and operation</span>
        <span>
          {shown.toLocaleString('en-US')} of {total.toLocaleString('en-US')} rows
        </span>
      </div>
      <div ref={times} className={css.axisTimes} title="Drag to zoom" {...handlers}>
        {axisTicks(viewport, width).map(({ nano, label }) => (
          <span
            key={nano}
            className={css.tick}
            data-first={place(nano) < PAD_LEFT + 8}
            style={{ left: Math.max(4, place(nano)) }}
          >
            {label}
          </span>
        ))}
        {drag && (
          <span
            className={css.dragged}
            style={{
              left: Math.min(place(drag.from), place(drag.to)),
              width: Math.abs(place(drag.to) - place(drag.from)),
            }}
          />
        )}
        {cursor !== null && (
          <span
            className={css.cursorLabel}
            style={{ left: Math.min(width + PAD_LEFT, Math.max(28, place(cursor))) }}
          >
            {quantityText(offsetText(cursor))}
          </span>
        )}
      </div>
    </div>
  );
}
