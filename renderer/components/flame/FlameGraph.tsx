import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useThemeKey } from '../../charts/use-theme-key.ts';
import { resolveColour } from '../colours.ts';
import { useSize } from '../use-size.ts';
import { drawFlame, FRAME_HEIGHT } from './draw-flame.ts';
import css from './flame.module.css';
import {
  type FlameColumns,
  type FlameLayout,
  frameAt,
  layoutFlame,
  neighbour,
  viewOf,
} from './flame-layout.ts';

export interface FlameGraphProps {
  columns: FlameColumns;
  /** Where it was computed beside the page already. */
  layout?: FlameLayout;
  /** What is drawn, for those who cannot see it. */
  label: string;
  nameOf(frame: number): string;
  /** A CSS colour, `var(--c4)` included. */
  colourOf(frame: number): string;
  /** What the pointer is told. */
  describe(frame: number): ReactNode;
  /** Frames that a search found; all others are drawn weaker. Null without a search. */
  found?: ((frame: number) => boolean) | null;
  /** -1 for none. */
  selected: number;
  onSelect(frame: number): void;
  /** The frame that fills the width; -1 for all. */
  zoomed: number;
  onZoom(frame: number): void;
  onContext?(frame: number, event: React.MouseEvent): void;
}

const NO_FRAME = -1;
const isArrow = (key: string): key is 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight' =>
  key.startsWith('Arrow');

/**
 * Call paths as frames under their callers, drawn on a canvas: hundreds of thousands of frames cost what is in sight.
 * Click selects, double click or Enter widens a frame to the whole, arrow keys walk, Escape goes back.
 */
export function FlameGraph(props: FlameGraphProps) {
  const { columns, selected, zoomed, onSelect, onZoom } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(scroller);
  const [top, setTop] = useState(0);
  const [hover, setHover] = useState({ frame: NO_FRAME, x: 0, y: 0 });
  const given = props.layout;
  const layout = useMemo(() => given ?? layoutFlame(columns), [given, columns]);
  const view = useMemo(() => viewOf(layout, zoomed), [layout, zoomed]);
  useDrawing(props, canvas, { layout, view, size, top, hovered: hover.frame });
  useEffect(() => {
    const element = scroller.current;
    // A frame thinner than a pixel is not drawn: scrolling to it would show nothing.
    if (!element || selected < 0 || layout.width[selected]! * element.clientWidth < view.width) return;
    const y = layout.depth[selected]! * FRAME_HEIGHT;
    if (y < element.scrollTop) element.scrollTop = y;
    else if (y + FRAME_HEIGHT > element.scrollTop + element.clientHeight)
      element.scrollTop = y + FRAME_HEIGHT - element.clientHeight;
  }, [selected, layout, view]);

  function find(event: { clientX: number; clientY: number }): { frame: number; x: number; y: number } {
    const box = scroller.current?.getBoundingClientRect();
    const x = event.clientX - (box?.left ?? 0);
    const y = event.clientY - (box?.top ?? 0);
    const frame = frameAt(layout, view, Math.floor((y + top) / FRAME_HEIGHT), x / Math.max(1, size.width));
    return { frame, x, y };
  }
  function press(event: KeyboardEvent): void {
    if (isArrow(event.key)) onSelect(neighbour(columns, layout, selected, event.key));
    else if (event.key === 'Enter' && selected >= 0) onZoom(selected);
    else if (event.key === 'Escape' && zoomed >= 0) onZoom(NO_FRAME);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <div
      ref={scroller}
      role="group"
      className={css.scroller}
      aria-label={props.label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys walk through the frames
      tabIndex={0}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      onKeyDown={press}
      onPointerMove={(event: PointerEvent) => setHover(find(event))}
      onPointerLeave={() => setHover({ frame: NO_FRAME, x: 0, y: 0 })}
      onClick={(event) => onSelect(find(event).frame)}
      onDoubleClick={(event) => {
        const { frame } = find(event);
        if (frame >= 0) onZoom(frame === zoomed ? columns.parent[frame]! : frame);
      }}
      onContextMenu={(event) => {
        const { frame } = find(event);
        if (frame >= 0) props.onContext?.(frame, event);
      }}
    >
      <div style={{ height: layout.layers.length * FRAME_HEIGHT }}>
        <canvas
          ref={canvas}
          className={css.canvas}
          width={size.width * devicePixelRatio}
          height={size.height * devicePixelRatio}
          style={{ width: size.width, height: size.height }}
        />
      </div>
      <span className="visually-hidden" role="status">
        {selected >= 0 ? props.nameOf(selected) : ''}
      </span>
      {hover.frame >= 0 && (
        <div className={css.tooltip} style={tooltipPlace(hover, size, top)}>
          {props.describe(hover.frame)}
        </div>
      )}
    </div>
  );
}

/** Beside the pointer, on the side where there is room. */
function tooltipPlace(
  { x, y }: { x: number; y: number },
  { width, height }: { width: number; height: number },
  top: number,
): React.CSSProperties {
  return {
    ...(x > width / 2 ? { right: width - x + 12 } : { left: x + 12 }),
    ...(y > height / 2 ? { bottom: height - y + 8 - top } : { top: y + top + 12 }),
  };
}

interface Drawing {
  layout: ReturnType<typeof layoutFlame>;
  view: ReturnType<typeof viewOf>;
  size: { width: number; height: number };
  top: number;
  hovered: number;
}

function useDrawing(
  { columns, selected, nameOf, colourOf, found }: FlameGraphProps,
  canvas: React.RefObject<HTMLCanvasElement | null>,
  { layout, view, size, top, hovered }: Drawing,
): void {
  const theme = useThemeKey();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme decides what the variables resolve to
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || size.width === 0) return;
    const colours = new Map<string, string>();
    const colour = (name: string) => {
      const known = colours.get(name) ?? resolveColour(name);
      colours.set(name, known);
      return known;
    };
    const frame = requestAnimationFrame(() =>
      drawFlame(
        context,
        layout,
        view,
        size,
        top,
        { selected, hovered },
        {
          colour: (each) => colour(colourOf(each)),
          label: nameOf,
          weak: (each) => found !== null && found !== undefined && !found(each),
          text: colour('var(--t1)'),
          background: colour('var(--s1)'),
          accent: colour('var(--accent)'),
          font: `12px ${colour('var(--font-ui)')}`,
        },
      ),
    );
    return () => cancelAnimationFrame(frame);
  }, [columns, layout, view, size, top, selected, hovered, nameOf, colourOf, found, theme]);
}
