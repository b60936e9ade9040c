import { newDashboard, newVariable } from '../../../../shared/dashboards/model.ts';
import { panels } from './builder.ts';

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
      query: 'container_.*|node_.*|traces_.*|scrape_.*|trivet_.*|go_.*|process_.*|up|.+_bucket',
    }),
  ],
  panels: panels(
    [
      'timeseries',
      {
        title: 'Counted a second',
        description: 'The ten fastest of the metrics whose names end in _total or _count.',
        at: [0, 0, 12, 10],
        ask: [
          [
            'topk(10, sum by (name) (label_replace(rate({__name__=~"$prefix",__name__=~".+_(total|count)",__name__!~"$except"}[$__rate_interval]), "name", "$1", "__name__", "(.*)")))',
            '{{name}}',
          ],
        ],
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
          [
            'topk(10, sum by (name) (label_replace(rate({__name__=~"$prefix",__name__=~".+_sum",__name__!~"$except"}[$__rate_interval]), "name", "$1", "__name__", "(.*)_sum")) / sum by (name) (label_replace(rate({__name__=~"$prefix",__name__=~".+_count",__name__!~"$except"}[$__rate_interval]), "name", "$1", "__name__", "(.*)_count")))',
            '{{name}}',
          ],
        ],
        style: { unit: 'short', min: 0 },
      },
    ],
  ),
});
