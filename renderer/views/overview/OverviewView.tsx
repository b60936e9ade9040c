import { useMemo } from 'react';
import { msToNano } from '../../../shared/model/time.ts';
import { useAlertScope } from '../../alerts/use-alert-scope.ts';
import { useEventMarks } from '../../charts/use-events.ts';
import { useCall } from '../../connection/use-call.ts';
import { useLive } from '../../connection/use-stream.ts';
import { servicesInScope } from '../../scope/scope.ts';
import { useContainers, useScope, useScopeEntities } from '../../scope/use-scope.ts';
import { useCurrentAlerts } from '../../telemetry/use-current-alerts.ts';
import { alignedWindow } from '../../time/time-range.ts';
import { useTimeRange } from '../../time/use-time-range.ts';
import { AttentionList } from './AttentionList.tsx';
import { attentionList } from './attention.ts';
import { ContainerTiles } from './ContainerTiles.tsx';
import { FirstRun } from './FirstRun.tsx';
import { LogVolumeChart } from './LogVolumeChart.tsx';
import { OverviewEvents } from './OverviewEvents.tsx';
import { OverviewHead } from './OverviewHead.tsx';
import classes from './overview.module.css';
import { ServicesTable } from './ServicesTable.tsx';
import { TraceList } from './TraceList.tsx';

const STEPS = 60;
const NO_STEPS = new Float64Array();

/** What needs attention, and how everything is. */
export default function OverviewView() {
  const { window } = useTimeRange();
  const { scope } = useScope();
  const { containers, all, loaded } = useContainers();
  const status = useLive('app.status', {});
  const marks = useEventMarks(window);
  // Percentiles over the range are asked for once a step, not at every tick of the clock.
  const { startMs, endMs } = alignedWindow(window, 60);
  const red = useCall('traces.redTable', {
    ...{ start: msToNano(startMs), end: msToNano(endMs), by: 'service' },
    steps: STEPS,
  });
  const before = useCall('traces.red', { start: msToNano(2 * startMs - endMs), end: msToNano(startMs) });
  const entities = useScopeEntities();
  const fresh = useCall('logs.newPatterns', { since: msToNano(startMs) }, { staleMs: 10_000 });
  const patterns = useMemo(
    () => (fresh.data ?? []).filter(({ entity }) => entities === undefined || entities.includes(entity)),
    [fresh.data, entities],
  );
  const services = useMemo(() => {
    const names = servicesInScope(scope, all);
    return (red.data?.rows ?? []).filter(({ service }) => names === null || names.has(service));
  }, [red.data, scope, all]);
  const current = useCurrentAlerts();
  const inAlertScope = useAlertScope();
  const alerts = useMemo(() => current.filter(inAlertScope), [current, inAlertScope]);
  const attention = useMemo(
    () =>
      attentionList({
        ...{ containers, marks, status, patterns, alerts, red: services },
        stepsMs: red.data?.stepsMs ?? NO_STEPS,
        redBefore: before.data ?? [],
      }),
    [containers, marks, services, patterns, alerts, red.data, before.data, status],
  );
  const nothing =
    loaded &&
    all.length === 0 &&
    red.data?.rows.length === 0 &&
    (status?.stores ?? []).every(({ items }) => items === 0);
  if (nothing && status) return <FirstRun status={status} />;
  return (
    <>
      <OverviewHead attention={attention} containers={containers} />
      <div className={classes.body}>
        <AttentionList attention={attention} containers={containers} loaded={loaded} />
        <OverviewEvents marks={marks} />
        <div className={classes.middle}>
          <ContainerTiles containers={containers} marks={marks} loaded={loaded} />
          <ServicesTable
            services={services}
            before={before.data ?? []}
            loaded={red.data !== undefined}
            error={red.error}
          />
        </div>
        <div className={classes.bottom}>
          <TraceList services={scope.kind === 'all' ? null : services.map(({ service }) => service)} />
          <LogVolumeChart marks={marks} />
        </div>
      </div>
    </>
  );
}
