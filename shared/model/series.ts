/** Prometheus' data model: a name, sorted labels and float64 samples at millisecond times. */
export type Label = [name: string, value: string];

/** Sorted by label name, `__name__` included, no name twice. */
export type Labels = Label[];

export const METRIC_NAME = '__name__';

/**
 * Stands beside a series' own labels in queries and results: the key of the entity whose series it is (see
 * entityKey), the same before and after its container was made anew. Not a stored label; names with two
 * underscores are never sent by a source.
 */
export const ENTITY_LABEL = '__entity__';

/** Sorts by name in code-unit order, as Prometheus does, and puts the metric's name in. */
export function seriesLabels(name: string, labels: Iterable<Label>): Labels {
  const all: Labels = [[METRIC_NAME, name], ...labels];
  return all.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
}

/** One string per distinct label set. NUL cannot occur in a label, so no two sets share a key. */
export function seriesKey(labels: Labels): string {
  return labels.map(([name, value]) => `${name}\0${value}`).join('\0');
}

export interface LabelMatcher {
  name: string;
  op: '=' | '!=' | 'in';
  /** One value for = and !=; any of several for in. */
  values: string[];
}

/** How one label is compared, as PromQL writes it; regular expressions are anchored at both ends, and dot is any character. */
export interface Matcher {
  name: string;
  op: '=' | '!=' | '=~' | '!~';
  value: string;
}

/** OpenMetrics' types, with `untyped` of the older text format as `unknown`. */
export const metricTypes = [
  'counter',
  'gauge',
  'histogram',
  'gaugehistogram',
  'summary',
  'info',
  'stateset',
  'unknown',
] as const;
export type MetricType = (typeof metricTypes)[number];

/** What is known of a metric family; empty texts where nothing is. */
export interface MetricMetadata {
  type: MetricType;
  help: string;
  unit: string;
}

/** One measured example behind a counter or a bucket. */
export interface Exemplar {
  /** With trace_id and span_id where the sender named them; sorted, without `__name__`. */
  labels: Labels;
  value: number;
  timeMs: number;
}
