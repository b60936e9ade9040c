import { useCallback, useState } from 'react';
import type { LogRow } from '../../../shared/contract/logs.ts';
import { useCall } from '../../connection/use-call.ts';
import { useUrlParam } from '../../time/url-state.ts';

/** More lines than this do not share one nanosecond. */
const AT_ONE_TIME = 1_000;

/** A line's id begins with its time in nanoseconds; null of what is no id. */
export function timeOfLine(id: string): bigint | null {
  const digits = /^(\d{1,19})\./.exec(id)?.[1];
  return digits === undefined ? null : BigInt(digits);
}

/** The line that is open, which the address names; one that is not at hand is read from the store. */
export function useSelectedLine(): [row: LogRow | null, select: (row: LogRow | null) => void] {
  const [id, setId] = useUrlParam('line', { replace: true });
  const [row, setRow] = useState<LogRow | null>(null);
  const at = timeOfLine(id);
  const known = row?.id === id;
  const { data } = useCall(
    'logs.query',
    { start: at ?? 0n, end: (at ?? 0n) + 1n, direction: 'forward', limit: AT_ONE_TIME },
    { enabled: at !== null && !known, staleMs: Number.POSITIVE_INFINITY, keep: false },
  );
  const select = useCallback(
    (next: LogRow | null) => {
      setRow(next);
      setId(next?.id ?? '');
    },
    [setId],
  );
  return [known ? row : (data?.records.find((record) => record.id === id) ?? null), select];
}
