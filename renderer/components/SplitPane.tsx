import { type PointerEvent, type ReactNode, useState } from 'react';
import classes from './split-pane.module.css';

interface SplitPaneProps {
  /** Under this name the size is remembered. */
  name: string;
  direction: 'row' | 'column';
  /** Which of the two has a size of its own; the other takes the rest. */
  sized: 'first' | 'second';
  initial: number;
  least?: number;
  most?: number;
  /** Null closes a pane, and the other has all the room. */
  first: ReactNode | null;
  second: ReactNode | null;
}

const KEY_STEP = 16;

/** Two panes and a hairline between them that can be dragged, or moved with the arrow keys. */
export function SplitPane(props: SplitPaneProps) {
  const { name, direction, sized, initial, least = 80, most = 2000, first, second } = props;
  const key = `trivet-split-${name}`;
  const [size, setSize] = useState(() => Number(localStorage.getItem(key)) || initial);
  const row = direction === 'row';

  function resize(next: number): void {
    const clamped = Math.round(Math.min(Math.max(next, least), most));
    setSize(clamped);
    localStorage.setItem(key, String(clamped));
  }
  function drag(event: PointerEvent<HTMLDivElement>): void {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.parentElement?.getBoundingClientRect();
    if (!box) return;
    const before = row ? event.clientX - box.left : event.clientY - box.top;
    resize(sized === 'first' ? before : (row ? box.width : box.height) - before);
  }
  const measure = { flex: `0 0 ${size}px`, minWidth: 0, minHeight: 0 };
  if (first === null || second === null)
    return <div className={row ? classes.row : classes.column}>{wrap(first ?? second, undefined)}</div>;
  return (
    <div className={row ? classes.row : classes.column}>
      {wrap(first, sized === 'first' ? measure : undefined)}
      <div
        className={classes.divider}
        role="separator"
        tabIndex={0}
        aria-label="Resize"
        aria-orientation={row ? 'vertical' : 'horizontal'}
        aria-valuenow={size}
        aria-valuemin={least}
        aria-valuemax={most}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onDoubleClick={() => resize(initial)}
        onKeyDown={(event) => {
          const grow = event.key === (row ? 'ArrowRight' : 'ArrowDown');
          const shrink = event.key === (row ? 'ArrowLeft' : 'ArrowUp');
          if (!grow && !shrink) return;
          event.preventDefault();
          resize(size + (grow === (sized === 'first') ? KEY_STEP : -KEY_STEP));
        }}
      />
      {wrap(second, sized === 'second' ? measure : undefined)}
    </div>
  );
}

function wrap(content: ReactNode, measure: React.CSSProperties | undefined) {
  return (
    <div className={classes.part} style={measure}>
      {content}
    </div>
  );
}
