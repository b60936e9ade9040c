import { useLayoutEffect, useRef } from 'react';
import classes from './chart.module.css';
import { PlotPainter } from './plot-painter.ts';
import type { Plot } from './plot-paths.ts';
import type { DrawnPath } from './query-chart-option.ts';

interface PlotLayerProps {
  plot: Plot;
  /** Works the paths out as they are drawn; a new function draws anew. */
  paths: () => Iterable<DrawnPath>;
}

/** The lines of a chart, on canvases of their own between its axes and what lies over it. */
export function PlotLayer({ plot, paths }: PlotLayerProps) {
  const one = useRef<HTMLCanvasElement>(null);
  const other = useRef<HTMLCanvasElement>(null);
  const painter = useRef<PlotPainter | null>(null);
  useLayoutEffect(() => {
    if (!one.current || !other.current) return;
    const made = new PlotPainter([one.current, other.current], { ratio: devicePixelRatio });
    painter.current = made;
    return () => made.dispose();
  }, []);
  useLayoutEffect(() => {
    painter.current?.paint(paths(), plot);
  }, [paths, plot]);
  return (
    <div className={classes.plotLayer} aria-hidden="true">
      <canvas ref={one} />
      <canvas ref={other} />
    </div>
  );
}
