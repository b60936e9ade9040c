import { TrivetError } from '../../../shared/contract/errors.ts';

/** As many as Prometheus answers: more than any screen has pixels. */
const MOST_STEPS = 11_000;

/** @throws TrivetError invalid_params, in Prometheus' words */
export function checkSteps({
  startMs,
  endMs,
  stepMs,
}: {
  startMs: number;
  endMs: number;
  stepMs: number;
}): void {
  if (endMs < startMs) throw new TrivetError('invalid_params', 'end timestamp must not be before start time');
  if ((endMs - startMs) / stepMs > MOST_STEPS) {
    throw new TrivetError(
      'invalid_params',
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
      { cure: 'Ask for a longer step or a shorter range.' },
    );
  }
}
