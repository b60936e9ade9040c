import { IconX } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { TracePoints } from '../../../shared/contract/traces.ts';
import { count } from '../../../shared/model/format.ts';
import { msToNano } from '../../../shared/model/time.ts';
import type { QueryProblem } from '../../../shared/trace-query/ast.ts';
import { parseTraceQuery } from '../../../shared/trace-query/parser.ts';
import { joinQueries } from '../../../shared/trace-query/printer.ts';
import { useEventMarks } from '../../charts/use-events.ts';
import { useThemeKey } from '../../charts/use-theme-key.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { LoadingBar, Skeleton } from '../../components/LoadingBar.tsx';
import { useCall } from '../../connection/use-call.ts';
import { OpenFileButton } from '../../files/OpenFileButton.tsx';
import { useKeys } from '../../shell/keys.ts';
import { alignedWindow } from '../../time/time-range.ts';
import { useUrlParam, useViewHref } from '../../time/url-state.ts';
import { useTimeRange } from '../../time/use-time-range.ts';
import { DurationHistogram } from './DurationHistogram.tsx';
import { durationHistogram, quantile } from './duration-histogram.ts';
import { formatSelection, logScale, parseSelection, type Selection } from './scatter-scale.ts';
import { TraceQueryBar } from './TraceQueryBar.tsx';
import { TraceScatter } from './TraceScatter.tsx';
import { TracesEmpty } from './TracesEmpty.tsx';
import { TraceTable } from './TraceTable.tsx';
import css from './traces.module.css';

const FIRST_ROWS = 500;
/** A live window asks again after this part of its length. */
const STEPS = 300;
const MOST_ROWS = 5_000;
const NO_POINTS: TracePoints = {
  traceIds: [],
  startMs: new Float64Array(),
  durationNano: new Float64Array(),
  errorCounts: new Uint32Array(),
  root: new Uint32Array(),
  roots: [],
  truncated: false,
};

/** Search over stored traces: a query, their durations over time, and the traces themselves. */
export default function TracesView() {
  const { window: range, brush } = useTimeRange();
  const [text, setText] = useUrlParam('q');
  const [selectionText, setSelectionText] = useUrlParam('sel');
  const [fileText, setFile] = useUrlParam('file');
  const [order, setOrder] = useUrlParam('order');
  const [limit, setLimit] = useState(FIRST_ROWS);
  const { problems } = useMemo(() => parseTraceQuery(text), [text]);
  const selection = useMemo(() => parseSelection(selectionText), [selectionText]);
  const aligned = alignedWindow(range, STEPS);
  const filter = {
    query: problems.length === 0 ? text : '',
    start: msToNano(aligned.startMs),
    end: msToNano(aligned.endMs),
    ...(/^\d+$/.test(fileText) ? { fileId: Number(fileText) } : {}),
  };
  const points = useCall('traces.points', { ...filter, limit: 20_000 });
  const page = useCall('traces.search', {
    ...narrowed(filter, selection),
    order: order === 'longest' ? 'longest' : 'newest',
    limit,
  });
  const open = useOpenTrace();
  const failed = points.error ?? page.error;
  if (failed && !page.data)
    return <ErrorNote error={failed} what="Traces" onRetry={() => void page.refetch()} />;
  const traces = page.data?.traces;
  const nothing = traces?.length === 0 && text === '' && !selection;
  return (
    <div className="view-page">
      <div className="view-head">
        <h1>Traces</h1>
        <TraceQueryBar text={text} onText={setText} result={points.data ? resultText(points.data) : ''} />
        {fileText !== '' && (
          <button type="button" className="btn" title="Show all traces again" onClick={() => setFile('')}>
            file {fileText} <IconX size={12} />
          </button>
        )}
        <OpenFileButton />
      </div>
      {problems.length > 0 && (
        <p className={css.problems} role="alert">
          {problems.map(problemText).join(' · ')}
        </p>
      )}
      <LoadingBar active={page.isFetching && page.isPlaceholderData} />
      {nothing ? (
        <TracesEmpty />
      ) : (
        <>
          <TraceCharts
            points={points.data ?? NO_POINTS}
            range={range}
            selection={selection}
            onSelect={(next) => setSelectionText(next ? formatSelection(next) : '')}
            onZoom={brush}
            onOpen={open}
          />
          {traces ? (
            <TraceTable
              traces={traces}
              selected={selection !== null}
              order={order === 'longest' ? 'longest' : 'newest'}
              onOrder={(next) => setOrder(next === 'newest' ? '' : next)}
              onOpen={open}
              {...(page.data?.cursor && limit < MOST_ROWS
                ? { onMore: () => setLimit(Math.min(MOST_ROWS, limit * 2)) }
                : {})}
            />
          ) : (
            <Skeleton rows={12} />
          )}
        </>
      )}
    </div>
  );
}

