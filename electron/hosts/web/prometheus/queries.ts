import type { QueryNotes } from '../../../../shared/contract/promql.ts';
import { pretty } from '../../../../shared/promql/print.ts';
import { typeOf } from '../../../../shared/promql/type-check.ts';
import type { LocalClient } from '../local-client.ts';
import type { Answer, Asked } from './answer.ts';
import { ApiError, badParameter } from './api-error.ts';
import { limit, lookback, query, range, steps, timeOr, timeout } from './parameters.ts';
import { instantJson, labelsJson, list, matrixJson, timeJson, valueText } from './value-json.ts';

/** Series of a range query. */
const MOST_SERIES = 100_000;
const TRUNCATED = 'results truncated due to limit';

/** `/query`, `/query_range`, `/query_exemplars` and `/format_query`. */
export class Queries {
  readonly #client: LocalClient;
  readonly #now: () => number;

  constructor(client: LocalClient, now: () => number) {
    this.#client = client;
    this.#now = now;
  }

  async instant({ parameters, signal }: Asked): Promise<Answer> {
    const most = limit(parameters) || Number.POSITIVE_INFINITY;
    const timeMs = timeOr(parameters, 'time', this.#now());
    const { expr } = query(parameters, { timing: { stepMs: 0, rangeMs: 0 } });
    const answer = await this.#client.call(
      'promql.instant',
      { expr, timeMs, lookbackMs: lookback(parameters), timeoutMs: timeout(parameters) },
      { signal },
    );
    const all = answer.type === 'vector' ? answer.samples.length : 0;
    const count = answer.type === 'matrix' ? answer.series.length : all;
    const bracketed = answer.type === 'vector' || answer.type === 'matrix';
    const [open, close] = bracketed ? ['[', ']'] : ['', ''];
    return {
      text: resultText(answer.type, open, instantJson(answer, most), close, statsOf(parameters, answer)),
      ...notesOf(answer, count > most),
    };
  }

  async range({ parameters, signal }: Asked): Promise<Answer> {
    const most = limit(parameters) || Number.POSITIVE_INFINITY;
    const grid = steps(parameters);
    const timing = { stepMs: grid.stepMs, rangeMs: grid.endMs - grid.startMs };
    const { expr, ast } = query(parameters, { timing });
    const type = typeOf(ast);
    if (type !== 'scalar' && type !== 'vector') {
      const got = type === 'matrix' ? 'range vector' : type;
      const reason = `invalid expression type "${got}" for range query, must be Scalar or instant Vector`;
      throw badParameter('query', reason);
    }
    const answer = await this.#client.call(
      'promql.range',
      {
        expr,
        ...grid,
        lookbackMs: lookback(parameters),
        timeoutMs: timeout(parameters),
        mostSeries: MOST_SERIES,
      },
      { signal },
    );
    return {
      text: resultText('matrix', '[', matrixJson(answer, most), ']', statsOf(parameters, answer)),
      ...notesOf(answer, answer.truncated || answer.series.length > most),
    };
  }

  async exemplars({ parameters, signal }: Asked): Promise<Answer> {
    const asked = range(parameters);
    if (asked.endMs < asked.startMs) {
      throw new ApiError('bad_data', 'end timestamp must not be before start timestamp');
    }
    const { expr } = query(parameters, { named: false });
    const found = await this.#client.call('promql.exemplars', { expr, ...asked }, { signal });
    const members = found.map(({ labels, exemplars }) => {
      const each = exemplars.map(
        ({ labels: own, value, timeMs }) =>
          `{"labels":${labelsJson(own)},"value":"${valueText(value)}","timestamp":${timeJson(timeMs)}}`,
      );
      return `{"seriesLabels":${labelsJson(labels)},"exemplars":[${each.join(',')}]}`;
    });
    return { text: ['[', ...list(members), ']'] };
  }

  format({ parameters }: Asked): Answer {
    return { data: pretty(query(parameters, { timing: null }).ast) };
  }
}

function* resultText(
  type: string,
  open: string,
  result: Iterable<string>,
  close: string,
  stats: string,
): Generator<string, void, void> {
  yield `{"resultType":"${type}","result":${open}`;
  yield* result;
  yield `${close}${stats}}`;
}

const notesOf = ({ warnings, infos }: QueryNotes, truncated: boolean) => ({
  warnings: truncated ? [...warnings, TRUNCATED] : warnings,
  infos,
});

/** Of the times only the whole is known, which is that of the evaluation. */
function statsOf(parameters: URLSearchParams, { stats }: QueryNotes): string {
  if (!parameters.get('stats')) return '';
  const seconds = stats.elapsedMs / 1000;
  const timings = {
    evalTotalTime: seconds,
    resultSortTime: 0,
    queryPreparationTime: 0,
    innerEvalTime: seconds,
    execQueueTime: 0,
    execTotalTime: seconds,
  };
  const samples = { totalQueryableSamples: stats.samplesRead, peakSamples: stats.peakSamples };
  return `,"stats":${JSON.stringify({ timings, samples })}`;
}
