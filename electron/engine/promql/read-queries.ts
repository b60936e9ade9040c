import { TrivetError } from '../../../shared/contract/errors.ts';
import { storedSeries } from '../storage/metrics/stored-series.ts';
import type { StatementCache } from '../storage/session.ts';
import type { Selection, SeriesSamples } from './series-source.ts';

/** Beyond it a caller is to ask in parts. */
const MOST_SAMPLES = 50_000_000;

/** The samples of series as they are stored, copied for who is on another thread. */
function* selectSeries(
  session: StatementCache,
  params: Pick<Selection, 'matchers' | 'startMs' | 'endMs'> & { hints?: Selection['hints'] },
): Generator<void, SeriesSamples[], void> {
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

/**
 * Queries over series that run on the reader thread that keeps them decoded: their names begin with `promql.`.
 */
export const promqlReadQueries = { 'promql.select': selectSeries };
