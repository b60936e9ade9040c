import { useEffect, useMemo, useReducer } from 'react';
import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import { criticalPath } from '../../../../shared/trace-analysis/critical-path.ts';
import { errorSpans } from '../../../../shared/trace-analysis/error-spans.ts';
import { buildTraceTree } from '../../../../shared/trace-analysis/trace-tree.ts';
import { useThemeKey } from '../../../charts/use-theme-key.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { KeyHint } from '../../../components/KeyHint.tsx';
import { Skeleton } from '../../../components/LoadingBar.tsx';
import { SplitPane } from '../../../components/SplitPane.tsx';
import { useAction, useCall } from '../../../connection/use-call.ts';
import { useTraceDownload } from '../../../files/use-trace-download.ts';
import { useUrlParam } from '../../../time/url-state.ts';
import { CriticalPathBar } from './CriticalPathBar.tsx';
import {
  fullViewport,
  initialTracePage,
  stepError,
  type TracePageAction,
  type TracePageState,
  tracePageReducer,
} from './page-state.ts';
import { SpanPane } from './SpanPane.tsx';
import { SpanTable } from './SpanTable.tsx';
import { TraceHeader } from './TraceHeader.tsx';
import { TraceMinimap } from './TraceMinimap.tsx';
import { TraceResources } from './TraceResources.tsx';
import { TraceTimeline } from './TraceTimeline.tsx';
import { timelineRows } from './timeline-rows.ts';
import css from './trace.module.css';
import { useTraceKeys } from './use-trace-keys.ts';

/** One trace, asked for by its id in the address. */
export function TracePage({ traceId }: { traceId: string }) {
  const { data, error, refetch } = useCall('traces.get', { traceId }, { keep: false, staleMs: 5_000 });
  if (error) {
    return (
      <EmptyState title="This trace is not here">
        <ErrorNote error={error} what={traceId} onRetry={() => void refetch()} />
      </EmptyState>
    );
  }
  return data ? <TraceView key={traceId} detail={data} /> : <Skeleton rows={16} />;
}

function TraceView({ detail }: { detail: TraceDetail }) {
  const tree = useMemo(() => buildTraceTree(detail), [detail]);
  const path = useMemo(() => criticalPath(detail, tree), [detail, tree]);
  const theme = useThemeKey();
  const [state, dispatch] = useReducer(
    (present: TracePageState, action: TracePageAction) => tracePageReducer(detail, tree, present, action),
    initialTracePage,
  );
  useSelectionInAddress(detail, state, dispatch);
  const [tab, setTab] = useUrlParam('tab');
  const rows = useMemo(() => timelineRows(detail, tree, state), [detail, tree, state]);
  const viewport = state.viewport ?? fullViewport(detail, tree, state.root);
  const pin = useAction('traces.pin', ['traces.get', 'traces.search']);
  const download = useTraceDownload();
  useTraceKeys(state, dispatch, (step) => stepError(detail, state.selected, step));

  const table = tab === 'table';
  const main = table ? (
    <SpanTable
      detail={detail}
      tree={tree}
      selected={state.selected}
      onSelect={(span) => dispatch({ kind: 'select', span })}
    />
  ) : (
    <TraceTimeline
      detail={detail}
      tree={tree}
      path={state.showCriticalPath ? path : null}
      rows={rows}
      selected={state.selected}
      viewport={viewport}
      onSelect={(span) => dispatch({ kind: 'select', span })}
      onToggle={(row) => dispatch({ kind: 'toggle', row })}
      onViewport={(next) => dispatch({ kind: 'viewport', viewport: next })}
    />
  );
  return (
    <div className="view-page">
      <TraceHeader
        detail={detail}
        onPin={(pinned) => pin.mutate({ traceId: detail.summary.traceId, pinned })}
        onDownload={(format) => void download({ format, traceIds: [detail.summary.traceId] })}
      />
      {state.showCriticalPath && <CriticalPathBar detail={detail} path={path} />}
      <div className={css.overview}>
        <div>
          <TraceMinimap
            detail={detail}
            tree={tree}
            viewport={viewport}
            theme={theme}
            onViewport={(next) => dispatch({ kind: 'viewport', viewport: next })}
          />
        </div>
        <TraceResources detail={detail} />
      </div>
      {detail.warnings.length > 0 && <p className={css.warnings}>{detail.warnings.join(' · ')}</p>}
      <Tabs
        table={table}
        onTable={(next) => setTab(next ? 'table' : '')}
        detail={detail}
        state={state}
        dispatch={dispatch}
      />
      <SplitPane
        name="trace-detail"
        direction="row"
        sized="second"
        initial={336}
        least={220}
        first={main}
        second={
          state.selected === null ? null : (
            <SelectedSpan
              detail={detail}
              tree={tree}
              index={state.selected}
              onClose={() => dispatch({ kind: 'select', span: null })}
            />
          )
        }
      />
    </div>
  );
}

