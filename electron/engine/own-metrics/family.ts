import type { Label, MetricType } from '../../../shared/model/series.ts';

/** One metric as it stands in a text: counters without `_total`, which the writer adds. */
export interface Family {
  name: string;
  type: Extract<MetricType, 'counter' | 'gauge'>;
  help: string;
  samples: [labels: Label[], value: number][];
}

/** Samples whose value is not known are left out. */
export const family = (
  type: Family['type'],
  name: string,
  help: string,
  samples: [labels: Label[], value: number | null | undefined][],
): Family => ({
  name,
  type,
  help,
  samples: samples.filter((sample): sample is [Label[], number] => typeof sample[1] === 'number'),
});
