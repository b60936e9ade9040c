import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { baselineText } from '../../shared/alerts/baseline-text.ts';
import type { Baseline } from '../../shared/contract/baseline.ts';
import { TrivetError } from '../../shared/contract/errors.ts';
import { type Labels, seriesKey } from '../../shared/model/series.ts';
import type { ChartBand } from '../charts/query-chart-option.ts';
import { useClient } from '../connection/ConnectionProvider.tsx';
import type { RangeGrid } from './use-range-queries.ts';

/** A line of a chart, with the place of its query among those asked. */
export interface BandedLine {
  query: number;
  key: string;
  labels: Labels;
  colour: string;
}

export interface Bands {
  bands: ChartBand[];
  /** What they were made of, or why there are none; null while that is not known. */
  text: string | null;
  busy: boolean;
}

const MOST_SERIES = 12;
const MOST_STEPS = 2_000;
/** What was usual on days before does not change from second to second. */
const STALE_MS = 60_000;

/** What is usual for the lines of queries; null stands for a query that is not to be asked. */
export function useBaselines(exprs: (string | null)[], grid: RangeGrid, lines: readonly BandedLine[]): Bands {
  const client = useClient();
  const { startMs, endMs, stepMs: drawnMs } = grid;
  const stepMs = Math.max(1_000, drawnMs, Math.ceil((endMs - startMs) / MOST_STEPS));
  const results = useQueries({
    queries: exprs.map((expr) => ({
      queryKey: ['metrics.baseline', { expr, startMs, endMs, stepMs }],
      enabled: client !== null && expr !== null,
      placeholderData: keepPreviousData,
      staleTime: STALE_MS,
      retry: false,
      queryFn: ({ signal }: { signal: AbortSignal }): Promise<Baseline> => {
        if (!client || expr === null) throw new TrivetError('disconnected', 'the engine is not connected');
        return client.call(
          'metrics.baseline',
          { expr, startMs, endMs, stepMs, mostSeries: MOST_SERIES },
          { signal },
        );
      },
    })),
  });
  const stamp = results.map(({ dataUpdatedAt, error }) => `${dataUpdatedAt} ${error?.message ?? ''}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp stands for the results, which are new with every render
  return useMemo(() => {
    const found = results.map(({ data }) => data ?? null);
    const failed = results.find(({ error }) => error !== null)?.error;
    return {
      bands: exprs.every((expr) => expr === null) ? [] : bandsOf(found, lines),
      text: failed ? failed.message : textOf(found),
      busy: results.some(({ isFetching }) => isFetching),
    };
  }, [stamp, lines, exprs.length]);
}

function textOf(found: readonly (Baseline | null)[]): string | null {
  const [first, ...others] = found.filter((one) => one !== null);
  if (!first) return null;
  const series = [first, ...others].flatMap((one) => one.series);
  const more = [first, ...others].some(({ truncated }) => truncated)
    ? `; of the first ${series.length} series`
    : '';
  return baselineText({ ...first, series }) + more;
}

/** Those of lines that are drawn, in their colours. */
export function bandsOf(found: readonly (Baseline | null)[], lines: readonly BandedLine[]): ChartBand[] {
  const byKey = new Map(lines.map((line) => [`${line.query} ${seriesKey(line.labels)}`, line]));
  return found.flatMap((baseline, query) =>
    (baseline?.series ?? []).flatMap(({ labels, median, lower, upper }): ChartBand[] => {
      const line = byKey.get(`${query} ${seriesKey(labels)}`);
      if (!line || !baseline) return [];
      const { timesMs } = baseline;
      return [{ key: line.key, colour: line.colour, timesMs, median, lower, upper }];
    }),
  );
}
