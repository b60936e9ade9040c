import { useMemo } from 'react';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import { bytes, percent, quantityText } from '../../../shared/model/format.ts';
import type { EventMark } from '../../charts/event-marks.ts';
import { TimeChart } from '../../charts/TimeChart.tsx';
import { useContainerSeries } from '../../charts/use-container-series.ts';
import { useTimeRange } from '../../time/use-time-range.ts';
import { ChartLegend } from './ChartLegend.tsx';
import { chartSeries, limitShares } from './chart-lines.ts';
import classes from './containers.module.css';

/** More lines than these nobody tells apart. */
const MOST_LINES = 12;
const percentText = (value: number) => (value === 0 ? '0' : `${quantityText(percent(value))}`);
const bytesText = (value: number) => quantityText(bytes(value));

/** The containers as of when who they are or their limits last changed: new readings alone draw no chart again. */
function useSteady(containers: ContainerSummary[]): ContainerSummary[] {
  const key = containers
    .map(({ id, memoryLimited, stats }) => `${id} ${memoryLimited ? stats?.memoryLimitBytes : ''}`)
    .join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the containers
  return useMemo(() => containers, [key]);
}

/** CPU and memory of the containers over the range, the busiest first. */
export function ContainerCharts({
  containers,
  marks,
}: {
  containers: ContainerSummary[];
  marks: EventMark[];
}) {
  const { window, brush } = useTimeRange();
  const cpu = useContainerSeries('cpu', window);
  const memory = useContainerSeries('memory', window);
  const steady = useSteady(containers);
  const limited = steady.some(({ memoryLimited }) => memoryLimited);
  const cpuLines = useMemo(() => (cpu ? chartSeries(steady, cpu, MOST_LINES) : []), [steady, cpu]);
  const memoryLines = useMemo(() => {
    if (!memory) return [];
    return chartSeries(steady, limited ? limitShares(steady, memory) : memory, MOST_LINES);
  }, [steady, memory, limited]);
  const own = useMemo(() => {
    const entities = new Set(steady.map(({ entity }) => entity));
    return marks.filter(({ entity }) => entities.has(entity));
  }, [steady, marks]);
  return (
    <div className={classes.charts}>
      <section className="pane" aria-label="CPU">
        <div className="pane-head">
          <h2>CPU</h2>
          <span className="sub">% of one core</span>
          <span className="grow" />
          <ChartLegend series={cpuLines} of={containers.length} />
        </div>
        <TimeChart
          label="CPU over time"
          window={window}
          series={cpuLines}
          format={percentText}
          marks={own}
          onBrush={brush}
          leastMax={1}
        />
      </section>
      <section className="pane edge-left" aria-label="Memory">
        <div className="pane-head">
          <h2>Memory</h2>
          <span className="sub">{limited ? '% of each limit' : 'working set'}</span>
          <span className="grow" />
          <ChartLegend
            series={memoryLines}
            of={limited ? containers.filter(({ memoryLimited }) => memoryLimited).length : containers.length}
          />
        </div>
        <TimeChart
          label="Memory over time"
          window={window}
          series={memoryLines}
          format={limited ? percentText : bytesText}
          base={limited ? 10 : 2}
          {...(limited ? { leastMax: 100 } : {})}
          marks={own}
          onBrush={brush}
        />
      </section>
    </div>
  );
}
