import type { alertMethods } from '../../../shared/contract/alerts.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import type { Handlers } from '../../../shared/rpc/server.ts';
import { OwnRules } from '../alerts/own-rules/own-rules.ts';
import type { EngineContext } from '../engine.ts';
import { flushForRange } from './series-api.ts';

type Methods = Pick<typeof alertMethods, 'alerts.backtest' | 'alerts.saveRule' | 'alerts.removeRule'>;

/** Evaluations at most: a week every 15 s, and as much again. */
const MOST_EVALUATIONS = 80_000;

/** What rules would have done, and the rules that are made in the window. */
export function createRuleTrialHandlers(
  context: EngineContext,
): Handlers<{ methods: Methods; streams: Record<never, never> }> {
  const { store, settings, queries, alerts } = context;
  const own = new OwnRules(alerts.ownRulesPath);
  return {
    'alerts.backtest': async ({ stepMs, ...params }, { signal }) => {
      const { evaluationIntervalMs, externalLabels } = settings.current.alerts;
      const step = stepMs ?? fittingStep(params, evaluationIntervalMs);
      checkRange(params, step);
      await flushForRange(context, params.endMs);
      const { found } = await queries.count(async () => {
        const asked = { ...params, stepMs: step, externalLabels };
        const found = await store.read('promql.backtest', asked, { signal });
        return { found, stats: found.shown.stats };
      });
      return found;
    },
    'alerts.saveRule': async ({ rule, replaces }) => {
      const saved = await own.save(rule, replaces);
      await alerts.reload();
      return saved;
    },
    'alerts.removeRule': async ({ id }) => {
      const removed = await own.remove(id);
      await alerts.reload();
      return { removed };
    },
  };
}

interface Range {
  startMs: number;
  endMs: number;
}

/** The interval, or a multiple of it where the range has too many. */
const fittingStep = ({ startMs, endMs }: Range, intervalMs: number): number =>
  intervalMs * Math.max(1, Math.ceil((endMs - startMs) / intervalMs / MOST_EVALUATIONS));

/** @throws TrivetError invalid_params */
function checkRange({ startMs, endMs }: Range, stepMs: number): void {
  if (endMs < startMs) throw new TrivetError('invalid_params', 'end timestamp must not be before start time');
  if ((endMs - startMs) / stepMs <= MOST_EVALUATIONS) return;
  throw new TrivetError('invalid_params', `the range has more than ${MOST_EVALUATIONS} evaluations`, {
    cure: 'Ask for a longer step or a shorter range.',
  });
}
