import { useCallback, useMemo } from 'react';
import type { TracePoints } from '../../../../shared/contract/traces.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { Skeleton } from '../../../components/LoadingBar.tsx';
import { SplitPane } from '../../../components/SplitPane.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { useKeys } from '../../../shell/keys.ts';
import { useUrl, useUrlParam } from '../../../time/url-state.ts';
import { DifferencePanel } from '../difference/DifferencePanel.tsx';
import { TracesEmpty } from '../TracesEmpty.tsx';
import { NothingFound } from './NothingFound.tsx';
import { narrowed } from './narrowed.ts';
import { parsePicks } from './picks.ts';
import { formatSelection, parseSelection, type Selection } from './selection.ts';
import { TableHead } from './TableHead.tsx';
import { TraceCharts } from './TraceCharts.tsx';
import { TraceTable } from './TraceTable.tsx';
import { useTraceActions } from './use-trace-actions.ts';
import { useTracePages } from './use-trace-pages.ts';
import type { TraceSearch } from './use-trace-search.ts';

const MOST_POINTS = 50_000;
const NO_POINTS: TracePoints = {
  traceIds: [],
  startMs: new Float64Array(),
  durationNano: new Float64Array(),
  errorCounts: new Uint32Array(),
  root: new Uint32Array(),
  roots: [],
  truncated: false,
};

/** The traces found: their durations over time and as a histogram, the list, and what is different about some. */
export function TracesTab({ search }: { search: TraceSearch }) {
  const { selection, difference, select, showDifference } = useSelection();
  const [orderText, setOrder] = useUrlParam('order');
  const [pickText] = useUrlParam('pick');
  const order = orderText === 'longest' ? 'longest' : 'newest';
  const changeOrder = useCallback(
    (next: 'newest' | 'longest') => setOrder(next === 'newest' ? '' : next),
    [setOrder],
  );
  const picked = useMemo(() => parsePicks(pickText), [pickText]);
  const points = useCall('traces.points', { ...search.filter, limit: MOST_POINTS });
  const within = useMemo(() => narrowed(search.filter, selection), [search.filter, selection]);
  const pages = useTracePages(within, order);
  const actions = useTraceActions(search, picked);
  const clear = () => select(null);
  const toggleDifference = () => showDifference(!difference);
  useKeys({ Escape: clear }, selection !== null);
  useKeys({ d: toggleDifference }, selection !== null);
  if (pages.error && pages.traces.length === 0)
    return <ErrorNote error={pages.error} what="Traces" onRetry={pages.retry} />;
  const found = pages.traces.length > 0 || pages.hasMore || pages.fetching || !pages.loaded;
  const nothing = !found && selection === null;
  if (nothing && search.text === '' && search.fileId === null) return <TracesEmpty />;
  if (nothing) return <NothingFound search={search} scanned={pages.scanned} />;
  const list = (
    <>
      <TraceCharts
        points={points.data ?? NO_POINTS}
        search={search}
        selection={selection}
        difference={difference}
        onSelect={select}
        onDifference={showDifference}
        onOpen={actions.open}
      />
      <TableHead
        pages={pages}
        filter={within}
        selected={selection !== null}
        order={order}
        onOrder={changeOrder}
        picked={picked}
        actions={actions}
      />
      {pages.loaded ? (
        <TraceTable
          traces={pages.traces}
          picked={picked}
          order={order}
          onOrder={changeOrder}
          actions={actions}
          onWant={pages.want}
        />
      ) : (
        <Skeleton rows={12} />
      )}
    </>
  );
  return (
    <SplitPane
      name="traces-difference"
      direction="row"
      sized="second"
      initial={400}
      least={300}
      first={list}
      second={
        selection && difference ? (
          <DifferencePanel search={search} selection={selection} onClose={() => showDifference(false)} />
        ) : null
      }
    />
  );
}

/** What is selected, and whether it is held against the rest, both in the address. */
function useSelection() {
  const { params, edit } = useUrl();
  const text = params.get('sel') ?? '';
  const selection = useMemo(() => parseSelection(text), [text]);
  const set = (next: URLSearchParams, name: string, value: string) =>
    value === '' ? next.delete(name) : next.set(name, value);
  return {
    selection,
    difference: params.get('diff') === '1',
    /** A selection to be explained opens the panel in the same step. */
    select: (next: Selection | null, explain = false) =>
      edit((target) => {
        set(target, 'sel', next ? formatSelection(next) : '');
        if (!next || explain) set(target, 'diff', explain ? '1' : '');
      }),
    showDifference: (open: boolean) => edit((target) => set(target, 'diff', open ? '1' : '')),
  };
}
