import { formatDuration } from '../../../../shared/promql/number.ts';

const LEAST_MS = 10_000;
/** A rate needs two samples in its range; four intervals leave room for a missed one, as Grafana reckons it. */
const INTERVALS = 4;

/** How far a rate looks back, so that no step goes without samples and none is skipped. */
export function rateRangeMs(sampleMs: number, stepMs: number): number {
  return Math.ceil(Math.max(sampleMs * INTERVALS, stepMs, LEAST_MS) / 1000) * 1000;
}

export const rateRange = (sampleMs: number, stepMs: number): string =>
  formatDuration(rateRangeMs(sampleMs, stepMs));

/** Prometheus' own default, where a metric's samples could not be counted. */
export const USUAL_SAMPLE_MS = 15_000;
export const COUNTED_MS = 600_000;

/** The time between two samples, from how many there were in ten minutes; those of a source's first minutes are few. */
export function sampleInterval(samples: number): number {
  return samples > 1 ? COUNTED_MS / samples : USUAL_SAMPLE_MS;
}
