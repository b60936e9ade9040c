import { useIsFetching } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import type { ServiceMapNode } from '../../../../shared/contract/trace-answers.ts';
import { msToNano } from '../../../../shared/model/time.ts';
import type { QueryProblem } from '../../../../shared/query-text/tree.ts';
import { parseTraceQuery } from '../../../../shared/trace-query/parser.ts';
import { alignedWindow, type TimeWindow } from '../../../time/time-range.ts';
import { type UrlEdit, useUrl } from '../../../time/url-state.ts';
import { useTimeRange } from '../../../time/use-time-range.ts';
import { fieldCondition, nodeCondition } from './conditions.ts';
import { withCondition, withoutKey } from './query-edit.ts';

export interface TraceFilter {
  query: string;
  start: bigint;
  end: bigint;
  fileId?: number;
}

/** What is searched for, from the address; every tab shows the same search. */
export interface TraceSearch {
  text: string;
  problems: QueryProblem[];
  /** Of the last text without a mistake when the present one has some. */
  filter: TraceFilter;
  /** The same with ends that move less often, for answers that look at every span. */
  coarseFilter: TraceFilter;
  window: TimeWindow;
  /** What was asked for last: stands still in a live window while an answer is under way. */
  askedWindow: TimeWindow;
  live: boolean;
  fileId: number | null;
  setText(text: string): void;
  /** One more condition; it is not said twice. */
  add(condition: string): void;
  /** The traces of one service or operation, in the list. */
  onlyOperation(service: string, operation: string | null): void;
  /** The traces that touch a node of the map, in the list. */
  onlyNode(node: ServiceMapNode): void;
  zoom(startMs: number, endMs: number): void;
}

/** A live window asks again after this part of its length. */
const STEPS = 300;
const COARSE_STEPS = 60;

export function useTraceSearch(): TraceSearch {
  const { window, live, brush } = useTimeRange();
  const { params, edit } = useUrl();
  const text = params.get('q') ?? '';
  const fileText = params.get('file') ?? '';
  const fileId = /^\d{1,9}$/.test(fileText) ? Number(fileText) : null;
  const { problems } = useMemo(() => parseTraceQuery(text), [text]);
  const query = problems.length === 0 ? text : '';
  const askedWindow = useHeldWindow(window, live, `${fileText} ${query}`);
  const filter = useFilter(query, askedWindow, STEPS, fileId);
  const coarseFilter = useFilter(query, askedWindow, COARSE_STEPS, fileId);
  const hands = useSearchHands(text, edit);
  return useMemo(
    () => ({
      text,
      problems,
      filter,
      coarseFilter,
      window,
      askedWindow,
      live,
      fileId,
      zoom: brush,
      ...hands,
    }),
    [text, problems, filter, coarseFilter, fileId, window, askedWindow, live, hands, brush],
  );
}

type SearchHands = Pick<TraceSearch, 'setText' | 'add' | 'onlyOperation' | 'onlyNode'>;

/** What changes the search; the same from tick to tick of a live window, so that what hangs on it is not drawn again. */
function useSearchHands(text: string, edit: UrlEdit['edit']): SearchHands {
  return useMemo(() => {
    const inList = (change: (query: string) => string) =>
      edit((next) => {
        const changed = change(next.get('q') ?? '');
        if (changed === '') next.delete('q');
        else next.set('q', changed);
        for (const name of ['tab', 'sel', 'diff', 'node', 'row', 'name', 'by']) next.delete(name);
      });
    const setText = (next: string) =>
      edit((target) => (next === '' ? target.delete('q') : target.set('q', next)));
    return {
      setText,
      add: (condition: string) => setText(withCondition(text, condition)),
      onlyOperation: (service: string, operation: string | null) =>
        inList((before) => {
          const narrowed = withCondition(withoutKey(before, 'service'), fieldCondition('service', service));
          if (operation === null) return narrowed;
          return withCondition(withoutKey(narrowed, 'operation'), fieldCondition('operation', operation));
        }),
      onlyNode: (node: ServiceMapNode) => inList((before) => withCondition(before, nodeCondition(node))),
    };
  }, [text, edit]);
}

const isAboutTraces = ({ queryKey }: { queryKey: readonly unknown[] }): boolean =>
  String(queryKey[0]).startsWith('traces.');

/**
 * A live window that waits: moved on before the engine has answered, it would cancel every question that takes longer
 * than a step, and a slow machine would never see an answer. Another question or length is not held back.
 */
function useHeldWindow(window: TimeWindow, live: boolean, question: string): TimeWindow {
  const busy = useIsFetching({ predicate: isAboutTraces }) > 0;
  const key = `${window.endMs - window.startMs} ${question}`;
  const held = useRef({ key, window });
  if (!live || !busy || held.current.key !== key) held.current = { key, window };
  return held.current.window;
}

function useFilter(query: string, window: TimeWindow, steps: number, fileId: number | null): TraceFilter {
  const { startMs, endMs } = alignedWindow(window, steps);
  return useMemo(
    () => ({
      query,
      start: msToNano(startMs),
      end: msToNano(endMs),
      ...(fileId === null ? {} : { fileId }),
    }),
    [query, startMs, endMs, fileId],
  );
}
