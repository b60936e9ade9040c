import { useMemo } from 'react';
import type { ContainerSummary } from '../../../../shared/model/container.ts';
import { bytes, bytesPerSecond, count, percent, quantityText } from '../../../../shared/model/format.ts';
import { useContainerSeries } from '../../../charts/use-container-series.ts';
import { colourName, colourOf } from '../../../components/colours.ts';
import type { TimeWindow } from '../../../time/time-range.ts';
import { type Lane, lineOf } from './lanes.ts';

const percentText = (value: number) => (value === 0 ? '0' : quantityText(percent(value)));
const bytesText = (value: number) => (value === 0 ? '0' : quantityText(bytes(value)));
const rateText = (value: number) => (value === 0 ? '0' : quantityText(bytesPerSecond(value)));
const countText = (value: number) => count(Math.round(value));
const POINTS = 300;
const SECOND = 'var(--t2)';

/** CPU, memory, network, block I/O and PIDs of one container over the window. */
export function useLanes(container: ContainerSummary, window: TimeWindow): Lane[] {
  const names = useMemo(() => [container.name], [container.name]);
  const options = { names, points: POINTS };
  const cpu = useContainerSeries('cpu', window, options);
  const memory = useContainerSeries('memory', window, options);
  const networkIn = useContainerSeries('networkIn', window, options);
  const networkOut = useContainerSeries('networkOut', window, options);
  const processes = useContainerSeries('processes', window, options);
  const threads = useContainerSeries('threads', window, options);
  const blockRead = useContainerSeries('blockRead', window, options);
  const blockWrite = useContainerSeries('blockWrite', window, options);
  const colour = colourOf(colourName(container));
  const limit = container.memoryLimited ? (container.stats?.memoryLimitBytes ?? null) : null;
  const { name } = container;
  return useMemo<Lane[]>(
    () => [
      {
        key: 'cpu',
        title: 'CPU',
        unit: '% of a core',
        height: 72,
        series: lineOf(cpu, name, 'usage', colour, { area: true }),
        base: 10,
        leastMax: 1,
        limit: null,
        format: percentText,
      },
      {
        key: 'memory',
        title: 'Memory',
        unit: limit === null ? 'working set' : 'of limit',
        height: 76,
        series: lineOf(memory, name, 'working set', colour, { area: true }),
        base: 2,
        leastMax: 1024,
        limit,
        format: bytesText,
      },
      {
        key: 'network',
        title: 'Network',
        unit: '/s',
        height: 50,
        series: [...lineOf(networkIn, name, 'in', colour), ...lineOf(networkOut, name, 'out', SECOND)],
        base: 2,
        leastMax: 1024,
        limit: null,
        format: rateText,
      },
      {
        key: 'block',
        title: 'Block I/O',
        unit: '/s',
        height: 50,
        series: [...lineOf(blockRead, name, 'read', colour), ...lineOf(blockWrite, name, 'write', SECOND)],
        base: 2,
        leastMax: 1024,
        limit: null,
        format: rateText,
      },
      {
        key: 'pids',
        title: 'PIDs',
        unit: '',
        height: 50,
        series: [
          ...lineOf(processes, name, 'processes', colour),
          ...lineOf(threads, name, 'threads', SECOND),
        ],
        base: 10,
        leastMax: 4,
        limit: null,
        format: countText,
      },
    ],
    [cpu, memory, networkIn, networkOut, blockRead, blockWrite, processes, threads, name, colour, limit],
  );
}
