import type { CSSProperties } from 'react';
import type { ChartSeries } from '../../charts/chart-series.ts';

const NAMED = 5;

/** The first names with their colours, and how many there are besides. */
export function ChartLegend({ series, of }: { series: ChartSeries[]; of: number }) {
  const more = Math.max(of, series.length) - Math.min(series.length, NAMED);
  return (
    <span className="legend">
      {series.slice(0, NAMED).map(({ name, colour }) => (
        <span key={name} data-swatch="line" className="wide-only" style={{ '--c': colour } as CSSProperties}>
          {name}
        </span>
      ))}
      {more > 0 ? <span className="t3 wide-only">{more} more</span> : null}
    </span>
  );
}
