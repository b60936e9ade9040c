import { appendSamples } from './append.ts';
import { compactSlice } from './compaction.ts';
import { downsampleSlice } from './downsample.ts';
import { storeExemplars } from './exemplars.ts';
import { describeFamilies } from './families.ts';
import { defineSeries } from './series.ts';

export const metricWriteOps = {
  'metrics.series': defineSeries,
  'metrics.append': appendSamples,
  'metrics.compact': compactSlice,
  'metrics.downsample': downsampleSlice,
  'metrics.describe': describeFamilies,
  'metrics.exemplars': storeExemplars,
};
