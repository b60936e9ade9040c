import type { BudgetCourse } from '../../../../shared/contract/objectives.ts';
import type { QuerySeries } from '../../../charts/query-chart-option.ts';
import { windowText } from './objective-text.ts';

const line = (course: BudgetCourse, name: string, colour: string, values: Float64Array): QuerySeries => ({
  key: name,
  name,
  colour,
  timesMs: course.timesMs,
  values,
});

export const budgetLines = (course: BudgetCourse): QuerySeries[] => [
  line(course, 'budget left', 'var(--accent)', course.budgetLeft),
];

/** Part that was good during each step; none where nothing came. */
export const goodLines = (course: BudgetCourse): QuerySeries[] => [
  line(
    course,
    'good',
    'var(--accent)',
    course.good.map((good, i) => {
      const total = course.total[i] ?? 0;
      return total > 0 ? good / total : Number.NaN;
    }),
  ),
];

const COLOURS = ['var(--c1)', 'var(--c2)', 'var(--c3)', 'var(--c4)'];

export const burnLines = (course: BudgetCourse): QuerySeries[] =>
  course.burnRates.map(({ windowMs, values }, i) =>
    line(course, `over ${windowText(windowMs)}`, COLOURS[i % COLOURS.length] ?? 'var(--c1)', values),
  );
