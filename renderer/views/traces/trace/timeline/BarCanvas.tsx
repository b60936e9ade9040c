import { useLayoutEffect, useMemo, useRef } from 'react';
import { useThemeKey } from '../../../../charts/use-theme-key.ts';
import { colourOf, resolveColour } from '../../../../components/colours.ts';
import { type BarColours, type BarScene, drawBars } from './draw-bars.ts';
import css from './timeline.module.css';
import { PAD_LEFT, PAD_RIGHT } from './timeline-layout.ts';
import { ROW_HEIGHT } from './use-line-window.ts';

interface BarCanvasProps extends Omit<BarScene, 'colours'> {
  from: number;
  to: number;
  left: number;
}

/** The bars of the drawn rows on one canvas that scrolls with them. */
export function BarCanvas(props: BarCanvasProps) {
  const { detail, tree, path, order, lines, viewport, width, logs, from, to, left } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useThemeKey();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme decides what the variables resolve to
  const colours = useMemo(() => barColours(detail.services), [detail, theme]);
  const whole = Math.ceil(PAD_LEFT + width + PAD_RIGHT);
  const height = (to - from) * ROW_HEIGHT;
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !canvas.current) return;
    canvas.current.width = whole * devicePixelRatio;
    canvas.current.height = height * devicePixelRatio;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    drawBars(context, { detail, tree, path, order, lines, viewport, width, logs, colours }, from, to);
  }, [detail, tree, path, order, lines, viewport, width, logs, colours, from, to, whole, height]);
  return (
    <canvas
      ref={canvas}
      className={css.canvas}
      style={{ left, top: from * ROW_HEIGHT, width: whole, height }}
    />
  );
}

function barColours(services: readonly string[]): BarColours {
  return {
    services: services.map((service) => resolveColour(colourOf(service))),
    error: resolveColour('var(--err)'),
    path: resolveColour('var(--t1)'),
    text: resolveColour('var(--t2)'),
    back: resolveColour('var(--s1)'),
    mark: resolveColour('var(--accent)'),
    font: `12px ${resolveColour('var(--font-ui)')}`,
  };
}
