import type { CSSProperties } from 'react';
import { count } from '../../shared/model/format.ts';
import type { ChartSeries } from './chart-series.ts';

/** Names with their totals. */
export function LevelLegend({ series }: { series: ChartSeries[] }) {
  return (
    <span className="legend">
      {series.map(({ name, colour, values }) => (
        <span key={name} data-swatch="box" style={{ '--c': colour } as CSSProperties}>
          {name} {count(values.reduce((sum, value) => sum + value, 0))}
        </span>
      ))}
    </span>
  );
}
