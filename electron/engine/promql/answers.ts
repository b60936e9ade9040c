import type { InstantAnswer, InstantValue, RangeAnswer } from '../../../shared/contract/promql.ts';
import { packPresence } from '../../../shared/promql/presence.ts';
import { gridTimes } from './grid.ts';
import type { InstantOutcome, RangeOutcome } from './query.ts';
import type { Column } from './value.ts';

/** A range query's outcome as the contract has it; of too many series the first by their labels. */
export function rangeAnswer(outcome: RangeOutcome, mostSeries: number): RangeAnswer {
  const { grid, warnings, infos, stats } = outcome;
  const kept = outcome.series.slice(0, mostSeries);
  const needsBits = kept.some(hasComputedNaN);
  return {
    timesMs: gridTimes(grid),
    series: kept.map((column) => ({ labels: column.labels, values: withGaps(column) })),
    present: needsBits
      ? packPresence(
          kept.map(({ present }) => present),
          grid.steps,
        )
      : null,
    truncated: outcome.series.length > kept.length,
    warnings,
    infos,
    stats,
  };
}

function hasComputedNaN({ values, present }: Column): boolean {
  for (let step = 0; step < values.length; step++) {
    if (present[step] === 1 && Number.isNaN(values[step])) return true;
  }
  return false;
}

/** Values with NaN where there are none. A column may share its values with another, so these are its own. */
function withGaps({ values, present }: Column): Float64Array {
  if (!present.includes(0)) return values;
  const own = values.slice();
  for (let step = 0; step < own.length; step++) if (present[step] === 0) own[step] = Number.NaN;
  return own;
}

export function instantAnswer(outcome: InstantOutcome, timeMs: number): InstantAnswer {
  const { warnings, infos, stats } = outcome;
  return { ...instantValue(outcome, timeMs), warnings, infos, stats };
}

function instantValue(outcome: InstantOutcome, timeMs: number): InstantValue {
  switch (outcome.type) {
    case 'vector':
      return {
        type: 'vector',
        samples: outcome.samples.map(({ labels, value }) => ({ labels, timeMs, value })),
      };
    case 'matrix':
      // Views of what a source keeps would take the whole buffers along to another thread.
      return {
        type: 'matrix',
        series: outcome.series.map(({ labels, timesMs, values }) => ({
          labels,
          timesMs: timesMs.slice(),
          values: values.slice(),
        })),
      };
    default:
      return { type: outcome.type, timeMs, value: outcome.value } as InstantValue;
  }
}
