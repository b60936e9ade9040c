import { useElementSize } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { unitBase, unitFormatter } from '../../shared/dashboards/units.ts';
import { resolveColour } from '../components/colours.ts';
import { useZone } from '../time/preferences.ts';
import type { TimeWindow } from '../time/time-range.ts';
import { Chart } from './Chart.tsx';
import { type ChartDot, ChartDots } from './ChartDots.tsx';
import classes from './chart.module.css';
import type { ChartSpan } from './chart-spans.ts';
import type { EventMark } from './event-marks.ts';
import { nearestLine } from './nearest-line.ts';
import { PlotLayer } from './PlotLayer.tsx';
import { plotPoints, svgPath } from './plot-paths.ts';
import {
  type ChartBand,
  layersOf,
  plotOf,
  type QueryChartKind,
  type QueryChartSpec,
  type QuerySeries,
  queryChartOption,
  queryPaths,
  type Threshold,
} from './query-chart-option.ts';
import type { Margins } from './scale.ts';
import { TimeOverlay } from './TimeOverlay.tsx';
import { useThemeKey } from './use-theme-key.ts';

export interface QueryChartProps {
  label: string;
  window: TimeWindow;
  /** Kept by the caller from drawing to drawing: a new array draws the chart anew. */
  series: QuerySeries[];
  kind?: QueryChartKind;
  /** A unit id of shared/dashboards/units.ts. */
  unit?: string;
  decimals?: number | null;
  min?: number | null;
  max?: number | null;
  log?: boolean;
  thresholds?: Threshold[];
  /** Kept by the caller, as the series are. */
  bands?: ChartBand[];
  fill?: number;
  lineWidth?: number;
  timeLabels?: boolean;
  margins?: Margins;
  marks?: EventMark[];
  spans?: ChartSpan[];
  dots?: ChartDot[];
  /** Key of the series that stands out, chosen elsewhere: a legend's row under the pointer, say. */
  highlighted?: string | null;
  onHighlight?(key: string | null): void;
  onPick?(series: QuerySeries): void;
  onBrush?(aMs: number, bMs: number): void;
}

export const QUERY_MARGINS: Margins = { left: 64, right: 12, top: 10, bottom: 22 };
const NO_THRESHOLDS: Threshold[] = [];
const NO_BANDS: ChartBand[] = [];

/**
 * The answer of a query over time: lines, a stack or bars, with the shared crosshair, event marks and brush. The
 * line under the pointer stands out by what is laid over the chart; the chart itself is not drawn again for it.
 */
export function QueryChart(props: QueryChartProps) {
  const { ref, width, height } = useElementSize();
  const ready = width > 0 && height > 0;
  return (
    <div ref={ref} className={classes.chart}>
      {ready ? <SizedChart {...props} width={width} height={height} /> : null}
    </div>
  );
}

function SizedChart(props: QueryChartProps & { width: number; height: number }) {
  const { label, window, series, width, height, unit = 'short', decimals = null, marks, onBrush } = props;
  const {
    kind = 'line',
    min = null,
    max = null,
    log = false,
    fill = 0,
    lineWidth = 1.4,
    timeLabels = true,
  } = props;
  const { margins = QUERY_MARGINS, thresholds = NO_THRESHOLDS, bands = NO_BANDS } = props;
  const zone = useZone();
  const theme = useThemeKey();
  const format = useMemo(() => unitFormatter(unit, { decimals }), [unit, decimals]);
  const [own, setOwn] = useState<string | null>(null);
  const { plot, layers, option, paths } = useMemo(() => {
    const spec: QueryChartSpec = {
      window,
      series,
      kind,
      margins,
      zone,
      format,
      min,
      max,
      log,
      thresholds,
      bands,
      fill,
      lineWidth,
      timeLabels,
      widthPx: width,
      heightPx: height,
      base: unitBase(unit),
    };
    const stacked = layersOf(spec);
    const frame = plotOf(spec, stacked);
    // Colours are looked up here, so the theme must be among what this depends on.
    return {
      plot: frame,
      layers: stacked,
      option: { ...queryChartOption(spec, frame, resolveColour), theme },
      paths: () => queryPaths(spec, frame, stacked, resolveColour),
    };
  }, [
    window,
    series,
    kind,
    margins,
    zone,
    format,
    unit,
    min,
    max,
    log,
    thresholds,
    bands,
    fill,
    lineWidth,
    timeLabels,
    width,
    height,
    theme,
  ]);
  const standsOut = props.highlighted ?? own;
  const out = standsOut === null ? undefined : series.find(({ key }) => key === standsOut);
  const highlight = (key: string | null) => {
    if (key === own) return;
    setOwn(key);
    props.onHighlight?.(key);
  };
  return (
    <div
      className={out && series.length > 1 && !layers ? classes.faint : undefined}
      onClick={() => out && own !== null && props.onPick?.(out)}
      onKeyDown={undefined}
      role="presentation"
    >
      <Chart option={option} width={width} height={height} label={label} />
      <PlotLayer plot={plot} paths={paths} />
      <TimeOverlay
        window={window}
        width={width}
        height={height}
        margins={margins}
        series={series}
        format={format}
        near={out?.name ?? null}
        onPointer={(at) => highlight(at && (nearestLine(series, layers, plot, at)?.key ?? null))}
        {...(marks ? { marks } : {})}
        {...(props.spans ? { spans: props.spans } : {})}
        {...(onBrush ? { onBrush } : {})}
      >
        {out && !layers ? (
          <path
            d={svgPath(plotPoints(out.timesMs, out.values, plot))}
            fill="none"
            stroke={out.colour}
            strokeWidth={2}
            strokeLinejoin="round"
            strokeLinecap="round"
          />
        ) : null}
      </TimeOverlay>
      {props.dots ? <ChartDots dots={props.dots} plot={plot} format={format} /> : null}
    </div>
  );
}
