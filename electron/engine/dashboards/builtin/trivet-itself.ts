import { newDashboard } from '../../../../shared/dashboards/model.ts';
import { panels, spark, warnAt } from './builder.ts';

/** What comes in, what is dropped and what scraping costs. */
export const trivetItself = newDashboard({
  title: 'Trivet itself',
  description:
    'What comes in and what was dropped, as Trivet’s own /metrics tells it, and how scraping goes.',
  tags: ['trivet'],
  panels: panels(
    [
      'stat',
      { title: 'Targets up', at: [0, 0, 6, 4], ask: [['sum(up)']], style: { unit: 'none' }, more: spark },
    ],
    [
      'stat',
      {
        title: 'Targets down',
        at: [6, 0, 6, 4],
        ask: [['count(up == 0) or vector(0)']],
        style: { unit: 'none', ...warnAt(1, 5) },
        more: spark,
      },
    ],
    [
      'stat',
      {
        title: 'Samples a scrape',
        at: [12, 0, 6, 4],
        ask: [['sum(scrape_samples_scraped)']],
        style: { unit: 'short' },
        more: spark,
      },
    ],
    [
      'stat',
      {
        title: 'Slowest scrape',
        at: [18, 0, 6, 4],
        ask: [['max(scrape_duration_seconds)']],
        style: { unit: 's' },
        more: spark,
      },
    ],
    [
      'timeseries',
      {
        title: 'Received',
        at: [0, 4, 12, 9],
        ask: [
          [
            'sum by (receiver, signal) (rate(trivet_received_items_total[$__rate_interval]))',
            '{{receiver}} {{signal}}',
          ],
        ],
        style: { unit: 'cps', min: 0 },
      },
    ],
    [
      'timeseries',
      {
        title: 'Dropped, by cause',
        at: [12, 4, 12, 9],
        ask: [
          [
            'sum by (receiver, cause) (rate(trivet_dropped_items_total[$__rate_interval]))',
            '{{receiver}} {{cause}}',
          ],
        ],
        style: { unit: 'cps', min: 0 },
      },
    ],
    [
      'timeseries',
      {
        title: 'Scrape duration',
        at: [0, 13, 12, 9],
        ask: [['max by (job, instance) (scrape_duration_seconds)', '{{job}} {{instance}}']],
        style: { unit: 's', min: 0 },
      },
    ],
    [
      'table',
      {
        title: 'Targets',
        at: [12, 13, 12, 9],
        ask: [
          ['max by (job, instance) (up)'],
          ['max by (job, instance) (scrape_samples_scraped)'],
          ['max by (job, instance) (scrape_duration_seconds)'],
        ],
        more: {
          transformations: [
            { kind: 'merge' },
            {
              kind: 'organize',
              hide: ['Time'],
              order: ['job', 'instance'],
              rename: {
                job: 'Job',
                instance: 'Instance',
                'Value #A': 'State',
                'Value #B': 'Samples',
                'Value #C': 'Duration',
              },
            },
          ],
          overrides: [
            {
              by: 'name',
              match: 'State',
              set: {
                mappings: [
                  { kind: 'value', value: '1', text: 'up', colour: 'green' },
                  { kind: 'value', value: '0', text: 'down', colour: 'red' },
                ],
                cell: 'colour',
              },
            },
            { by: 'name', match: 'Duration', set: { unit: 's' } },
          ],
        },
      },
    ],
  ),
});
