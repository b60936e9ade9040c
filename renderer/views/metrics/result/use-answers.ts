import { useMemo } from 'react';
import type { RangeAnswer } from '../../../../shared/contract/promql.ts';
import { parse } from '../../../../shared/promql/parse.ts';
import { type AnswerSeries, answerSeries, pastSeries } from '../../../promql/answer-series.ts';
import {
  type QueryRun,
  type Stopping,
  useRangeQueries,
  useStopping,
} from '../../../promql/use-range-queries.ts';
import type { Past } from '../query/explore-state.ts';
import type { AskedQuery, Explore } from '../use-explore.ts';

const DAY_MS = 86_400_000;

export interface Answers {
  runs: (QueryRun<RangeAnswer> & AskedQuery)[];
  /** Null before the first answer. */
  series: AnswerSeries[] | null;
  /** Drawn dashed; empty without a comparison. */
  past: AnswerSeries[];
  busy: boolean;
  stopping: Stopping;
}

/** How far back the comparison lies; never so near that the two overlap. */
export function pastMs(past: Past, lengthMs: number): number {
  const wanted = past === '1d' ? DAY_MS : past === '1w' ? 7 * DAY_MS : 0;
  return wanted === 0 ? lengthMs : wanted;
}

/** The answers of all queries as lines, and those of an earlier time. */
export function useAnswers({ queries, grid, state, described }: Explore): Answers {
  const question = JSON.stringify([queries, grid.endMs - grid.startMs, state.past]);
  const stopping = useStopping(question);
  const exprs = askable(queries).map((expr) => (stopping.stopped ? null : expr));
  const found = useRangeQueries(exprs, grid);
  const byMs = state.past === null ? 0 : pastMs(state.past, grid.endMs - grid.startMs);
  const before = useRangeQueries(state.past === null ? [] : exprs, {
    startMs: grid.startMs - byMs,
    endMs: grid.endMs - byMs,
    stepMs: grid.stepMs,
  });
  const runs = queries.map((query, i) => ({ ...(found[i] as QueryRun<RangeAnswer>), ...query }));
  const series = useLines(queries, found, described);
  const earlier = useLines(queries, before, described);
  const past = useMemo(
    () => (earlier && series ? pastSeries(earlier, series, byMs) : []),
    [earlier, series, byMs],
  );
  return { runs, series, past, busy: [...found, ...before].some(({ busy }) => busy), stopping };
}

/** Null for what is empty or cannot be read, which is said where it is written. */
export const askable = (queries: readonly AskedQuery[]): (string | null)[] =>
  queries.map(({ expr }) => (expr.trim() !== '' && parse(expr).ok ? expr : null));

/** Made anew only when an answer is another, so that nothing is drawn again for a query that is under way. */
function useLines(
  queries: AskedQuery[],
  runs: QueryRun<RangeAnswer>[],
  described: (metric: string) => string,
): AnswerSeries[] | null {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answers are what the lines are made of
  return useMemo(() => {
    const answers = runs.flatMap(({ answer, expr }, i) => {
      const query = queries[i];
      return answer && query ? [{ letter: query.letter, legend: query.legend, expr, answer }] : [];
    });
    return answers.length === 0 ? null : answerSeries(answers, described);
  }, [queries.map(({ letter, legend }) => letter + legend).join(), described, ...spread(runs)]);
}

/** A list of dependencies must not change its length. */
const spread = (runs: QueryRun<RangeAnswer>[]): (RangeAnswer | null)[] =>
  Array.from({ length: 26 }, (_, i) => runs[i]?.answer ?? null);
