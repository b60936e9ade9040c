import { useCallback, useRef } from 'react';
import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { Skeleton } from '../../../components/LoadingBar.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { useTraceModel } from './model/use-trace-model.ts';
import { TraceView } from './TraceView.tsx';

/** One trace, asked for by its id in the address. */
export function TracePage({ traceId }: { traceId: string }) {
  const { data, error, refetch } = useCall('traces.get', { traceId }, { keep: false, staleMs: 60_000 });
  if (error) {
    return (
      <EmptyState title="This trace is not here">
        <ErrorNote error={error} what={traceId} onRetry={() => void refetch()} />
      </EmptyState>
    );
  }
  return data ? <Computed detail={data} /> : <Skeleton rows={16} />;
}

function Computed({ detail }: { detail: TraceDetail }) {
  const computed = useTraceModel(detail);
  const generation = useGeneration(computed?.model);
  // The page's state counts lines: another version of the trace is another page, at the same address.
  return computed ? <TraceView key={generation} {...computed} /> : <Skeleton rows={16} />;
}

/** A number that changes with the value. */
function useGeneration(value: unknown): number {
  const last = useRef({ value, number: 0 });
  const next = useCallback(() => {
    if (last.current.value !== value) last.current = { value, number: last.current.number + 1 };
    return last.current.number;
  }, [value]);
  return next();
}
