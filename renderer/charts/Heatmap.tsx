import { useElementSize } from '@mantine/hooks';
import { useMemo } from 'react';
import { unitFormatter } from '../../shared/dashboards/units.ts';
import { resolveColour } from '../components/colours.ts';
import { secondText } from '../time/clock-text.ts';
import { useZone } from '../time/preferences.ts';
import type { TimeWindow } from '../time/time-range.ts';
import { Chart } from './Chart.tsx';
import { type ChartDot, ChartDots } from './ChartDots.tsx';
import { TooltipBox } from './ChartTooltip.tsx';
import classes from './chart.module.css';
import { nearestIndex } from './chart-series.ts';
import type { EventMark } from './event-marks.ts';
import type { HeatmapData } from './heatmap-cells.ts';
import { heatmapOption, heatmapPlot } from './heatmap-option.ts';
import { type Plot, plotHeight } from './plot-paths.ts';
import { QUERY_MARGINS } from './QueryChart.tsx';
import { type Margins, timeAt } from './scale.ts';
import { type ChartPointer, TimeOverlay } from './TimeOverlay.tsx';
import { useThemeKey } from './use-theme-key.ts';

export interface HeatmapProps {
  label: string;
  window: TimeWindow;
  data: HeatmapData;
  /** Unit of the buckets' bounds, and of what is counted in them. */
  unit?: string;
  countUnit?: string;
  margins?: Margins;
  marks?: EventMark[];
  /** Their value is in the unit of the bounds. */
  dots?: ChartDot[];
  onBrush?(aMs: number, bMs: number): void;
}

/** Buckets of a histogram over time, with the shared crosshair and brush. */
export function Heatmap(props: HeatmapProps) {
  const { ref, width, height } = useElementSize();
  return (
    <div ref={ref} className={classes.chart}>
      {width > 0 && height > 0 ? <SizedHeatmap {...props} width={width} height={height} /> : null}
    </div>
  );
}

function SizedHeatmap(props: HeatmapProps & { width: number; height: number }) {
  const { label, window, data, width, height, unit = 'short', countUnit = 'short', marks, onBrush } = props;
  const { margins = QUERY_MARGINS, dots } = props;
  const zone = useZone();
  const theme = useThemeKey();
  const format = useMemo(() => unitFormatter(unit), [unit]);
  const countText = useMemo(() => unitFormatter(countUnit), [countUnit]);
  const { plot, option } = useMemo(() => {
    const frame = heatmapPlot(data, { window, margins, widthPx: width, heightPx: height });
    return { plot: frame, option: { ...heatmapOption(data, frame, zone, format, resolveColour), theme } };
  }, [data, window, margins, width, height, zone, format, theme]);
  return (
    <div>
      <Chart option={option} width={width} height={height} label={label} />
      <TimeOverlay
        window={window}
        width={width}
        height={height}
        margins={margins}
        series={[]}
        format={format}
        tooltip={(pointer) => (
          <CellTooltip data={data} plot={plot} pointer={pointer} format={format} countText={countText} />
        )}
        {...(marks ? { marks } : {})}
        {...(onBrush ? { onBrush } : {})}
      />
      {dots ? <ChartDots dots={onRows(dots, data)} plot={plot} format={format} /> : null}
    </div>
  );
}

interface CellTooltipProps {
  data: HeatmapData;
  plot: Plot;
  pointer: ChartPointer;
  format(value: number): string;
  countText(value: number): string;
}

function CellTooltip({ data, plot, pointer, format, countText }: CellTooltipProps) {
  const zone = useZone();
  const timeMs = timeAt(pointer.x, plot.window, plot.widthPx, plot.margins);
  const height = plotHeight(plot) / Math.max(1, data.rows.length);
  const row = data.rows[Math.floor((plot.heightPx - plot.margins.bottom - pointer.y) / height)];
  if (!row) return null;
  const value = row.values[nearestIndex(data.timesMs, timeMs)] ?? Number.NaN;
  const from = Number.isFinite(row.from) ? format(row.from) : '';
  return (
    <TooltipBox pointer={pointer} rows={1} head={<span>{secondText(timeMs, zone)}</span>}>
      <div className={classes.reading}>
        <span>{Number.isFinite(row.to) ? `${from} to ${format(row.to)}` : `over ${from}`}</span>
        <b>{countText(value)}</b>
      </div>
    </TooltipBox>
  );
}

/** A value's place among the rows: which one it falls into, and how far up in it. */
function onRows(dots: ChartDot[], { rows }: HeatmapData): ChartDot[] {
  return dots.map((dot) => {
    const at = rows.findIndex(({ to }) => dot.value <= to);
    if (at < 0) return { ...dot, value: rows.length };
    const { from, to } = rows[at] as { from: number; to: number };
    const low = Number.isFinite(from) ? from : 0;
    const part = Number.isFinite(to) ? (dot.value - low) / (to - low) : 0.5;
    return { ...dot, value: at + Math.min(Math.max(part, 0), 1) };
  });
}
