import { TrivetError } from '../../../shared/contract/errors.ts';
import type { promqlMethods } from '../../../shared/contract/promql.ts';
import type { Matcher } from '../../../shared/model/series.ts';
import type { Expr } from '../../../shared/promql/ast.ts';
import { patternFault } from '../../../shared/promql/matcher-pattern.ts';
import { faultText, parse } from '../../../shared/promql/parse.ts';
import type { Handlers } from '../../../shared/rpc/server.ts';
import type { EngineContext } from '../engine.ts';
import { metricFamilies } from '../metrics/metric-families.ts';

const MOST_EXEMPLARS = 10_000;
/** A range that ends so near to now, or behind it, wants what was just measured. */
const PRESENT_MS = 10_000;

type SeriesMethods = Pick<
  typeof promqlMethods,
  | 'promql.exemplars'
  | 'metrics.families'
  | 'metrics.series'
  | 'metrics.labelNames'
  | 'metrics.labelValues'
  | 'metrics.cardinality'
>;

/** Stores what waits where a query reaches the present, so that it sees what was just added. */
export async function flushForRange(
  { metrics, clock }: Pick<EngineContext, 'metrics' | 'clock'>,
  endMs: number,
): Promise<void> {
  if (endMs >= clock.now() - PRESENT_MS) await metrics.flush();
}

/** What there is to query: metrics, series, labels and exemplars. */
export function createSeriesHandlers(
  context: Pick<EngineContext, 'store' | 'metrics' | 'clock'>,
): Handlers<{ methods: SeriesMethods; streams: Record<never, never> }> {
  const { store, metrics } = context;
  return {
    'promql.exemplars': async ({ expr, ...range }, { signal }) => {
      await flushForRange(context, range.endMs);
      const selectors = selectorsOf(expr);
      if (selectors.length === 0) return [];
      return store.read('promql.exemplars', { selectors, limit: MOST_EXEMPLARS, ...range }, { signal });
    },
    'metrics.families': async ({ type, limit, ...range }, { signal }) => {
      await flushForRange(context, range.endMs);
      const { names, metadata } = await store.read('promql.metricNames', range, { signal });
      const families = metricFamilies(names, new Map(metadata));
      return families.filter((family) => type === undefined || family.type === type).slice(0, limit);
    },
    'metrics.series': async (params, { signal }) => {
      checkPatterns(params.selectors);
      await flushForRange(context, params.endMs);
      return store.read('promql.series', params, { signal });
    },
    'metrics.labelNames': async (params, { signal }) => {
      checkPatterns(params.selectors);
      await flushForRange(context, params.endMs);
      return store.read('promql.labelNames', params, { signal });
    },
    'metrics.labelValues': async (params, { signal }) => {
      checkPatterns(params.selectors);
      await flushForRange(context, params.endMs);
      return store.read('promql.labelValues', params, { signal });
    },
    'metrics.cardinality': async ({ top }, { signal }) => ({
      ...(await store.read('promql.cardinality', { top }, { signal })),
      refused: metrics.refused,
    }),
  };
}

/** @throws TrivetError invalid_params */
function checkPatterns(selectors: readonly (readonly Matcher[])[]): void {
  for (const { op, value } of selectors.flat()) {
    const fault = op === '=~' || op === '!~' ? patternFault(value) : null;
    if (fault) throw new TrivetError('invalid_params', fault);
  }
}

/** The matchers of every selector of a query. @throws TrivetError invalid_params */
function selectorsOf(text: string): Matcher[][] {
  const parsed = parse(text);
  if (!parsed.ok) throw new TrivetError('invalid_params', faultText(text, parsed.error));
  return [...selectorsIn(parsed.value)];
}

function* selectorsIn(expr: Expr): Generator<Matcher[], void, void> {
  switch (expr.kind) {
    case 'selector':
      yield expr.matchers;
      return;
    case 'matrix':
      yield expr.selector.matchers;
      return;
    case 'call':
      for (const arg of expr.args) yield* selectorsIn(arg);
      return;
    case 'binary':
      yield* selectorsIn(expr.lhs);
      yield* selectorsIn(expr.rhs);
      return;
    case 'number':
    case 'string':
      return;
    case 'aggregation':
      if (expr.param) yield* selectorsIn(expr.param);
      yield* selectorsIn(expr.expr);
      return;
    default:
      yield* selectorsIn(expr.expr);
  }
}
