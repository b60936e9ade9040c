import type { CSSProperties } from 'react';
import { percent, quantityText } from '../../../../shared/model/format.ts';
import { type ChartSeries, nearestIndex } from '../../../charts/chart-series.ts';
import { useCursor } from '../../../charts/cursor.ts';
import type { TimeWindow } from '../../../time/time-range.ts';

interface LaneGutterProps {
  title: string;
  unit: string;
  series: ChartSeries[];
  window: TimeWindow;
  limit?: number | null;
  format(value: number): string;
}

/** A lane's name, and its values at the cursor; without one, the newest. */
export function LaneGutter({ title, unit, series, window, limit, format }: LaneGutterProps) {
  const cursor = useCursor(({ timeMs }) => timeMs);
  const at = (one: ChartSeries): number => {
    if (cursor !== null && cursor >= window.startMs && cursor <= window.endMs) {
      return one.values[nearestIndex(one.timesMs, cursor)] ?? Number.NaN;
    }
    return one.values.findLast((value) => !Number.isNaN(value)) ?? Number.NaN;
  };
  const first = series[0] ? at(series[0]) : Number.NaN;
  return (
    <>
      <h3>
        {title}
        <span>{unit}</span>
      </h3>
      {series.map((one) => (
        <GutterRow key={one.name} name={one.name} colour={one.colour} value={at(one)} format={format} />
      ))}
      {limit ? (
        <>
          <GutterRow name="limit" colour="var(--err)" value={limit} format={format} />
          <p style={{ '--c': 'transparent' } as CSSProperties}>
            used <b>{Number.isNaN(first) ? '—' : quantityText(percent((first / limit) * 100))}</b>
          </p>
        </>
      ) : null}
    </>
  );
}

interface GutterRowProps {
  name: string;
  colour: string;
  value: number;
  format(value: number): string;
}

export function GutterRow({ name, colour, value, format }: GutterRowProps) {
  return (
    <p style={{ '--c': colour } as CSSProperties}>
      {name} <b>{Number.isNaN(value) ? '—' : format(value)}</b>
    </p>
  );
}
