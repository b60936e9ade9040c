import { type PointerEvent, useEffect, useRef } from 'react';
import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import type { TraceTree } from '../../../../shared/trace-analysis/trace-tree.ts';
import { colourOf, resolveColour } from '../../../components/colours.ts';
import { useSize } from '../../../components/use-size.ts';
import { FAILED, minimapRuns } from './minimap-runs.ts';
import css from './overview.module.css';
import { axisTicks, type Viewport } from './time-axis.ts';
import { useDragRange } from './use-drag-range.ts';

interface TraceMinimapProps {
  detail: TraceDetail;
  tree: TraceTree;
  viewport: Viewport;
  /** Light or dark: the colours are drawn, not styled. */
  theme: string;
  onViewport(viewport: Viewport | null): void;
}

const HEIGHT = 84;
const TOP = 20;
const BOTTOM = 18;
const SIDE = 12;
/** Of one frame. */
const DRAW_MS = 8;

/** Every span as a hairline over the whole trace, with the viewport; drag to zoom, double click for all. */
export function TraceMinimap({ detail, tree, viewport, theme, onViewport }: TraceMinimapProps) {
  const holder = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width } = useSize(holder);
  const total = Math.max(1, tree.totalNano);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme decides what the variables resolve to
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || width === 0) return;
    const drawing = drawSpans(context, detail, total, width);
    const go = () => {
      const until = performance.now() + DRAW_MS;
      let ended = false;
      while (!ended && performance.now() < until) ended = drawing.next().done === true;
      if (!ended) frame = requestAnimationFrame(go);
    };
    // Not at once: what has just been rendered is on its way to the screen.
    let frame = requestAnimationFrame(go);
    return () => cancelAnimationFrame(frame);
  }, [detail, total, width, theme]);

  const inner = Math.max(1, width - 2 * SIDE);
  const place = (nano: number) => SIDE + (nano / total) * inner;
  const nanoAt = (event: PointerEvent) => {
    const left = holder.current?.getBoundingClientRect().left ?? 0;
    return Math.min(1, Math.max(0, (event.clientX - left - SIDE) / inner)) * total;
  };
  const { drag, handlers } = useDragRange(nanoAt, (4 / inner) * total, onViewport);
  const shown = drag ?? viewport;
  const [left, right] = [
    Math.min(place(shown.from), place(shown.to)),
    Math.max(place(shown.from), place(shown.to)),
  ];
  return (
    <div
      ref={holder}
      className={css.minimap}
      title="Drag to zoom, double click for the whole trace"
      {...handlers}
      onDoubleClick={() => onViewport(null)}
    >
      <canvas
        ref={canvas}
        width={width * devicePixelRatio}
        height={HEIGHT * devicePixelRatio}
        style={{ width, height: HEIGHT }}
      />
      <span className={css.minimapTitle}>Spans</span>
      <svg className={css.minimapFrame} width={width} height={HEIGHT} aria-hidden="true">
        {axisTicks({ from: 0, to: total }, inner).map(({ nano, label }) => (
          <text
            key={nano}
            x={place(nano)}
            y={HEIGHT - 5}
            textAnchor={place(nano) < 30 ? 'start' : place(nano) > width - 40 ? 'end' : 'middle'}
          >
            {label}
          </text>
        ))}
        <rect x={left} y={TOP + 0.5} width={Math.max(1, right - left)} height={HEIGHT - TOP - BOTTOM} />
        <rect
          className={css.handle}
          x={left - 2}
          y={(HEIGHT + TOP - BOTTOM) / 2 - 8}
          width={4}
          height={16}
          rx={1}
        />
        <rect
          className={css.handle}
          x={right - 2}
          y={(HEIGHT + TOP - BOTTOM) / 2 - 8}
          width={4}
          height={16}
          rx={1}
        />
      </svg>
    </div>
  );
}

/** Row by row, so that a large trace is drawn over several frames. */
function* drawSpans(
  context: CanvasRenderingContext2D,
  detail: TraceDetail,
  total: number,
  width: number,
): Generator<void, void, void> {
  const scale = devicePixelRatio;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, HEIGHT);
  const colours = detail.services.map((service) => resolveColour(colourOf(service)));
  const error = resolveColour('var(--err)');
  const room = HEIGHT - TOP - BOTTOM;
  const inner = Math.max(1, Math.floor(width - 2 * SIDE));
  const rows = Math.min(detail.parent.length, Math.floor(room) - 2);
  const rowHeight = room / rows;
  const height = Math.max(1, Math.min(3, rowHeight - 0.4));
  for (let row = 0; row < rows; row++) {
    for (const { from, to, service } of minimapRuns(detail, total, row, rows, inner)) {
      context.fillStyle = service === FAILED ? error : (colours[service] ?? error);
      context.fillRect(SIDE + from, TOP + 2 + row * rowHeight * 0.94, to - from, height);
    }
    yield;
  }
}
