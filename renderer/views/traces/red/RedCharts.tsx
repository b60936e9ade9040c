import { useMemo } from 'react';
import type { RedRow, RedTable } from '../../../../shared/contract/trace-answers.ts';
import { duration, percent, quantityText, significant } from '../../../../shared/model/format.ts';
import type { Labels } from '../../../../shared/model/series.ts';
import { useSeriesSpans } from '../../../alerts/use-alert-spans.ts';
import type { ChartSeries } from '../../../charts/chart-series.ts';
import type { ChartSpan } from '../../../charts/chart-spans.ts';
import type { EventMark } from '../../../charts/event-marks.ts';
import { TimeChart } from '../../../charts/TimeChart.tsx';
import { useEventMarks } from '../../../charts/use-events.ts';
import { colourOf } from '../../../components/colours.ts';
import { Name } from '../../../components/Name.tsx';
import type { TraceSearch } from '../search/use-trace-search.ts';
import css from './red.module.css';
import { redCharts } from './red-rows.ts';

const MARGINS = { left: 56, right: 12, top: 8, bottom: 20 };
const perSecond = (value: number) => `${significant(value)} /s`;
const share = (value: number) => quantityText(percent(value));
const millis = (value: number) => quantityText(duration(value * 1e6));

/** Rate, errors and p95 of one service or operation over time, with what happened to containers. */
export function RedCharts({ table, row, search }: { table: RedTable; row: RedRow; search: TraceSearch }) {
  const charts = useMemo(() => redCharts(table, row, colourOf(row.service)), [table, row]);
  const marks = useEventMarks(search.window);
  const about = useMemo(() => [{ labels: [['service', row.service]] satisfies Labels }], [row.service]);
  const spans = useSeriesSpans(search.window, about);
  return (
    <section className={css.charts} aria-label={`${row.service} over time`}>
      <div className="pane-head">
        <Name name={row.service} className="med" />
        <span className="cut">{row.operation}</span>
        <span className="sub">drag to zoom</span>
        <span className="grow" />
        <button
          type="button"
          className="btn small"
          onClick={() => search.onlyOperation(row.service, row.operation)}
        >
          Its traces
        </button>
      </div>
      <div className={css.chartRow}>
        <Panel title="Rate" series={charts.rate} format={perSecond} {...{ search, marks, spans }} />
        <Panel
          title="Errors"
          series={charts.errors}
          format={share}
          leastMax={1}
          {...{ search, marks, spans }}
        />
        <Panel title="p95" series={charts.p95} format={millis} {...{ search, marks, spans }} />
      </div>
    </section>
  );
}

interface PanelProps {
  title: string;
  series: ChartSeries[];
  format(value: number): string;
  leastMax?: number;
  search: TraceSearch;
  marks: EventMark[];
  spans: ChartSpan[];
}

function Panel({ title, series, format, leastMax, search, marks, spans }: PanelProps) {
  return (
    <div className={css.panel}>
      <h3>{title}</h3>
      <div className={css.plot}>
        <TimeChart
          label={`${title} over time`}
          window={search.window}
          series={series}
          format={format}
          margins={MARGINS}
          marks={marks}
          spans={spans}
          onBrush={search.zoom}
          {...(leastMax === undefined ? {} : { leastMax })}
        />
      </div>
    </div>
  );
}
