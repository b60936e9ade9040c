import type { ContainerEvent, ContainerSummary } from '../../../../shared/model/container.ts';
import type { ChartSeries } from '../../../charts/chart-series.ts';

/** From a start of the container to its end; a restart begins another run, and so does a container made anew. */
export interface Run {
  /** Names it in the address: the container's short id and when it began. */
  key: string;
  containerId: string;
  image: string;
  startMs: number;
  /** The start was before what is stored; `startMs` is the first that is known of it. */
  startKnown: boolean;
  /** Null while it runs. */
  endMs: number | null;
  /** Null while it runs, and where its end was not seen. */
  exitCode: number | null;
  oomKilled: boolean;
}

const MS = 1_000_000n;

/** The runs that the stored events tell of, newest first. */
export function runsOf(events: readonly ContainerEvent[], container: ContainerSummary): Run[] {
  const runs: Run[] = [];
  let open: Run | null = null;
  const ordered = [...events].sort((a, b) => (a.timeUnixNano < b.timeUnixNano ? -1 : 1));
  for (const event of ordered) {
    const timeMs = Number(event.timeUnixNano / MS);
    if (event.action === 'start') {
      // The end of the one before was not seen: nothing later is known of it.
      if (open) runs.push({ ...open, endMs: timeMs });
      open = newRun(event, timeMs, true);
    } else if (event.action === 'oom') {
      if (open) open.oomKilled = true;
    } else if (event.action === 'die') {
      const run: Run = open ?? newRun(event, timeMs, false);
      runs.push({ ...run, endMs: timeMs, exitCode: exitCodeOf(event) });
      open = null;
    }
  }
  if (container.state === 'running' || container.state === 'paused') runs.push(open ?? present(container));
  else if (open)
    runs.push({ ...open, endMs: container.finishedMs ?? open.startMs, exitCode: container.exitCode });
  return runs.reverse();
}

function newRun(event: ContainerEvent, startMs: number, startKnown: boolean): Run {
  return {
    key: runKey(event.id, startMs),
    containerId: event.id,
    image: attribute(event, 'image') ?? '',
    startMs,
    startKnown,
    endMs: null,
    exitCode: null,
    oomKilled: false,
  };
}

/** The run that was there before Trivet was. */
function present({ id, image, startedMs, createdMs }: ContainerSummary): Run {
  const startMs = startedMs ?? createdMs;
  const rest = { endMs: null, exitCode: null, oomKilled: false };
  return {
    key: runKey(id, startMs),
    containerId: id,
    image,
    startMs,
    startKnown: startedMs !== null,
    ...rest,
  };
}

const runKey = (id: string, startMs: number) => `${id.slice(0, 12)}-${Math.floor(startMs / 1000)}`;

const attribute = ({ attributes }: ContainerEvent, wanted: string) =>
  attributes.find(([name]) => name === wanted)?.[1];

function exitCodeOf(event: ContainerEvent): number | null {
  const text = attribute(event, 'exitCode');
  return text === undefined || !/^-?\d+$/.test(text) ? null : Number(text);
}

/** The same lines as if they had begun at another time, for laying one run over another. */
export function shifted(series: readonly ChartSeries[], byMs: number): ChartSeries[] {
  return series.map((one) => ({ ...one, timesMs: one.timesMs.map((timeMs) => timeMs + byMs) }));
}

/** The largest value and the mean of those that there are; null for none. */
export function peakAndMean(values: Float64Array | undefined): { peak: number; mean: number } | null {
  let peak = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let count = 0;
  for (const value of values ?? []) {
    if (Number.isNaN(value)) continue;
    peak = Math.max(peak, value);
    sum += value;
    count++;
  }
  return count === 0 ? null : { peak, mean: sum / count };
}
