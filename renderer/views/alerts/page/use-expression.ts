import { useMemo } from 'react';
import type { RuleView } from '../../../../shared/contract/alerts.ts';
import type { Labels } from '../../../../shared/model/series.ts';
import { chartQuestion } from '../../../alerts/chart-question.ts';
import { ruleUnit } from '../../../alerts/rule-unit.ts';
import type { QuerySeries, Threshold } from '../../../charts/query-chart-option.ts';
import { type AnswerSeries, answerSeries } from '../../../promql/answer-series.ts';
import { useRangeQueries } from '../../../promql/use-range-queries.ts';
import { alignedWindow, type TimeWindow } from '../../../time/time-range.ts';

const POINTS = 240;
const MOST_LINES = 100;
const NO_LABELS: Labels = [];

/** The rule's expression over the window: of one alert where its labels are given, else of all it finds. */
export function useExpression(rule: RuleView, window: TimeWindow, labels: Labels = NO_LABELS) {
  const { startMs, endMs, stepMs } = alignedWindow(window, POINTS);
  const grid = useMemo(() => ({ startMs, endMs, stepMs }), [startMs, endMs, stepMs]);
  const question = useMemo(() => chartQuestion(rule.expr), [rule.expr]);
  const [left, right] = useRangeQueries([question.expr, question.against], grid);
  const answer = left?.answer ?? null;
  const against = right?.answer ?? null;
  const all = useMemo(
    () => (answer ? answerSeries([{ letter: 'A', expr: question.expr, legend: '', answer }]) : null),
    [answer, question.expr],
  );
  const own = useMemo(() => (all ? ownSeries(all, labels) : null), [all, labels]);
  const series = useMemo<QuerySeries[] | null>(() => {
    if (!own) return null;
    const other = against
      ? answerSeries([{ letter: 'B', expr: question.against ?? '', legend: '', answer: against }])
      : [];
    const limits = ownSeries(other, labels).map((each) => ({
      ...each,
      name: `limit ${each.name}`,
      colour: 'var(--err)',
      dashed: true,
    }));
    return [...own.slice(0, MOST_LINES), ...limits.slice(0, MOST_LINES)];
  }, [own, against, labels, question.against]);
  const thresholds = useMemo<Threshold[]>(
    () => (question.threshold === null ? [] : [{ value: question.threshold, colour: 'var(--err)' }]),
    [question.threshold],
  );
  return {
    grid,
    question,
    series,
    thresholds,
    unit: ruleUnit(rule.expr),
    found: all?.length ?? 0,
    error: left?.error ?? right?.error ?? null,
    busy: (left?.busy ?? false) || (right?.busy ?? false),
  };
}

/** The series whose labels the alert has; all of them where none is told apart by labels. */
export function ownSeries(series: readonly AnswerSeries[], labels: Labels): AnswerSeries[] {
  if (labels.length === 0) return [...series];
  const values = new Map(labels);
  const own = series.filter((each) =>
    each.labels.every(([name, value]) => name === '__name__' || values.get(name) === value),
  );
  return own.length > 0 ? own : [...series];
}
