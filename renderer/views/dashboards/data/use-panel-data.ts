import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { TrivetError } from '../../../../shared/contract/errors.ts';
import type { Line } from '../../../../shared/dashboards/frames.ts';
import type { Panel, PanelQuery } from '../../../../shared/dashboards/model.ts';
import { useClient } from '../../../connection/ConnectionProvider.tsx';
import { Gate } from './gate.ts';
import { answerLines, type PanelAnswer } from './panel-lines.ts';
import { type PanelContext, panelQuestions, type Question } from './panel-questions.ts';

export interface PanelData {
  questions: Question[];
  lines: Line[];
  /** In Prometheus' words. */
  notes: string[];
  errors: { query: string; error: Error }[];
  /** True before the first answer. */
  loading: boolean;
  busy: boolean;
}

/** Together over all panels: the engine reads with few threads, and a dashboard has many queries. */
const gate = new Gate(10);
const MOST_SERIES = 1_000;

/** The answers to a panel's queries. Two panels that ask the same share one answer. */
export function usePanelData(
  panel: Panel,
  queries: PanelQuery[],
  context: PanelContext,
  enabled: boolean,
): PanelData {
  const client = useClient();
  const questions = useMemo(() => panelQuestions(panel, queries, context), [panel, queries, context]);
  const results = useQueries({
    queries: questions.map(({ query: { mode }, expr, startMs, endMs, stepMs }) => ({
      queryKey:
        mode === 'instant'
          ? ['dashboard', 'instant', expr, endMs]
          : ['dashboard', 'range', expr, startMs, endMs, stepMs],
      enabled: enabled && client !== null,
      placeholderData: keepPreviousData,
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 60_000,
      retry: false,
      queryFn: ({ signal }: { signal: AbortSignal }): Promise<PanelAnswer> =>
        gate.run(async () => {
          if (!client) throw new TrivetError('disconnected', 'the engine is not connected');
          if (mode === 'instant') {
            return {
              kind: 'instant',
              answer: await client.call('promql.instant', { expr, timeMs: endMs }, { signal }),
            };
          }
          const params = { expr, startMs, endMs, stepMs, mostSeries: MOST_SERIES };
          return { kind: 'range', answer: await client.call('promql.range', params, { signal }) };
        }, signal),
    })),
  });
  const stamp = results.map(({ dataUpdatedAt, error }) => `${dataUpdatedAt} ${error?.message ?? ''}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp stands for the results, which are new with every render
  const answered = useMemo(() => {
    const lines = questions.flatMap((question, i) => {
      const data = results[i]?.data;
      return data ? answerLines(question, data) : [];
    });
    const notes = results.flatMap(({ data }) =>
      data
        ? [
            ...data.answer.warnings,
            ...(data.kind === 'range' && data.answer.truncated
              ? [`only ${MOST_SERIES} series are drawn`]
              : []),
          ]
        : [],
    );
    const errors = results.flatMap(({ error }, i) =>
      error ? [{ query: questions[i]?.query.id ?? '', error }] : [],
    );
    return { lines, notes: [...new Set(notes)], errors };
  }, [questions, stamp]);
  return {
    ...answered,
    questions,
    loading: results.some(({ isLoading }) => isLoading),
    busy: results.some(({ isFetching }) => isFetching),
  };
}
