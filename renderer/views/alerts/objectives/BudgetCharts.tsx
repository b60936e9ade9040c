import { type CSSProperties, useMemo } from 'react';
import type { BudgetCourse, ObjectiveView } from '../../../../shared/contract/objectives.ts';
import { QUERY_MARGINS, QueryChart, type QueryChartProps } from '../../../charts/QueryChart.tsx';
import type { Threshold } from '../../../charts/query-chart-option.ts';
import { useCall } from '../../../connection/use-call.ts';
import type { TimeWindow } from '../../../time/time-range.ts';
import { useTimeRange } from '../../../time/use-time-range.ts';
import { StateBand } from '../page/StateBand.tsx';
import { budgetLines, burnLines, goodLines } from './budget-lines.ts';
import { spansOfCourses } from './objective-spans.ts';
import { partText, windowText } from './objective-text.ts';
import css from './objectives.module.css';

interface BudgetChartsProps {
  objective: ObjectiveView;
  course: BudgetCourse;
  window: TimeWindow;
}

/** Budget left, burn rates and what was good over the range, with the states of its alerts below. */
export function BudgetCharts({ objective, course, window }: BudgetChartsProps) {
  const spans = useSpans(objective, window);
  const { target, windowMs } = objective;
  const budget = useMemo(() => budgetLines(course), [course]);
  const burn = useMemo(() => burnLines(course), [course]);
  const good = useMemo(() => goodLines(course), [course]);
  const burnLimits = useMemo(
    (): Threshold[] =>
      [...new Set(course.burnRates.map(({ threshold }) => threshold))].map((value) => ({
        value,
        colour: 'var(--err)',
      })),
    [course],
  );
  const targetLine = useMemo((): Threshold[] => [{ value: target, colour: 'var(--err)' }], [target]);
  const common = { window, spans };
  return (
    <>
      <ChartPane
        {...common}
        title="Error budget left"
        sub={`of the last ${windowText(windowMs)} at each moment`}
        label="Error budget left"
        series={budget}
        unit="percentunit"
        max={1}
        thresholds={EMPTY_BUDGET}
        tall
      />
      <StateBand window={window} spans={spans} margins={QUERY_MARGINS} />
      <div className={css.two}>
        <ChartPane
          {...common}
          title="Burn rate"
          sub="1× spends all of it in the window"
          label="Burn rates"
          series={burn}
          unit="none"
          min={0}
          thresholds={burnLimits}
          legend
        />
        <ChartPane
          {...common}
          title="Good"
          sub={`of each step, target ${partText(target)}`}
          label="Part that was good"
          series={good}
          unit="percentunit"
          max={1}
          thresholds={targetLine}
        />
      </div>
    </>
  );
}

const EMPTY_BUDGET: Threshold[] = [{ value: 0, colour: 'var(--err)' }];

interface ChartPaneProps extends QueryChartProps {
  title: string;
  sub: string;
  tall?: boolean;
  legend?: boolean;
}

function ChartPane({ title, sub, tall = false, legend = false, ...chart }: ChartPaneProps) {
  const { brush } = useTimeRange();
  const some = chart.series.some(({ values }) => values.some((value) => !Number.isNaN(value)));
  return (
    <section className={css.section} aria-label={title}>
      <div className="pane-head">
        <h2>{title}</h2>
        <span className="sub cut">{sub}</span>
        <span className="grow" />
        {legend ? (
          <span className="legend">
            {chart.series.map(({ key, name, colour }) => (
              <span key={key} data-swatch="line" style={{ '--c': colour } as CSSProperties}>
                {name}
              </span>
            ))}
          </span>
        ) : null}
      </div>
      {some ? (
        <div className={tall ? css.tallChart : css.chart}>
          <QueryChart {...chart} lineWidth={1.6} onBrush={brush} />
        </div>
      ) : (
        <p className={css.note}>Nothing was measured in this range.</p>
      )}
    </section>
  );
}

/** When its alerts were pending or firing. */
function useSpans(objective: ObjectiveView, { startMs, endMs }: TimeWindow) {
  const { name, service } = objective;
  const labels: [string, string][] = [
    ['slo', name],
    ['service', service],
  ];
  const { data } = useCall('alerts.courses', { startMs, endMs, name: 'ErrorBudgetBurn', labels, limit: 10 });
  return useMemo(() => spansOfCourses(data?.courses ?? [], endMs), [data, endMs]);
}
