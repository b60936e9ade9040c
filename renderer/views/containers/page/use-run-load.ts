import { useMemo } from 'react';
import type { ContainerSummary } from '../../../../shared/model/container.ts';
import { msToNano } from '../../../../shared/model/time.ts';
import type { ChartSeries } from '../../../charts/chart-series.ts';
import { useContainerSeries } from '../../../charts/use-container-series.ts';
import { useCall } from '../../../connection/use-call.ts';
import { useNow } from '../../../time/ticker.ts';
import type { TimeWindow } from '../../../time/time-range.ts';
import { lineOf } from './lanes.ts';
import { peakAndMean, type Run } from './runs.ts';

export interface RunLoad {
  window: TimeWindow;
  cpu: ChartSeries[];
  memory: ChartSeries[];
  network: ChartSeries[];
  cpuFigures: { peak: number; mean: number } | null;
  memoryFigures: { peak: number; mean: number } | null;
  /** Null while not known. */
  lines: number | null;
  errorLines: number | null;
}

const POINTS = 240;
const NOW_EVERY_MS = 5000;
const LEAST_MS = 10_000;

/** What one run used and logged, as lines of this name and colour. */
export function useRunLoad(container: ContainerSummary, run: Run, name: string, colour: string): RunLoad {
  const now = useNow(NOW_EVERY_MS);
  const endMs = Math.max(run.endMs ?? now, run.startMs + LEAST_MS);
  const window = useMemo(() => ({ startMs: run.startMs, endMs }), [run.startMs, endMs]);
  const options = useMemo(() => ({ names: [container.name], points: POINTS }), [container.name]);
  const cpu = useContainerSeries('cpu', window, options);
  const memory = useContainerSeries('memory', window, options);
  const network = useContainerSeries('networkIn', window, options);
  const logs = useCall('logs.volume', {
    entities: [container.entity],
    start: msToNano(window.startMs),
    end: msToNano(window.endMs),
    buckets: 1,
  });
  const counted = logs.data;
  const errors = counted?.counts
    .filter(([level]) => level === 'error' || level === 'fatal')
    .reduce((sum, [, counts]) => sum + (counts[0] ?? 0), 0);
  return {
    window,
    cpu: lineOf(cpu, container.name, name, colour),
    memory: lineOf(memory, container.name, name, colour),
    network: lineOf(network, container.name, name, colour),
    cpuFigures: peakAndMean(cpu?.byName.get(container.name)),
    memoryFigures: peakAndMean(memory?.byName.get(container.name)),
    lines: counted?.total ?? null,
    errorLines: errors ?? null,
  };
}
