import type { Samples } from './chunk.ts';
import { wordsOf } from './sample-run.ts';

/**
 * Puts pieces of one series together: in time order, and of several samples at one time the first given. Pieces that
 * follow each other, which is what they nearly always do, are only copied.
 */
export function mergeSamples(pieces: readonly Samples[]): Samples {
  if (pieces.length === 1 && pieces[0] && isAscending(pieces[0].timesMs)) return pieces[0];
  const joined = join(pieces);
  return isAscending(joined.timesMs) ? joined : sortedOnce(joined);
}

function join(pieces: readonly Samples[]): Samples {
  const count = pieces.reduce((sum, { timesMs }) => sum + timesMs.length, 0);
  const joined = { timesMs: new Float64Array(count), values: new Float64Array(count) };
  let at = 0;
  for (const { timesMs, values } of pieces) {
    joined.timesMs.set(timesMs, at);
    joined.values.set(values, at);
    at += timesMs.length;
  }
  return joined;
}

export function isAscending(timesMs: Float64Array): boolean {
  for (let i = 1; i < timesMs.length; i++) {
    if ((timesMs[i] as number) <= (timesMs[i - 1] as number)) return false;
  }
  return true;
}

function sortedOnce({ timesMs, values }: Samples): Samples {
  const order = Array.from(timesMs, (_, i) => i).sort((a, b) => timesMs[a]! - timesMs[b]! || a - b);
  const kept = order.filter((index, i) => i === 0 || timesMs[index] !== timesMs[order[i - 1]!]);
  return pickSamples({ timesMs, values }, kept);
}

/** The samples at the given places, bit for bit. */
export function pickSamples({ timesMs, values }: Samples, places: ArrayLike<number>): Samples {
  const picked = {
    timesMs: new Float64Array(places.length),
    values: new Float64Array(places.length),
  };
  const [from, to] = [wordsOf(values), wordsOf(picked.values)];
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as number;
    picked.timesMs[i] = timesMs[place] as number;
    to[i * 2] = from[place * 2] as number;
    to[i * 2 + 1] = from[place * 2 + 1] as number;
  }
  return picked;
}

/** The samples from `start` to `end` (index, excluded) as views. */
export const sliceSamples = ({ timesMs, values }: Samples, start: number, end: number): Samples => ({
  timesMs: timesMs.subarray(start, end),
  values: values.subarray(start, end),
});
