import { useMemo } from 'react';
import type { Backtest, DraftRule } from '../../../../../shared/contract/alerts.ts';
import { count } from '../../../../../shared/model/format.ts';
import { chartSpans } from '../../../../alerts/alert-spans.ts';
import { chartQuestion } from '../../../../alerts/chart-question.ts';
import { ruleUnit } from '../../../../alerts/rule-unit.ts';
import { QUERY_MARGINS, QueryChart } from '../../../../charts/QueryChart.tsx';
import { answerSeries } from '../../../../promql/answer-series.ts';
import type { TimeWindow } from '../../../../time/time-range.ts';
import { StateBand } from '../../page/StateBand.tsx';
import css from '../rule.module.css';

interface TrialChartProps {
  rule: DraftRule;
  answer: Backtest;
  window: TimeWindow;
  /** Null is guessed from the expression. */
  unit: string | null;
}

/** What is compared, with the threshold, and when anything would have been pending or firing. */
export function TrialChart({ rule, answer, window, unit }: TrialChartProps) {
  const { shown, courses, threshold } = answer;
  const series = useMemo(
    () => answerSeries([{ letter: 'A', expr: chartQuestion(rule.expr).expr, legend: '', answer: shown }]),
    [rule.expr, shown],
  );
  const spans = useMemo(() => chartSpans(courses, window.endMs), [courses, window.endMs]);
  const thresholds = useMemo(
    () => (threshold === null ? [] : [{ value: threshold, colour: 'var(--err)' }]),
    [threshold],
  );
  if (series.length === 0) {
    return (
      <p className={css.note}>
        The expression finds nothing in this time. That is right where a rule waits for something that is
        seldom there, and wrong where a name or a label is not as it is written.
      </p>
    );
  }
  return (
    <>
      <div className={css.chart}>
        <QueryChart
          label={`${rule.name}: what it compares`}
          window={window}
          series={series}
          unit={unit ?? ruleUnit(rule.expr)}
          thresholds={thresholds}
          spans={spans}
          lineWidth={1.6}
        />
      </div>
      {shown.truncated ? (
        <p className={css.note}>Drawn are {count(series.length)} series, those that held longest first.</p>
      ) : null}
      <StateBand window={window} spans={spans} margins={QUERY_MARGINS} />
    </>
  );
}
