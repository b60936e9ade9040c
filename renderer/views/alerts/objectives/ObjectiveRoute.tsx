import { Link, useParams } from 'wouter';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { LoadingBar, Skeleton } from '../../../components/LoadingBar.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { useViewHref } from '../../../time/url-state.ts';
import { AlertsHead } from '../AlertsHead.tsx';
import { ObjectivePage } from './ObjectivePage.tsx';

const REFRESH_MS = 15_000;

/** The objective of the address. */
export default function ObjectiveRoute() {
  const { id = '' } = useParams<{ id: string }>();
  const href = useViewHref();
  const { data, error, isFetching, refetch } = useCall('objectives.list', {}, { refetchMs: REFRESH_MS });
  const objective = data?.objectives.find((one) => one.id === id);
  return (
    <div className="view-page">
      <AlertsHead page="/alerts/objectives" />
      <LoadingBar active={isFetching && !data} />
      {error && !data ? <ErrorNote error={error} what="Objectives" onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton rows={8} /> : null}
      {objective ? <ObjectivePage key={id} objective={objective} /> : null}
      {data && !objective ? (
        <EmptyState title="There is no such objective">
          <p>
            Its file is gone, or it has another name now.{' '}
            <Link href={href('/alerts/objectives')}>All objectives</Link>
          </p>
        </EmptyState>
      ) : null}
    </div>
  );
}
