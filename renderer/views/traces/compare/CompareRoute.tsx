import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { msToNano } from '../../../../shared/model/time.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { Skeleton } from '../../../components/LoadingBar.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { useUrlParam, useViewHref } from '../../../time/url-state.ts';
import { useTimeRange } from '../../../time/use-time-range.ts';
import { fieldCondition } from '../search/conditions.ts';
import { ComparePage } from './ComparePage.tsx';
import { usualTrace } from './compare-rows.ts';

const isTraceId = (text: string) => /^[0-9a-f]{32}$/.test(text);

/** `/traces/compare?a=&b=`: two traces by their ids; `usual` for one stands for the median of the other's kind. */
export default function CompareRoute() {
  const [a] = useUrlParam('a');
  const [b] = useUrlParam('b');
  if (isTraceId(a) && isTraceId(b)) return <TwoTraces a={a} b={b} />;
  if (a === 'usual' && isTraceId(b)) return <FindUsual traceId={b} />;
  return (
    <div className="view-page">
      <EmptyState title="Compare two traces">
        <p>
          Pick two traces of the list with x or their checkboxes, then press Compare. Or right-click one and
          compare it with a usual one of the same root: that of median duration.
        </p>
        <BackToList />
      </EmptyState>
    </div>
  );
}

function BackToList() {
  const [, navigate] = useLocation();
  const href = useViewHref();
  return (
    <button type="button" className="btn" onClick={() => navigate(href('/traces'))}>
      To the list
    </button>
  );
}

function TwoTraces({ a, b }: { a: string; b: string }) {
  const first = useCall('traces.get', { traceId: a }, { keep: false, staleMs: 30_000 });
  const second = useCall('traces.get', { traceId: b }, { keep: false, staleMs: 30_000 });
  const failed = first.error ?? second.error;
  if (failed)
    return (
      <EmptyState title="These cannot be compared">
        <ErrorNote
          error={failed}
          what={first.error ? a : b}
          onRetry={() => void (first.error ? first : second).refetch()}
        />
        <BackToList />
      </EmptyState>
    );
  if (!first.data || !second.data) return <Skeleton rows={16} />;
  return <ComparePage key={`${a} ${b}`} a={first.data} b={second.data} />;
}

const MOST_LOOKED_AT = 5_000;

/** Looks for the trace of median duration among those of the same root in the range, and goes there. */
function FindUsual({ traceId }: { traceId: string }) {
  const [, navigate] = useLocation();
  const href = useViewHref();
  const { window } = useTimeRange();
  const one = useCall('traces.get', { traceId }, { keep: false, staleMs: 30_000 });
  const summary = one.data?.summary;
  const points = useCall(
    'traces.points',
    {
      query: summary
        ? `root:true ${fieldCondition('service', summary.rootService)} ${fieldCondition('operation', summary.rootName)}`
        : '',
      start: msToNano(window.startMs),
      end: msToNano(window.endMs),
      limit: MOST_LOOKED_AT,
    },
    { enabled: summary !== undefined, keep: false, staleMs: 60_000 },
  );
  const usual = points.data ? usualTrace(points.data, traceId) : undefined;
  useEffect(() => {
    if (usual) navigate(href('/traces/compare', { a: usual, b: traceId }), { replace: true });
  }, [usual, traceId, navigate, href]);
  const failed = one.error ?? points.error;
  if (failed) return <ErrorNote error={failed} what="A usual trace" onRetry={() => void points.refetch()} />;
  if (usual === null)
    return (
      <EmptyState title="Nothing to compare it with">
        <p>
          The range holds no other trace that begins with {summary?.rootService} {summary?.rootName}. Widen
          it, or pick another trace yourself.
        </p>
        <BackToList />
      </EmptyState>
    );
  return <Skeleton rows={16} />;
}