const problemText = ({ found, expected }: QueryProblem) =>
  found === '' ? `At the end: expected ${expected}` : `“${found}”: expected ${expected}`;

interface Filter {
  query: string;
  start: bigint;
  end: bigint;
}

/** The box picked in the scatter is one more condition for the list. */
function narrowed(filter: Filter, selection: Selection | null): Filter {
  if (!selection) return filter;
  const { startMs, endMs, minNano, maxNano } = selection;
  const box = `trace.duration>=${Math.round(minNano)}ns trace.duration<=${Math.round(maxNano)}ns`;
  return {
    ...filter,
    query: joinQueries(filter.query, box),
    start: msToNano(startMs),
    end: msToNano(endMs),
  };
}

function resultText(points: TracePoints): string {
  const found = points.traceIds.length;
  return `${points.truncated ? 'newest ' : ''}${count(found)} ${found === 1 ? 'trace' : 'traces'}`;
}

function useOpenTrace(): (traceId: string) => void {
  const [, navigate] = useLocation();
  const href = useViewHref();
  return (traceId) => navigate(href(`/traces/${traceId}`));
}

interface TraceChartsProps {
  points: TracePoints;
  range: { startMs: number; endMs: number };
  selection: Selection | null;
  onSelect(selection: Selection | null): void;
  onZoom(startMs: number, endMs: number): void;
  onOpen(traceId: string): void;
}

function TraceCharts({ points, range, selection, onSelect, onZoom, onOpen }: TraceChartsProps) {
  const theme = useThemeKey();
  const marks = useEventMarks(range);
  const scale = useMemo(() => logScale(points.durationNano), [points]);
  const bins = useMemo(() => durationHistogram(points), [points]);
  const [p50, p95] = useMemo(
    () => [0.5, 0.95].map((share) => quantile(points.durationNano, share)),
    [points],
  );
  const errors = points.errorCounts.reduce((sum, failing) => sum + (failing > 0 ? 1 : 0), 0);
  const clear = () => onSelect(null);
  useKeys({ Escape: clear }, selection !== null);
  return (
    <div className={css.charts}>
      <section>
        <div className="pane-head">
          <h2>Duration over time</h2>
          <span className="sub">log scale, drag to select</span>
          <span className="grow" />
          {selection && (
            <>
              <button
                type="button"
                className="btn small"
                onClick={() => onZoom(selection.startMs, selection.endMs)}
              >
                Zoom to it
              </button>
              <button type="button" className="btn small quiet" onClick={() => onSelect(null)}>
                Clear
              </button>
            </>
          )}
          <span className={`${css.legend} ${css.wideOnly}`}>
            <span style={{ '--c': 'var(--chart-neutral)' } as React.CSSProperties}>
              ok {count(points.traceIds.length - errors)}
            </span>
            <span style={{ '--c': 'var(--err)' } as React.CSSProperties}>× error {count(errors)}</span>
          </span>
        </div>
        <TraceScatter
          points={points}
          window={range}
          scale={scale}
          selection={selection}
          marks={marks}
          theme={theme}
          onSelect={onSelect}
          onOpen={onOpen}
        />
      </section>
      <section>
        <div className="pane-head">
          <h2>Durations</h2>
          <span className="grow" />
          <span className="sub">traces</span>
        </div>
        <DurationHistogram
          bins={bins}
          scale={scale}
          p50={p50 ?? null}
          p95={p95 ?? null}
          onPick={(minNano, maxNano) => onSelect({ ...range, minNano, maxNano })}
        />
      </section>
    </div>
  );
}
