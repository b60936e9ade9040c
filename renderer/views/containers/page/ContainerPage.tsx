import { useMemo } from 'react';
import { useParams } from 'wouter';
import type { ContainerSummary } from '../../../../shared/model/container.ts';
import { useEventMarks } from '../../../charts/use-events.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { LoadingBar, Skeleton } from '../../../components/LoadingBar.tsx';
import { Tabs } from '../../../components/Tabs.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { useAllContainers } from '../../../scope/use-scope.ts';
import { useUrlParam } from '../../../time/url-state.ts';
import { useTimeRange } from '../../../time/use-time-range.ts';
import { ContainerAlerts } from './ContainerAlerts.tsx';
import { ContainerLogs } from './ContainerLogs.tsx';
import { Facts } from './Facts.tsx';
import { InspectTab } from './InspectTab.tsx';
import { PageHead } from './PageHead.tsx';
import { ProcessesTab } from './ProcessesTab.tsx';
import { RunsTab } from './RunsTab.tsx';
import { ShellTab } from './ShellTab.tsx';
import { TimelineTab } from './TimelineTab.tsx';

const INSPECT_MS = 5000;

/** One container, also after it is gone. */
export default function ContainerPage() {
  const { name: encoded = '' } = useParams<{ name: string }>();
  const name = decodeURIComponent(encoded);
  const live = useAllContainers()?.find((container) => container.name === name);
  const inspected = useCall('containers.inspect', { id: name }, { refetchMs: INSPECT_MS, keep: false });
  const detail = inspected.data;
  const container: ContainerSummary | undefined = live ?? detail?.summary;
  const [tab, setTab] = useUrlParam('tab');
  const { window } = useTimeRange();
  const entities = useMemo(() => (container ? [container.entity] : []), [container]);
  const marks = useEventMarks(window, entities);

  if (!container) {
    return inspected.error ? (
      <ErrorNote
        error={inspected.error}
        what={`Container ${name}`}
        onRetry={() => void inspected.refetch()}
      />
    ) : (
      <Skeleton rows={8} />
    );
  }
  const up = container.state === 'running';
  const tabs: [string, string][] = [
    ['', 'Timeline'],
    ['logs', 'Logs'],
    ['processes', `Processes${container.stats?.pids ? ` ${container.stats.pids}` : ''}`],
    ['runs', 'Runs'],
    ['inspect', 'Inspect'],
    ...(up ? [['shell', 'Shell'] as [string, string]] : []),
  ];
  return (
    <>
      <LoadingBar active={inspected.isPending} />
      <PageHead container={container} marks={marks} onTab={setTab} />
      <Facts container={container} detail={detail ?? null} marks={marks} />
      <ContainerAlerts container={container} />
      <Tabs label={`About ${container.name}`} tabs={tabs} value={tab} onChange={setTab} />
      {tab === 'logs' ? <ContainerLogs container={container} /> : null}
      {tab === 'processes' ? <ProcessesTab container={container} /> : null}
      {tab === 'runs' ? <RunsTab container={container} /> : null}
      {tab === 'inspect' ? (
        <InspectTab container={container} detail={detail ?? null} error={inspected.error} />
      ) : null}
      {tab === 'shell' ? <ShellTab container={container} /> : null}
      {['logs', 'processes', 'runs', 'inspect', 'shell'].includes(tab) ? null : (
        <TimelineTab container={container} marks={marks} />
      )}
    </>
  );
}
