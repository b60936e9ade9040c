import type { TracePoints } from '../../../../shared/contract/traces.ts';
import { duration, quantityText } from '../../../../shared/model/format.ts';

export interface TracesNear {
  /** Nanoseconds. */
  p95: number;
  errors: number;
  count: number;
  text: string;
}

/** The traces that began within a step of the moment: how many, how many failed, their 95th percentile. */
export function tracesNear(
  points: TracePoints | undefined,
  timeMs: number,
  stepMs: number,
): TracesNear | null {
  if (!points) return null;
  const durations: number[] = [];
  let errors = 0;
  points.startMs.forEach((startMs, i) => {
    if (Math.abs(startMs - timeMs) > stepMs) return;
    durations.push(points.durationNano[i] ?? 0);
    if ((points.errorCounts[i] ?? 0) > 0) errors++;
  });
  if (durations.length === 0) return null;
  durations.sort((a, b) => a - b);
  const p95 = durations[Math.min(durations.length - 1, Math.ceil(durations.length * 0.95) - 1)] ?? 0;
  const failed = errors > 0 ? `, ${errors} with errors` : '';
  return {
    p95,
    errors,
    count: durations.length,
    text: `${durations.length} ${durations.length === 1 ? 'trace' : 'traces'}, p95 ${quantityText(duration(p95))}${failed}`,
  };
}
