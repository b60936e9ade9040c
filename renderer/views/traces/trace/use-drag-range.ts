import { type PointerEvent, useState } from 'react';
import type { Viewport } from './time-axis.ts';

interface DragRange {
  /** What is being dragged over, in either direction; null while nothing is. */
  drag: Viewport | null;
  handlers: {
    onPointerDown(event: PointerEvent): void;
    onPointerMove(event: PointerEvent): void;
    onPointerUp(): void;
    onPointerCancel(): void;
  };
}

/**
 * A stretch of time picked by dragging across an axis.
 *
 * @param least shorter than this, in nanoseconds, is a click and no stretch
 */
export function useDragRange(
  nanoAt: (event: PointerEvent) => number,
  least: number,
  onPick: (range: Viewport) => void,
): DragRange {
  const [drag, setDrag] = useState<Viewport | null>(null);
  return {
    drag,
    handlers: {
      onPointerDown(event) {
        event.currentTarget.setPointerCapture(event.pointerId);
        const at = nanoAt(event);
        setDrag({ from: at, to: at });
      },
      onPointerMove(event) {
        if (drag) setDrag({ ...drag, to: nanoAt(event) });
      },
      onPointerUp() {
        if (drag && Math.abs(drag.to - drag.from) > least) {
          onPick({ from: Math.min(drag.from, drag.to), to: Math.max(drag.from, drag.to) });
        }
        setDrag(null);
      },
      onPointerCancel: () => setDrag(null),
    },
  };
}
