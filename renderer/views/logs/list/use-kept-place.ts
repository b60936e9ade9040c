import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { LogRow } from '../../../../shared/contract/logs.ts';
import { ROW_PX } from './LogLines.tsx';

interface KeptPlace {
  rows: LogRow[];
  following: boolean;
  scroller: RefObject<HTMLDivElement | null>;
  toEnd(): void;
}

/** Following sticks to the newest line; lines put before the first one do not move what is read. */
export function useKeptPlace({ rows, following, scroller, toEnd }: KeptPlace): void {
  const first = useRef<string | null>(null);
  const latest = useRef(toEnd);
  latest.current = toEnd;
  useLayoutEffect(() => {
    const before = first.current;
    first.current = rows[0]?.id ?? null;
    if (following || before === null || first.current === before || !scroller.current) return;
    const added = rows.findIndex(({ id }) => id === before);
    if (added > 0) scroller.current.scrollTop += added * ROW_PX;
  }, [rows, following, scroller]);
  useEffect(() => {
    if (following && rows.length > 0) latest.current();
  }, [rows, following]);
}
