import { useViewportSize } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import { useContainerSeries } from '../../charts/use-container-series.ts';
import { useEventMarks } from '../../charts/use-events.ts';
import { LoadingBar } from '../../components/LoadingBar.tsx';
import { SplitPane } from '../../components/SplitPane.tsx';
import { containerPath } from '../../scope/container-path.ts';
import { useContainers } from '../../scope/use-scope.ts';
import { useNow } from '../../time/ticker.ts';
import { useUrlParam, useViewHref } from '../../time/url-state.ts';
import { useTimeRange } from '../../time/use-time-range.ts';
import { ContainerCharts } from './ContainerCharts.tsx';
import { ContainersEmpty } from './ContainersEmpty.tsx';
import { ContainersHead } from './ContainersHead.tsx';
import { ContainersTable } from './ContainersTable.tsx';
import { tableColumns } from './columns.tsx';
import { containerRows } from './container-rows.ts';
import { useErrorCounts } from './use-error-counts.ts';
import { useContainersView } from './view-state.ts';

const NARROW_PX = 1400;

/** All containers in scope: the table, and CPU and memory of what is selected. */
export default function ContainersView() {
  const { containers, all, loaded } = useContainers();
  const { window, live } = useTimeRange();
  const [filter, setFilter] = useUrlParam('q', { replace: true });
  const [selection, setSelection] = useUrlParam('sel', { replace: true });
  const [, navigate] = useLocation();
  const href = useViewHref();
  const view = useContainersView();
  const [active, setActive] = useState(-1);
  const errors = useErrorCounts(window);
  const cpu = useContainerSeries('cpu', window, { points: 60 });
  const marks = useEventMarks(window);
  const nowMs = useNow(1000);
  const narrow = useViewportSize().width < NARROW_PX;

  const selected = useMemo(() => new Set(selection === '' ? [] : selection.split(',')), [selection]);
  const rows = useMemo(
    () =>
      containerRows(containers, {
        grouping: view.grouping,
        filter,
        sort: view.sort,
        collapsed: new Set(view.collapsed),
        errors,
      }),
    [containers, view.grouping, view.sort, view.collapsed, filter, errors],
  );
  const oomMarks = useMemo(() => oomPlaces(marks, window), [marks, window]);
  const columns = useMemo(
    () =>
      tableColumns({ cpu, nowMs, oomMarks, narrow, live }).filter(({ key }) => !view.hidden.includes(key)),
    [cpu, nowMs, oomMarks, narrow, live, view.hidden],
  );
  const chosen = containers.filter(({ name }) => selected.has(name));
  const select = (names: Set<string>) => setSelection([...names].join(','));

  return (
    <>
      <ContainersHead
        filter={filter}
        onFilter={setFilter}
        selected={chosen}
        onClear={() => setSelection('')}
        shown={rows.filter(({ kind }) => kind === 'container').length}
      />
      <LoadingBar active={!loaded} />
      {loaded && all.length === 0 ? (
        <ContainersEmpty />
      ) : (
        <SplitPane
          name="containers"
          direction="column"
          sized="second"
          initial={180}
          first={
            <ContainersTable
              rows={rows}
              columns={columns}
              selected={selected}
              active={active}
              onActive={setActive}
              onSelect={select}
              onOpen={(container: ContainerSummary) => navigate(href(containerPath(container.name)))}
            />
          }
          second={<ContainerCharts containers={chosen.length > 0 ? chosen : containers} marks={marks} />}
        />
      )}
    </>
  );
}

function oomPlaces(
  marks: { kind: string; entity: string; timeMs: number }[],
  { startMs, endMs }: { startMs: number; endMs: number },
): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const { kind, entity, timeMs } of marks) {
    if (kind !== 'oom') continue;
    const list = places.get(entity) ?? [];
    list.push((timeMs - startMs) / (endMs - startMs));
    places.set(entity, list);
  }
  return places;
}
