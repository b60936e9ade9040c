import type { Backtest } from '../../../shared/contract/alerts.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import type { InstantAnswer, RangeAnswer } from '../../../shared/contract/promql.ts';
import type { QueryTiming } from '../../../shared/promql/modifiers.ts';
import { faultText, parse } from '../../../shared/promql/parse.ts';
import { type BacktestParams, backtest } from '../alerts/backtest/backtest.ts';
import { storedSeries } from '../storage/metrics/stored-series.ts';
import type { StatementCache } from '../storage/session.ts';
import { instantAnswer, rangeAnswer } from './answers.ts';
import { type BaselineParams, evaluateBaseline } from './baseline.ts';
import type { Slices } from './evaluation.ts';
import { evaluateInstant, evaluateRange, type Query, type QueryOptions } from './query.ts';
import type { Selection, SeriesSamples } from './series-source.ts';

export interface QueryParams {
  expr: string;
  lookbackMs?: number | undefined;
  timeoutMs?: number | undefined;
}

/** @throws TrivetError invalid_params with the place */
function queryOf(text: string, timing: QueryTiming): Query {
  const parsed = parse(text, timing);
  if (!parsed.ok) throw new TrivetError('invalid_params', faultText(text, parsed.error));
  return { expr: parsed.value, text };
}

const optionsOf = ({ lookbackMs, timeoutMs }: QueryParams): QueryOptions => ({
  settings: lookbackMs === undefined ? {} : { lookbackMs },
  limits: timeoutMs === undefined ? {} : { timeoutMs },
});

function* queryRange(
  session: StatementCache,
  params: QueryParams & { startMs: number; endMs: number; stepMs: number; mostSeries: number },
): Slices<RangeAnswer> {
  const source = storedSeries(session);
  const timing = { stepMs: params.stepMs, rangeMs: params.endMs - params.startMs };
  const outcome = yield* evaluateRange(queryOf(params.expr, timing), source, params, optionsOf(params));
  return rangeAnswer(outcome, params.mostSeries);
}

function* queryInstant(
  session: StatementCache,
  params: QueryParams & { timeMs: number },
): Slices<InstantAnswer> {
  const { expr, timeMs } = params;
  const source = storedSeries(session);
  const query = queryOf(expr, { stepMs: 0, rangeMs: 0 });
  const outcome = yield* evaluateInstant(query, source, timeMs, optionsOf(params));
  return instantAnswer(outcome, timeMs);
}

/** Beyond it a caller is to ask in parts. */
const MOST_SAMPLES = 50_000_000;

/** The samples of series as they are stored, copied for who is on another thread. */
function* selectSeries(
  session: StatementCache,
  params: Pick<Selection, 'matchers' | 'startMs' | 'endMs'> & { hints?: Selection['hints'] },
): Slices<SeriesSamples[]> {
  let left = MOST_SAMPLES;
  const charge = (samples: number) => {
    left -= samples;
    if (left < 0) throw new TrivetError('limit', `the selection has more than ${MOST_SAMPLES} samples`);
  };
  const hints = params.hints ?? { stepMs: 0, rangeMs: 0, func: '' };
  const found = yield* storedSeries(session).select({ ...params, hints, charge });
  // Views would take the whole buffers behind them along.
  return found.map(({ labels, timesMs, values }) => ({
    labels,
    timesMs: timesMs.slice(),
    values: values.slice(),
  }));
}

const backtestStored = (session: StatementCache, params: BacktestParams): Slices<Backtest> =>
  backtest(params, storedSeries(session));

const queryBaseline = (session: StatementCache, params: BaselineParams) =>
  evaluateBaseline(storedSeries(session), params);

/**
 * Queries over series that run on the reader thread that keeps them decoded: their names begin with `promql.`.
 */
export const promqlReadQueries = {
  'promql.range': queryRange,
  'promql.instant': queryInstant,
  'promql.select': selectSeries,
  'promql.baseline': queryBaseline,
  'promql.backtest': backtestStored,
};
