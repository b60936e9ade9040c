import { newDashboard, newVariable } from '../../../../shared/dashboards/model.ts';
import { panels } from './builder.ts';

/** By the part of the names in brackets: rate() drops the name, so a label keeps it, and that needs a subquery. */
const rateByName = (ending: string, part: string) =>
  `sum by (name) (rate(label_replace({__name__=~"$prefix",__name__=~".+${ending}",__name__!~"$except"}, "name", "$1", "__name__", "${part}")[$__rate_interval:15s]))`;

/** Numbers that an application counts itself, over StatsD or otherwise: whatever begins with the name above. */
export const business = newDashboard({
  title: 'StatsD and business metrics',
  description:
    'Counters, gauges and timers that applications send themselves. Write the beginning of their names above; dots and dashes of StatsD are underscores here.',
  tags: ['statsd', 'business'],
  variables: [
    newVariable({
      name: 'prefix',
      label: 'Names that match',
      kind: 'text',
      query: '.+',
      description: 'A regular expression over the whole name, such as shop_.*',
    }),
    newVariable({
      name: 'except',
      label: 'But not',
      kind: 'text',
      query: 'container_.*|node_.*|traces_.*|scrape_.*|trivet_.*|go_.*|process_.*|up|.+_(?:bucket|info)',
    }),
  ],
  panels: panels(
    [
      'timeseries',
      {
        title: 'Counted a second',
        description: 'The ten fastest of the metrics whose names end in _total or _count.',
        at: [0, 0, 12, 10],
        ask: [[`topk(10, ${rateByName('_(?:total|count)', '(.+)')})`, '{{name}}']],
        style: { unit: 'cps', min: 0 },
      },
    ],
    [
      'timeseries',
      {
        title: 'Gauges',
        description: 'The ten largest of the other metrics.',
        at: [12, 0, 12, 10],
        ask: [
          ['topk(10, {__name__=~"$prefix",__name__!~".+_(total|count|sum|bucket)",__name__!~"$except"})'],
        ],
        style: { unit: 'short' },
      },
    ],
    [
      'table',
      {
        title: 'All of them now',
        at: [0, 10, 12, 10],
        ask: [['sort_desc(count by (__name__) ({__name__=~"$prefix",__name__!~"$except"}))']],
        more: {
          transformations: [
            { kind: 'organize', hide: ['Time'], order: [], rename: { __name__: 'Metric', Value: 'Series' } },
          ],
        },
      },
    ],
    [
      'timeseries',
      {
        title: 'Mean of timers and histograms',
        at: [12, 10, 12, 10],
        ask: [
          [`topk(10, ${rateByName('_sum', '(.+)_sum')} / ${rateByName('_count', '(.+)_count')})`, '{{name}}'],
        ],
        style: { unit: 'short', min: 0 },
      },
    ],
  ),
});