interface SelectedSpanProps {
  detail: TraceDetail;
  tree: ReturnType<typeof buildTraceTree>;
  index: number;
  onClose(): void;
}

function SelectedSpan({ detail, tree, index, onClose }: SelectedSpanProps) {
  const { data, isPlaceholderData } = useCall(
    'traces.span',
    {
      traceId: detail.summary.traceId,
      index,
      ...(detail.spanIds[index] ? { spanId: detail.spanIds[index] } : {}),
    },
    { staleMs: 60_000 },
  );
  return (
    <SpanPane
      detail={detail}
      tree={tree}
      index={index}
      span={isPlaceholderData ? null : (data ?? null)}
      onClose={onClose}
    />
  );
}

/** The selected span is in the address by its id, so that a link opens the same place. */
function useSelectionInAddress(
  detail: TraceDetail,
  state: TracePageState,
  dispatch: (action: TracePageAction) => void,
): void {
  const [spanId, setSpanId] = useUrlParam('span', { replace: true });
  const selectedId = state.selected === null ? '' : (detail.spanIds[state.selected] ?? '');
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the address' own change opens a span
  useEffect(() => {
    const span = detail.spanIds.indexOf(spanId);
    if (span >= 0 && spanId !== selectedId) dispatch({ kind: 'reveal', span });
  }, [detail, spanId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a selection changes the address
  useEffect(() => {
    if (selectedId !== spanId && (selectedId !== '' || state.selected === null)) setSpanId(selectedId);
  }, [selectedId]);
}

interface TabsProps {
  table: boolean;
  onTable(table: boolean): void;
  detail: TraceDetail;
  state: TracePageState;
  dispatch(action: TracePageAction): void;
}

function Tabs({ table, onTable, detail, state, dispatch }: TabsProps) {
  const errors = useMemo(() => errorSpans(detail), [detail]);
  const at = state.selected === null ? -1 : errors.indexOf(state.selected);
  return (
    <div className={css.tabs}>
      <div role="tablist" className={css.tabList}>
        <button
          type="button"
          role="tab"
          className={css.tab}
          aria-selected={!table}
          onClick={() => onTable(false)}
        >
          Timeline
        </button>
        <button
          type="button"
          role="tab"
          className={css.tab}
          aria-selected={table}
          onClick={() => onTable(true)}
        >
          Table
        </button>
      </div>
      <span className={css.grow} />
      <span className={`${css.legend} ${css.wideOnly}`}>
        <span>self</span>
        <span className={css.waiting}>waiting for children</span>
        {state.showCriticalPath && <span className={css.onPath}>critical path</span>}
      </span>
      {state.root !== null && (
        <button type="button" className="btn small" onClick={() => dispatch({ kind: 'root', span: null })}>
          Whole trace
        </button>
      )}
      <button
        type="button"
        className={css.toggle}
        aria-pressed={state.foldRepeats}
        onClick={() => dispatch({ kind: 'toggleFolding' })}
      >
        fold repeats <KeyHint keys="f" />
      </button>
      {errors.length > 0 && (
        <span className={css.weak}>
          {at >= 0
            ? `error ${at + 1} of ${errors.length}`
            : `${errors.length} ${errors.length === 1 ? 'error' : 'errors'}`}{' '}
          <button
            type="button"
            className={css.toggle}
            aria-label="Next error"
            onClick={() => stepTo(detail, state, dispatch, 1)}
          >
            <KeyHint keys="n" />
          </button>{' '}
          <button
            type="button"
            className={css.toggle}
            aria-label="Previous error"
            onClick={() => stepTo(detail, state, dispatch, -1)}
          >
            <KeyHint keys="N" />
          </button>
        </span>
      )}
    </div>
  );
}

function stepTo(
  detail: TraceDetail,
  state: TracePageState,
  dispatch: (action: TracePageAction) => void,
  step: 1 | -1,
): void {
  const span = stepError(detail, state.selected, step);
  if (span !== null) dispatch({ kind: 'reveal', span });
}
