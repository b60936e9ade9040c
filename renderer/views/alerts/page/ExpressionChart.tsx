import type { RuleView } from '../../../../shared/contract/alerts.ts';
import { count } from '../../../../shared/model/format.ts';
import type { Labels } from '../../../../shared/model/series.ts';
import { alertValueText } from '../../../alerts/rule-unit.ts';
import type { ChartSpan } from '../../../charts/chart-spans.ts';
import { QUERY_MARGINS, QueryChart } from '../../../charts/QueryChart.tsx';
import { useEventMarks } from '../../../charts/use-events.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { LoadingBar, Skeleton } from '../../../components/LoadingBar.tsx';
import { useTimeRange } from '../../../time/use-time-range.ts';
import css from './page.module.css';
import { StateBand } from './StateBand.tsx';
import type { useExpression } from './use-expression.ts';

interface ExpressionChartProps {
  rule: RuleView;
  expression: ReturnType<typeof useExpression>;
  spans: ChartSpan[];
  /** Given, the lines are those of one alert. */
  labels: Labels | null;
}

/** What the rule compares over time, with its threshold, its states and what happened to containers. */
export function ExpressionChart({ rule, expression, spans, labels }: ExpressionChartProps) {
  const { brush } = useTimeRange();
  const { grid, question, series, thresholds, unit, found, error, busy } = expression;
  const marks = useEventMarks(grid);
  const shown = series?.filter(({ dashed }) => !dashed).length ?? 0;
  return (
    <section className={css.section} aria-label="Value over time">
      <div className="pane-head">
        <h2>Value over time</h2>
        <span className="sub cut">
          {labels !== null && shown < found
            ? `of this alert; the expression has ${count(found)} series`
            : shown > 1
              ? `${count(shown)} series`
              : ''}
        </span>
        <span className="grow" />
        {question.threshold === null ? null : (
          <span className="legend">
            <span data-swatch="line" className={css.thresholdKey}>
              threshold {question.op} {alertValueText(question.threshold, rule.expr)}
            </span>
          </span>
        )}
      </div>
      <LoadingBar active={busy} />
      {error && !series ? <ErrorNote error={error} what="The expression" /> : null}
      {!series && !error ? <Skeleton rows={4} /> : null}
      {series && shown === 0 ? (
        <p className={css.note}>
          The expression found nothing in this range. That is right where a rule waits for something that is
          seldom there, and wrong where a metric's name or label has changed.
        </p>
      ) : null}
      {series && shown > 0 ? (
        <div className={css.chart}>
          <QueryChart
            label={`${rule.name}: ${question.expr}`}
            window={grid}
            series={series}
            unit={unit}
            thresholds={thresholds}
            lineWidth={1.6}
            marks={marks}
            spans={spans}
            onBrush={brush}
          />
        </div>
      ) : null}
      <StateBand window={grid} spans={spans} margins={QUERY_MARGINS} />
    </section>
  );
}
