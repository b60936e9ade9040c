import { type RefObject, useCallback, useEffect, useState } from 'react';

export const ROW_HEIGHT = 24;
/** The drawn part moves in steps of so many rows, so that scrolling inside a step costs nothing. */
const STEP = 16;

export interface LineWindow {
  /** Rows [from, to) are drawn. */
  from: number;
  to: number;
}

/** Which of many rows of one height are to be drawn: those in sight, and a step on either side. */
export function windowAt(scrollTop: number, height: number, count: number): LineWindow {
  const first = Math.floor(scrollTop / ROW_HEIGHT / STEP) * STEP - STEP;
  const last = Math.ceil((scrollTop + height) / ROW_HEIGHT / STEP) * STEP + STEP;
  return { from: Math.max(0, Math.min(first, count)), to: Math.min(count, last) };
}

export function useLineWindow(
  scroller: RefObject<HTMLElement | null>,
  height: number,
  count: number,
): LineWindow & { scrollTo(row: number): void } {
  const [{ from, to }, setWindow] = useState<LineWindow>(() => windowAt(0, 800, count));
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const update = () =>
      setWindow((before) => {
        const next = windowAt(element.scrollTop, height, count);
        return before.from === next.from && before.to === next.to ? before : next;
      });
    update();
    element.addEventListener('scroll', update, { passive: true });
    return () => element.removeEventListener('scroll', update);
  }, [scroller, height, count]);
  /** The least movement that shows the row; from afar it comes to the middle. */
  const scrollTo = useCallback(
    (row: number) => {
      const element = scroller.current;
      if (!element) return;
      const top = row * ROW_HEIGHT;
      const { scrollTop, clientHeight } = element;
      if (top >= scrollTop && top + ROW_HEIGHT <= scrollTop + clientHeight) return;
      const far = top < scrollTop - clientHeight || top > scrollTop + 2 * clientHeight;
      if (far) element.scrollTop = top - clientHeight / 2;
      else element.scrollTop = top < scrollTop ? top : top + ROW_HEIGHT - clientHeight;
    },
    [scroller],
  );
  return { from: Math.min(from, count), to: Math.min(to, count), scrollTo };
}
