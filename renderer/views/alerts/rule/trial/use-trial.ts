import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Backtest } from '../../../../../shared/contract/alerts.ts';
import { TrivetError } from '../../../../../shared/contract/errors.ts';
import { parse } from '../../../../../shared/promql/parse.ts';
import { useClient } from '../../../../connection/ConnectionProvider.tsx';
import type { TimeWindow } from '../../../../time/time-range.ts';
import type { Version } from './versions.ts';

export interface Trial {
  version: Version;
  answer: Backtest | null;
  error: Error | null;
  busy: boolean;
}

/** What each version would have done; nothing is asked for one that cannot be read. */
export function useTrials(versions: readonly Version[], { startMs, endMs }: TimeWindow): Trial[] {
  const client = useClient();
  const results = useQueries({
    queries: versions.map(({ rule: { annotations, ...rest }, key }) => {
      const rule = { ...rest, annotations: key === 'edited' ? annotations : [] };
      return {
        queryKey: ['alerts.backtest', { startMs, endMs, rule }],
        enabled: client !== null && parse(rule.expr).ok && !Number.isNaN(rule.forMs + rule.keepFiringForMs),
        placeholderData: (before: Backtest | undefined) => before,
        queryFn: ({ signal }: { signal: AbortSignal }): Promise<Backtest> => {
          if (!client) throw new TrivetError('disconnected', 'the engine is not connected');
          return client.call('alerts.backtest', { startMs, endMs, rule }, { signal });
        },
      };
    }),
  });
  return versions.map((version, i) => {
    const { data, error, isFetching } = results[i] as (typeof results)[number];
    return { version, answer: data ?? null, error, busy: isFetching };
  });
}

const LENGTHS = { '1h': 3_600_000, '6h': 21_600_000, '24h': 86_400_000, '7d': 604_800_000 } as const;
export type TrialLength = keyof typeof LENGTHS;
export const trialLengths: [TrialLength, string][] = [
  ['1h', '1 h'],
  ['6h', '6 h'],
  ['24h', '24 h'],
  ['7d', '7 d'],
];
const STILL_FOR_MS: Record<TrialLength, number> = {
  '1h': 30_000,
  '6h': 60_000,
  '24h': 300_000,
  '7d': 900_000,
};

/** The last hours or days, standing still for a while so that answers are not made stale at once. */
export function useTrialWindow(length: TrialLength, nowMs: number): TimeWindow {
  const still = STILL_FOR_MS[length];
  const endMs = Math.ceil(nowMs / still) * still;
  return useMemo(() => ({ startMs: endMs - LENGTHS[length], endMs }), [endMs, length]);
}
