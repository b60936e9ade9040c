import { useMemo } from 'react';
import { useCall } from '../connection/use-call.ts';
import { alignedWindow, type TimeWindow } from '../time/time-range.ts';
import { byContainerName, type NamedSeries } from './container-series.ts';

/** cAdvisor's names, how each is read, and what makes the figure that people know. */
const METRICS = {
  cpu: { metric: 'container_cpu_usage_seconds_total', as: 'rate', scale: 100 },
  memory: { metric: 'container_memory_working_set_bytes', as: 'last', scale: 1 },
  memoryLimit: { metric: 'container_spec_memory_limit_bytes', as: 'last', scale: 1 },
  networkIn: { metric: 'container_network_receive_bytes_total', as: 'rate', scale: 1 },
  networkOut: { metric: 'container_network_transmit_bytes_total', as: 'rate', scale: 1 },
  processes: { metric: 'container_processes', as: 'max', scale: 1 },
  threads: { metric: 'container_threads', as: 'max', scale: 1 },
  blockRead: { metric: 'container_fs_reads_bytes_total', as: 'rate', scale: 1 },
  blockWrite: { metric: 'container_fs_writes_bytes_total', as: 'rate', scale: 1 },
} as const;

export type ContainerMetric = keyof typeof METRICS;

interface SeriesOptions {
  /** Only these containers; all when missing. */
  names?: string[] | undefined;
  /** About so many steps over the window. */
  points?: number;
  enabled?: boolean;
}

/** A metric of containers over the window: CPU in percent of a core, memory in bytes, processes
 * and threads counted, the rest in bytes a second. */
export function useContainerSeries(
  which: ContainerMetric,
  window: TimeWindow,
  { names, points = 240, enabled = true }: SeriesOptions = {},
): NamedSeries | null {
  const { metric, as, scale } = METRICS[which];
  const { startMs, endMs, stepMs } = alignedWindow(window, points);
  const { data } = useCall(
    'metrics.range',
    {
      metric,
      as,
      startMs,
      endMs,
      stepMs,
      matchers: names ? [{ name: 'name', op: 'in', values: names }] : [],
    },
    { enabled: enabled && (names === undefined || names.length > 0) },
  );
  return useMemo(() => (data ? byContainerName(data, scale) : null), [data, scale]);
}
