import {
  type Interpolation,
  interpolateQuery,
  interpolateText,
  parseStep,
} from '../../../../shared/dashboards/interpolate.ts';
import type { Panel, PanelQuery } from '../../../../shared/dashboards/model.ts';
import type { VariableValues } from '../../../../shared/dashboards/variable-values.ts';
import { alignedWindow, type TimeWindow } from '../../../time/time-range.ts';

/** What is asked of the engine for one query of a panel. */
export interface Question {
  query: PanelQuery;
  expr: string;
  legend: string;
  startMs: number;
  endMs: number;
  stepMs: number;
  /** Added to the answer's times. */
  shiftMs: number;
}

export interface PanelContext {
  window: TimeWindow;
  variables: VariableValues;
}

/** How often samples are taken to come: Prometheus' own standard in many files, and Grafana's. */
const SCRAPE_MS = 15_000;
const WIDE_COLUMNS = 12;

/**
 * A panel's queries filled in, over whole steps: panels of one width that ask the same share the answer.
 *
 * @param queries its own, or those of the panel whose answers it draws
 */
export function panelQuestions(
  panel: Panel,
  queries: PanelQuery[],
  { window, variables }: PanelContext,
): Question[] {
  return queries
    .filter(({ hidden, expr }) => !hidden && expr.trim() !== '')
    .map((query) => {
      const grid = gridOf(panel, query, window, variables);
      const context = contextOf(grid, window, variables);
      return {
        query,
        ...grid,
        expr: interpolateQuery(query.expr, context),
        legend: interpolateText(query.legend, context),
      };
    });
}

/** For titles, links and texts. */
export const textContext = (panel: Panel, { window, variables }: PanelContext): Interpolation =>
  contextOf(gridOf(panel, null, window, variables), window, variables);

/** For what belongs to no panel: a minute's step is as good as any. */
export const pageContext = ({ window, variables }: PanelContext): Interpolation =>
  contextOf({ stepMs: 60_000 }, window, variables);

const contextOf = (
  grid: { stepMs: number },
  window: TimeWindow,
  variables: VariableValues,
): Interpolation => ({
  variables,
  times: {
    fromMs: window.startMs,
    toMs: window.endMs,
    stepMs: grid.stepMs,
    scrapeMs: SCRAPE_MS,
  },
});

function gridOf(panel: Panel, query: PanelQuery | null, window: TimeWindow, variables: VariableValues) {
  const own = stepText(panel.range, variables);
  const whole = own === null ? window : { startMs: window.endMs - own, endMs: window.endMs };
  const points = panel.grid.w > WIDE_COLUMNS ? 400 : 240;
  const aligned = alignedWindow(whole, points);
  const least = stepText(query?.step ?? '', variables) ?? stepText(panel.step, variables) ?? 0;
  const stepMs = Math.max(aligned.stepMs, Math.round(least));
  const shiftMs = stepText(panel.timeShift, variables) ?? 0;
  return {
    startMs: Math.floor(whole.startMs / stepMs) * stepMs - shiftMs,
    endMs: Math.ceil(whole.endMs / stepMs) * stepMs - shiftMs,
    stepMs,
    shiftMs,
  };
}

function stepText(text: string, variables: VariableValues): number | null {
  if (text === '') return null;
  const times = { fromMs: 0, toMs: 0, stepMs: 0, scrapeMs: SCRAPE_MS };
  return parseStep(interpolateText(text, { variables, times }));
}
