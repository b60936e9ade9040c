import { z } from 'zod';
import type { Label, Labels } from '../model/series.ts';
import type { AlertFileView } from './alerts.ts';
import { rangeMs } from './common.ts';
import { method } from './define.ts';

export interface BurnRate {
  longMs: number;
  shortMs: number;
  /** How many times faster than the whole window allows; an alert where both windows are above `threshold`. */
  long: number | null;
  short: number | null;
  threshold: number;
  severity: string;
  firing: boolean;
}

export interface ObjectiveView {
  /** Of its file and name. */
  id: string;
  name: string;
  displayName: string;
  description: string;
  service: string;
  file: string;
  line: number;
  kind: 'availability' | 'latency' | 'ratio';
  /** Part of what must be good, below 1. */
  target: number;
  windowMs: number;
  /** Part that was good; null where nothing was measured. */
  good: number | null;
  /** Part of the budget that is left; below 0 when it is overspent. */
  budgetLeft: number | null;
  /** Since when there is data to judge by: a window that is longer than that says so. */
  dataSinceMs: number | null;
  burnRates: BurnRate[];
  labels: Label[];
  /** Budget left over the last window, for a small chart. */
  trend: { timesMs: Float64Array; budgetLeft: Float64Array };
  /** Ids of the rules that were generated. */
  ruleIds: string[];
  /** What is to be known of its alerts and its budget, in sentences. */
  notes: string[];
  error: string | null;
}

export interface BudgetCourse {
  timesMs: Float64Array;
  /** Part of the budget left at each step; NaN where nothing was measured. */
  budgetLeft: Float64Array;
  /** One for each long window that an alert has. */
  burnRates: { windowMs: number; threshold: number; severity: string; values: Float64Array }[];
  /** Events during each step. */
  good: Float64Array;
  total: Float64Array;
}

/** What spent most of the budget, with where to look. */
export interface Offender {
  labels: Labels;
  bad: number;
  total: number;
  /** Part of everything bad. */
  share: number;
  /** Paths of views: traces and logs of the same time. */
  tracesPath: string | null;
  logsPath: string | null;
}

export const objectiveMethods = {
  'objectives.list': method<{ objectives: ObjectiveView[]; files: AlertFileView[] }>()(z.object({})),
  'objectives.budget': method<{
    course: BudgetCourse;
    /** Grouped by label, the worst of each first. */
    offenders: Offender[];
    /** Of this objective, as a rule file. */
    rulesText: string;
  }>()(z.object({ id: z.string().min(1).max(64), ...rangeMs })),
  /** The rules that the text of a file of objectives would make, as a rule file. */
  'objectives.rules': method<{ text: string; errors: AlertFileView['errors'] }>()(
    z.object({ text: z.string().max(2 ** 20) }),
  ),
};
