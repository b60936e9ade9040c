import { useMemo } from 'react';
import type { ObjectiveView } from '../../../../shared/contract/objectives.ts';
import { count } from '../../../../shared/model/format.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { LoadingBar, Skeleton } from '../../../components/LoadingBar.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { AlertsHead } from '../AlertsHead.tsx';
import { FileFaults } from '../FileFaults.tsx';
import { ObjectivesEmpty } from './ObjectivesEmpty.tsx';
import { ObjectiveTable } from './ObjectiveTable.tsx';
import { budgetState, byUrgency, firingSeverities } from './objective-text.ts';
import css from './objectives.module.css';

const REFRESH_MS = 15_000;

/** What was promised of services, and what is left of the budgets for breaking it. */
export default function ObjectivesView() {
  const { data, error, isFetching, refetch } = useCall('objectives.list', {}, { refetchMs: REFRESH_MS });
  const sorted = useMemo(() => data?.objectives.toSorted(byUrgency) ?? [], [data]);
  return (
    <div className="view-page">
      <AlertsHead page="/alerts/objectives" />
      <LoadingBar active={isFetching && !data} />
      {data ? <FileFaults files={data.files} /> : null}
      {error && !data ? (
        <ErrorNote error={error} what="Objectives" onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Skeleton rows={6} />
      ) : sorted.length === 0 ? (
        <div className="scroll">
          <ObjectivesEmpty />
        </div>
      ) : (
        <>
          <ObjectiveTable objectives={sorted} />
          <Foot objectives={sorted} />
        </>
      )}
    </div>
  );
}

/** How many, and of how many something is to be said. */
function Foot({ objectives }: { objectives: ObjectiveView[] }) {
  const spent = objectives.filter((one) => budgetState(one) === 'spent').length;
  const firing = objectives.filter((one) => firingSeverities(one).length > 0).length;
  const unknown = objectives.filter((one) => one.good === null && one.error === null).length;
  const words = [
    `${count(objectives.length)} ${objectives.length === 1 ? 'objective' : 'objectives'}`,
    spent > 0 ? `${count(spent)} overspent` : null,
    firing > 0 ? `${count(firing)} burning too fast` : null,
    unknown > 0 ? `${count(unknown)} without data` : null,
  ];
  return <p className={css.foot}>{words.filter((word) => word !== null).join(' · ')}</p>;
}
