import { exactText } from '../time/clock-text.ts';
import { useZone } from '../time/preferences.ts';
import classes from './chart.module.css';
import { type Plot, yOf } from './plot-paths.ts';
import { xAt } from './scale.ts';

/** One measured example, put on its place in the chart; opening it leads to what it came from. */
export interface ChartDot {
  key: string;
  timeMs: number;
  value: number;
  /** What it is of: a trace's id, its labels. */
  text: string;
  onOpen: (() => void) | null;
}

const MOST = 200;

/** Dots over a chart. Those above the axis stand at its upper edge, for a slow request must not be missed. */
export function ChartDots({
  dots,
  plot,
  format,
}: {
  dots: ChartDot[];
  plot: Plot;
  format(value: number): string;
}) {
  const zone = useZone();
  const { window, margins, heightPx } = plot;
  return dots
    .filter(({ timeMs }) => timeMs >= window.startMs && timeMs <= window.endMs)
    .slice(-MOST)
    .map(({ key, timeMs, value, text, onOpen }) => {
      const y = Math.min(Math.max(yOf(plot, value), margins.top), heightPx - margins.bottom);
      const title = `${format(value)}, ${exactText(timeMs, zone)}, ${text}`;
      const style = { left: xAt(timeMs, window, plot.widthPx, margins), top: y };
      return onOpen ? (
        <button
          key={key}
          type="button"
          className={classes.dot}
          style={style}
          title={title}
          aria-label={`Exemplar ${title}`}
          onClick={(event) => {
            event.stopPropagation();
            onOpen();
          }}
        />
      ) : (
        <span key={key} className={classes.dot} style={style} title={title} />
      );
    });
}
