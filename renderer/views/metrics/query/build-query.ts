import type { Matcher, MetricType } from '../../../../shared/model/series.ts';
import { labelName } from '../../../../shared/promql/print.ts';
import { selectorText } from '../../../promql/selector-text.ts';

/** What is asked of a metric. */
export type Shape = 'rate' | 'increase' | 'value' | 'quantiles' | 'mean' | 'buckets' | 'labels';

export const aggregations = ['sum', 'avg', 'min', 'max', 'count', 'none'] as const;
export type Aggregation = (typeof aggregations)[number];

export interface MetricChoice {
  metric: string;
  type: MetricType;
  /** How many series it has; many are not drawn one by one unless that is asked for. */
  series: number;
  shape: Shape | null;
  aggregation: Aggregation | null;
  by: string[];
  where: Matcher[];
}

export interface BuiltQuery {
  expr: string;
  /** Stands for a series without labels of its own. */
  legend: string;
}

/** What a metric may be asked, the sensible first. */
export function shapesOf({ metric, type }: Pick<MetricChoice, 'metric' | 'type'>): Shape[] {
  switch (type) {
    case 'counter':
      return ['rate', 'increase', 'value'];
    case 'histogram':
    case 'gaugehistogram':
      return ['quantiles', 'rate', 'mean', 'buckets'];
    case 'summary':
      return ['value', 'rate', 'mean'];
    case 'info':
    case 'stateset':
      return ['labels', 'value'];
    case 'gauge':
      return metric.endsWith('_info') ? ['labels', 'value'] : ['value', 'rate'];
    case 'unknown':
      if (/_(?:total|count|sum|bucket)$/.test(metric)) return ['rate', 'increase', 'value'];
      return metric.endsWith('_info') ? ['labels', 'value'] : ['value', 'rate'];
  }
}

const FEW_SERIES = 20;

export const shapeOf = (choice: MetricChoice): Shape =>
  choice.shape && shapesOf(choice).includes(choice.shape) ? choice.shape : (shapesOf(choice)[0] as Shape);

/** Rates are summed; values are averaged where they are many, and else shown as they are. */
export function aggregationOf(choice: MetricChoice): Aggregation {
  if (choice.aggregation) return choice.aggregation;
  const shape = shapeOf(choice);
  if (shape !== 'value') return 'sum';
  if (choice.type === 'summary') return 'none';
  return choice.by.length === 0 && choice.series <= FEW_SERIES ? 'none' : 'avg';
}

const QUANTILES: [quantile: string, name: string][] = [
  ['0.5', 'p50'],
  ['0.95', 'p95'],
  ['0.99', 'p99'],
];

/** The queries that answer a choice. `range` is the length that rates look back, such as `1m`. */
export function buildQueries(choice: MetricChoice, range: string): BuiltQuery[] {
  const shape = shapeOf(choice);
  const { metric, where, by } = choice;
  const of = (suffix = '') => selectorText(metric + suffix, where);
  const one = (expr: string, legend = metric): BuiltQuery[] => [{ expr, legend }];
  const isFamily = ['histogram', 'gaugehistogram', 'summary'].includes(choice.type);
  switch (shape) {
    case 'rate':
      return one(aggregated(choice, `rate(${of(isFamily ? '_count' : '')}[${range}])`), 'rate');
    case 'increase':
      return one(aggregated(choice, `increase(${of()}[${range}])`), 'increase');
    case 'value':
    case 'labels':
      return one(shape === 'labels' ? of() : aggregated(choice, of()));
    case 'mean': {
      const total = (suffix: string) => `sum${grouping(by)}(rate(${of(suffix)}[${range}]))`;
      return one(`${total('_sum')} / ${total('_count')}`, 'mean');
    }
    case 'buckets':
      return one(bucketQuery(choice, range), 'buckets');
    case 'quantiles':
      return QUANTILES.map(([quantile, name]) => ({
        expr: `histogram_quantile(${quantile}, sum${grouping(['le', ...by])}(rate(${of('_bucket')}[${range}])))`,
        legend: name,
      }));
  }
}

/** What a heatmap of a histogram is drawn from. */
export const bucketQuery = ({ metric, where }: MetricChoice, range: string): string =>
  `sum by (le) (rate(${selectorText(`${metric}_bucket`, where)}[${range}]))`;

const grouping = (by: readonly string[]): string =>
  by.length === 0 ? '' : ` by (${by.map(labelName).join(', ')}) `;

function aggregated(choice: MetricChoice, expr: string): string {
  const how = aggregationOf(choice);
  return how === 'none' ? expr : `${how}${grouping(choice.by)}(${expr})`;
}
