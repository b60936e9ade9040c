import { useElementSize } from '@mantine/hooks';
import { useMemo } from 'react';
import { resolveColour } from '../components/colours.ts';
import { useZone } from '../time/preferences.ts';
import type { TimeWindow } from '../time/time-range.ts';
import { Chart } from './Chart.tsx';
import classes from './chart.module.css';
import type { ChartSeries } from './chart-series.ts';
import type { ChartSpan } from './chart-spans.ts';
import type { EventMark } from './event-marks.ts';
import type { Margins } from './scale.ts';
import { TimeOverlay } from './TimeOverlay.tsx';
import { timeChartOption } from './time-chart-option.ts';
import { useThemeKey } from './use-theme-key.ts';

export interface TimeChartProps {
  label: string;
  window: TimeWindow;
  series: ChartSeries[];
  kind?: 'line' | 'bars';
  format(value: number): string;
  base?: 10 | 2;
  leastMax?: number;
  limit?: number | null;
  timeLabels?: boolean;
  margins?: Margins;
  marks?: EventMark[];
  spans?: ChartSpan[];
  /** A row under the tooltip's values. */
  note?(timeMs: number): string | null;
  onBrush?(aMs: number, bMs: number): void;
}

export const CHART_MARGINS: Margins = { left: 48, right: 12, top: 10, bottom: 22 };

/** Values over time with the shared crosshair, event marks, a tooltip of text, and a brush that sets the range. */
export function TimeChart(props: TimeChartProps) {
  const { label, window, series, kind = 'line', format, base, leastMax, limit, timeLabels } = props;
  const { margins = CHART_MARGINS, marks } = props;
  const { ref, width, height } = useElementSize();
  const zone = useZone();
  const theme = useThemeKey();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes what colours stand for
  const option = useMemo(
    () =>
      timeChartOption(
        {
          window,
          series,
          kind,
          format,
          margins,
          widthPx: width,
          heightPx: height,
          zone,
          ...(base ? { base } : {}),
          ...(leastMax === undefined ? {} : { leastMax }),
          ...(limit === undefined ? {} : { limit }),
          ...(timeLabels === undefined ? {} : { timeLabels }),
        },
        resolveColour,
      ),
    [window, series, kind, format, margins, width, height, zone, base, leastMax, limit, timeLabels, theme],
  );
  return (
    <div ref={ref} className={classes.chart}>
      {width > 0 && height > 0 ? (
        <>
          <Chart option={option} width={width} height={height} label={label} />
          <TimeOverlay
            window={window}
            width={width}
            height={height}
            margins={margins}
            series={series}
            format={format}
            {...(marks ? { marks } : {})}
            {...(props.spans ? { spans: props.spans } : {})}
            {...(props.note ? { note: props.note } : {})}
            {...(props.onBrush ? { onBrush: props.onBrush } : {})}
          />
        </>
      ) : null}
    </div>
  );
}
