import { useMemo } from 'react';
import type { RedRow, RedTable } from '../../../../shared/contract/trace-answers.ts';
import { duration, percent, quantityText, significant } from '../../../../shared/model/format.ts';
import type { ChartSeries } from '../../../charts/chart-series.ts';
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
        <Panel title="Rate" series={charts.rate} format={perSecond} {...{ search, marks }} />
        <Panel title="Errors" series={charts.errors} format={share} leastMax={1} {...{ search, marks }} />
        <Panel title="p95" series={charts.p95} format={millis} {...{ search, marks }} />
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
}

function Panel({ title, series, format, leastMax, search, marks }: PanelProps) {
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
          onBrush={search.zoom}
          {...(leastMax === undefined ? {} : { leastMax })}
        />
      </div>
    </div>
  );
}
