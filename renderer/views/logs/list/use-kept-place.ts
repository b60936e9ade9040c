import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { LogRow } from '../../../../shared/contract/logs.ts';
import { ROW_PX } from './row-look.ts';

interface KeptPlace {
  rows: LogRow[];
  following: boolean;
  /** Rows have heights of their own: a list of as many rows may have grown. */
  measured: boolean;
  scroller: RefObject<HTMLDivElement | null>;
  toEnd(): void;
}

/** Following sticks to the newest line; lines put before the first one do not move what is read. */
export function useKeptPlace({ rows, following, measured, scroller, toEnd }: KeptPlace): void {
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
  // A full list keeps its length while it runs: its end is where it was, and asking for it would cost a layout.
  const end = measured ? rows : rows.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the end that is followed
  useEffect(() => {
    if (following && rows.length > 0) latest.current();
  }, [end, following]);
}
