import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import { STATUS_ERROR } from '../../../../shared/trace-analysis/trace-tree.ts';

/** Stands for a service where a span failed. */
export const FAILED = -1;

/** So large a share of failed spans colours a pixel. */
const NOTICED = 0.05;

export interface MinimapRun {
  /** Pixels, `to` not included. */
  from: number;
  to: number;
  service: number;
}

/**
 * One row of pixels of a trace with any number of spans: the row stands for its share of them in start order, and
 * each pixel for the service with most spans there, or for a failure: where a failed span begins, and where failed ones
 * are not lost among many others. Linear in the row's spans and in the width.
 */
export function minimapRuns(
  { parent, service, services, status, startNano, durationNano }: TraceDetail,
  total: number,
  row: number,
  rows: number,
  width: number,
): MinimapRun[] {
  const first = Math.floor((row * parent.length) / rows);
  const last = Math.floor(((row + 1) * parent.length) / rows);
  const lanes = services.length + 1;
  const changes = new Int32Array((width + 1) * lanes);
  for (let i = first; i < last; i++) {
    const lane = status[i] === STATUS_ERROR ? services.length : service[i]!;
    const from = Math.min(width - 1, Math.max(0, Math.floor((startNano[i]! / total) * width)));
    const to = Math.min(
      width,
      Math.max(from + 1, Math.round(((startNano[i]! + durationNano[i]!) / total) * width)),
    );
    changes[from * lanes + lane]!++;
    changes[to * lanes + lane]!--;
  }
  const runs: MinimapRun[] = [];
  const open = new Int32Array(lanes);
  for (let x = 0; x < width; x++) {
    let most = 0;
    let all = 0;
    let winner = services.length + 1;
    for (let lane = 0; lane < lanes; lane++) {
      open[lane]! += changes[x * lanes + lane]!;
      all += open[lane]!;
      if (open[lane]! > most) {
        most = open[lane]!;
        winner = lane;
      }
    }
    if (most === 0) continue;
    const failed = open[services.length]!;
    const begins = changes[x * lanes + services.length]! > 0;
    const own = failed > 0 && (begins || failed >= all * NOTICED) ? FAILED : winner;
    const before = runs.at(-1);
    if (before && before.to === x && before.service === own) before.to = x + 1;
    else runs.push({ from: x, to: x + 1, service: own });
  }
  return runs;
}
