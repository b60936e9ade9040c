import type { MetricFamily } from '../../../shared/contract/promql.ts';
import type { MetricMetadata, MetricType } from '../../../shared/model/series.ts';
import type { MetricName } from '../storage/metrics/series-queries.ts';

/** Types whose family has several metrics, with what their names end in. */
const PARTS: Partial<Record<MetricType, readonly string[]>> = {
  histogram: ['_bucket', '_sum', '_count'],
  gaugehistogram: ['_bucket', '_gsum', '_gcount'],
  summary: ['_sum', '_count', ''],
};
/** What OpenMetrics puts behind a family's name for its one metric. */
const SUFFIXES = ['_total', '_info', '_created'];

const UNKNOWN: MetricMetadata = { type: 'unknown', help: '', unit: '' };

/**
 * The metrics that have samples as families: buckets, sum and count of a histogram are one. What nobody described is
 * told by its names: buckets with a sum beside them are a histogram, `_total` is a counter.
 */
export function metricFamilies(
  names: readonly MetricName[],
  metadata: ReadonlyMap<string, MetricMetadata>,
): MetricFamily[] {
  const present = new Set(names.map(({ name }) => name));
  const families = new Map<string, MetricFamily>();
  for (const { name, series, newestMs } of names) {
    const own = familyOf(name, metadata, present);
    const known = families.get(own.name);
    if (known) {
      known.series += series;
      known.lastMs = Math.max(known.lastMs ?? 0, newestMs);
    } else families.set(own.name, { ...own, series, lastMs: newestMs });
  }
  return [...families.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function familyOf(
  name: string,
  metadata: ReadonlyMap<string, MetricMetadata>,
  present: ReadonlySet<string>,
): MetricMetadata & { name: string } {
  const own = metadata.get(name);
  if (own) return { name, ...own };
  for (const ending of ['_bucket', '_sum', '_count', '_gsum', '_gcount']) {
    if (!name.endsWith(ending)) continue;
    const stem = name.slice(0, -ending.length);
    const said = metadata.get(stem);
    if (said && PARTS[said.type]?.includes(ending)) return { name: stem, ...said };
    const looksLikeHistogram = present.has(`${stem}_bucket`) && present.has(`${stem}_count`);
    if (!said && looksLikeHistogram) return { ...UNKNOWN, name: stem, type: 'histogram' };
  }
  for (const suffix of SUFFIXES) {
    const said = name.endsWith(suffix) ? metadata.get(name.slice(0, -suffix.length)) : undefined;
    if (said) return { name, ...said, type: suffix === '_created' ? 'gauge' : said.type };
  }
  return { ...UNKNOWN, name, type: name.endsWith('_total') ? 'counter' : 'unknown' };
}
