import type { Labels } from '../../../../shared/model/series.ts';
import type { Span } from '../../../../shared/promql/ast.ts';
import type { Evaluation } from '../evaluation.ts';
import { metricName } from '../labels.ts';
import type { RangeFunction, RangeFunctionEntry } from '../range-call.ts';

/** Beyond this many usual distances from the range's edge a series is taken to begin or end inside the range. */
const EDGE_DISTANCES = 1.1;

/** Indexes of the samples that are smaller than the one before: there the counter began anew at zero. */
function resetsOf(values: Float64Array): number[] {
  const resets: number[] = [];
  for (let i = 1; i < values.length; i++)
    if ((values[i] as number) < (values[i - 1] as number)) resets.push(i);
  return resets;
}

/**
 * The growth over the window, carried on to its edges where the first and last sample stand near them, else by half
 * of the usual distance; a counter is not carried on below zero (Prometheus' extrapolatedRate). A step costs the
 * same however many samples its window holds: only the first, the last and the resets between are looked at.
 */
function extrapolated(counter: boolean, perSecond: boolean): RangeFunction {
  return ({ timesMs, values, from, to }, { endsMs, rangeMs, grid }, { values: out, present }) => {
    const resets = counter ? resetsOf(values) : [];
    const divisor = perSecond ? rangeMs / 1000 : 1;
    let nextReset = 0;
    for (let step = 0; step < grid.steps; step++) {
      const first = from[step] as number;
      const last = (to[step] as number) - 1;
      if (last <= first) continue;
      const firstValue = values[first] as number;
      let growth = (values[last] as number) - firstValue;
      while (nextReset < resets.length && (resets[nextReset] as number) <= first) nextReset++;
      for (let r = nextReset; r < resets.length && (resets[r] as number) <= last; r++)
        growth += values[(resets[r] as number) - 1] as number;

      const firstMs = timesMs[first] as number;
      const lastMs = timesMs[last] as number;
      const endMs = endsMs[step] as number;
      const sampled = (lastMs - firstMs) / 1000;
      const distance = sampled / (last - first);
      const threshold = distance * EDGE_DISTANCES;
      let toStart = (firstMs - (endMs - rangeMs)) / 1000;
      let toEnd = (endMs - lastMs) / 1000;
      if (toStart >= threshold) toStart = distance / 2;
      if (counter && growth > 0 && firstValue >= 0) {
        const toZero = sampled * (firstValue / growth);
        if (toZero < toStart) toStart = toZero;
      }
      if (toEnd >= threshold) toEnd = distance / 2;
      const factor = (sampled + toStart + toEnd) / sampled;
      out[step] = growth * (perSecond ? factor / divisor : factor);
      present[step] = 1;
    }
  };
}

/** From the last two samples alone. */
function instant(counter: boolean): RangeFunction {
  return ({ timesMs, values, from, to }, { grid }, { values: out, present }) => {
    for (let step = 0; step < grid.steps; step++) {
      const last = (to[step] as number) - 1;
      if (last <= (from[step] as number)) continue;
      const now = values[last] as number;
      const before = values[last - 1] as number;
      const seconds = ((timesMs[last] as number) - (timesMs[last - 1] as number)) / 1000;
      const growth = counter && now < before ? now : now - before;
      out[step] = counter ? growth / seconds : growth;
      present[step] = 1;
    }
  };
}

const COUNTER_NAME = /_(total|sum|count|bucket)$/;

function noteNonCounter(labels: Labels, arg: Span, { notes }: Evaluation): void {
  const name = metricName(labels);
  if (name === '' || COUNTER_NAME.test(name)) return;
  notes.info(
    `metric might not be a counter, name does not end in _total/_sum/_count/_bucket: ${JSON.stringify(name)}`,
    arg,
  );
}

export const rateFunctions: Record<string, RangeFunctionEntry> = {
  rate: { compute: extrapolated(true, true), note: noteNonCounter, isFlat: true },
  increase: { compute: extrapolated(true, false), note: noteNonCounter, isFlat: true },
  delta: { compute: extrapolated(false, false), isFlat: true },
  irate: { compute: instant(true), isFlat: true },
  idelta: { compute: instant(false), isFlat: true },
};
