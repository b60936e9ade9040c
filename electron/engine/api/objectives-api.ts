import { dirname } from 'node:path';
import { TrivetError } from '../../../shared/contract/errors.ts';
import type { objectiveMethods } from '../../../shared/contract/objectives.ts';
import type { Handlers } from '../../../shared/rpc/server.ts';
import { type AskRange, budgetOver } from '../alerts/objectives/budget.ts';
import { type AskInstant, burnCourses } from '../alerts/objectives/burn-rates.ts';
import { parseObjectives } from '../alerts/objectives/objective-file.ts';
import { objectiveRulesText } from '../alerts/objectives/objective-rules.ts';
import { objectiveView } from '../alerts/objectives/objective-views.ts';
import { Objectives } from '../alerts/objectives/objectives.ts';
import { type AskSeries, offenders } from '../alerts/objectives/offenders.ts';
import type { EngineContext } from '../engine.ts';
import { flushForRange } from './series-api.ts';

const MOST_SERIES = 1_000;

/** What was promised, and how much of the budget for breaking it is left. */
export function createObjectivesApi(context: EngineContext) {
  const { store, alerts: rules, clock, settings, owned } = context;
  const ownFolder = dirname(rules.ownRulesPath);
  const objectives = owned.add(new Objectives({ rules, settings, ownFolder, now: () => clock.now() }));
  const asking = (signal: AbortSignal): { range: AskRange; instant: AskInstant } => ({
    range: (expr, grid) => store.read('promql.range', { expr, ...grid, mostSeries: 1 }, { signal }),
    instant: (expr, timeMs) => store.read('promql.instant', { expr, timeMs }, { signal }),
  });
  const methods: Handlers<{ methods: typeof objectiveMethods; streams: Record<never, never> }> = {
    'objectives.list': async (_params, { signal }) => {
      const nowMs = clock.now();
      await flushForRange(context, nowMs);
      const keptMs = settings.current.retention.metrics.maxAgeMs;
      const around = { ...asking(signal), nowMs, keptMs, rules };
      const views = [];
      // One after the other: a page of objectives is no reason to keep every reader busy.
      for (const held of objectives.all) views.push(await objectiveView(held, around));
      return { objectives: views, files: objectives.files };
    },
    'objectives.budget': async ({ id, startMs, endMs }, { signal }) => {
      const held = objectives.find(id);
      if (!held) throw new TrivetError('not_found', 'there is no such objective');
      if (endMs <= startMs) throw new TrivetError('invalid_params', 'the range ends before it starts');
      await flushForRange(context, endMs);
      const { objective } = held;
      const { range, instant } = asking(signal);
      const { timesMs, budgetLeft, good, total } = await budgetOver(objective, { startMs, endMs }, range);
      const grid = gridOf(timesMs);
      const burnRates = await burnCourses(objective, grid, range);
      const series: AskSeries = (selectors, span) =>
        store.read('promql.series', { selectors, limit: MOST_SERIES, ...span }, { signal });
      return {
        course: { timesMs, budgetLeft, burnRates, good, total },
        offenders: await offenders(objective, { startMs, endMs, instant, series }),
        rulesText: objectiveRulesText([objective]),
      };
    },
    'objectives.rules': ({ text }) => {
      const read = parseObjectives(text);
      if (!read.ok) return { text: '', errors: read.error.map(({ message, line }) => ({ message, line })) };
      return { text: objectiveRulesText(read.value.objectives), errors: [] };
    },
  };
  return { methods };
}

function gridOf(timesMs: Float64Array): { startMs: number; endMs: number; stepMs: number } {
  const [startMs = 0, second = startMs + 1] = timesMs;
  return { startMs, endMs: timesMs.at(-1) ?? startMs, stepMs: second - startMs };
}
