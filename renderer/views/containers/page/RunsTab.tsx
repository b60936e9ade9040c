import { useMemo } from 'react';
import type { ContainerSummary } from '../../../../shared/model/container.ts';
import { durationWords } from '../../../../shared/model/format.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { LoadingBar } from '../../../components/LoadingBar.tsx';
import { ScrollRegion } from '../../../components/ScrollRegion.tsx';
import { SplitPane } from '../../../components/SplitPane.tsx';
import { Time } from '../../../components/Time.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { useNow } from '../../../time/ticker.ts';
import { useUrlParam } from '../../../time/url-state.ts';
import { RunComparison } from './RunComparison.tsx';
import { RunEnd } from './RunEnd.tsx';
import classes from './runs.module.css';
import { type Run, runsOf } from './runs.ts';

const AGAIN_MS = 5000;
const MOST_EVENTS = 10_000;
const YEAR_MS = 365 * 86_400_000;

/** The container's runs, and one of them laid over the one before, or over any other. */
export function RunsTab({ container }: { container: ContainerSummary }) {
  const runs = useRuns(container);
  const [key, choose] = useUrlParam('run');
  const [otherKey, chooseOther] = useUrlParam('with');
  if (runs.error) return <ErrorNote error={runs.error} what="Runs" />;
  if (!runs.list) return <LoadingBar active />;
  if (runs.list.length === 0) {
    return (
      <EmptyState title="It never ran">A run is told of from the container's first start on.</EmptyState>
    );
  }
  const chosen = Math.max(
    0,
    runs.list.findIndex((run) => run.key === key),
  );
  const run = runs.list[chosen] as Run;
  const other = runs.list.find((one) => one.key === otherKey && one !== run) ?? runs.list[chosen + 1] ?? null;
  return (
    <SplitPane
      name="container-runs"
      direction="row"
      sized="first"
      initial={440}
      least={280}
      first={<RunList runs={runs.list} run={run} other={other} onRun={choose} onOther={chooseOther} />}
      second={<RunComparison container={container} run={run} other={other} />}
    />
  );
}

function useRuns(container: ContainerSummary): { list: Run[] | null; error: Error | null } {
  const dayMs = Math.floor(useNow(AGAIN_MS) / 86_400_000) * 86_400_000;
  const query = {
    startMs: dayMs - YEAR_MS,
    endMs: dayMs + YEAR_MS,
    entities: [container.entity],
    types: ['container'],
    limit: MOST_EVENTS,
  };
  const { data, error } = useCall('events.query', query, { refetchMs: AGAIN_MS });
  const list = useMemo(() => (data ? runsOf(data.events, container) : null), [data, container]);
  return { list, error };
}

interface RunListProps {
  runs: Run[];
  run: Run;
  other: Run | null;
  onRun(key: string): void;
  onOther(key: string): void;
}

function RunList({ runs, run, other, onRun, onOther }: RunListProps) {
  const now = useNow(1000);
  return (
    <ScrollRegion label="Runs">
      <table className="table dense">
        <thead>
          <tr>
            <th>Show</th>
            <th>With</th>
            <th>Started</th>
            <th className="right">Lasted</th>
            <th>Ended</th>
            <th>Container</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((one) => (
            <tr key={one.key}>
              <td className={classes.choice}>
                <input
                  type="radio"
                  name="run"
                  aria-label={`Show the run of ${one.key}`}
                  checked={one === run}
                  onChange={() => onRun(one.key)}
                />
              </td>
              <td className={classes.choice}>
                <input
                  type="radio"
                  name="with"
                  aria-label={`Compare with the run of ${one.key}`}
                  checked={one === other}
                  disabled={one === run}
                  onChange={() => onOther(one.key)}
                />
              </td>
              <td>
                {one.startKnown ? '' : 'before '}
                <Time ms={one.startMs} />
              </td>
              <td className="right">
                {one.startKnown ? durationWords((one.endMs ?? now) - one.startMs) : '—'}
              </td>
              <td>
                <RunEnd run={one} />
              </td>
              <td className="mono">{one.containerId.slice(0, 12)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
