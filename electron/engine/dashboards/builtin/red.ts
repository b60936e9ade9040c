import { newDashboard } from '../../../../shared/dashboards/model.ts';
import { anyOf, labelVariable, panels, spark, warnAt } from './builder.ts';

const CALLS =
  'traces_spanmetrics_calls_total{service=~"$service",span_kind=~"SPAN_KIND_(SERVER|CONSUMER)|server|consumer"}';
const FAILED = CALLS.replace('{', '{status_code=~"STATUS_CODE_ERROR|error|2",');
const BUCKETS = CALLS.replace('calls_total', 'latency_bucket');
const rate = (selector: string, by: string) => `sum by (${by}) (rate(${selector}[$__rate_interval]))`;
const quantile = (q: number, by: string) =>
  `histogram_quantile(${q}, ${rate(BUCKETS, by === '' ? 'le' : `le, ${by}`)})`;

/** Rate, errors and duration of every service, from its spans. */
export const red = newDashboard({
  title: 'Services: rate, errors, duration',
  description: 'What the services answer, from the spans that were received.',
  tags: ['services', 'traces'],
  variables: [
    labelVariable('service', 'Service', 'label_values(traces_spanmetrics_calls_total, service)', anyOf),
  ],
  panels: panels(
    [
      'stat',
      {
        title: 'Requests',
        at: [0, 0, 8, 4],
        ask: [[`sum(rate(${CALLS}[$__rate_interval]))`]],
        style: { unit: 'reqps' },
        more: spark,
      },
    ],
    [
      'stat',
      {
        title: 'Errors',
        at: [8, 0, 8, 4],
        ask: [
          [`(sum(rate(${FAILED}[$__rate_interval])) or vector(0)) / sum(rate(${CALLS}[$__rate_interval]))`],
        ],
        style: { unit: 'percentunit', min: 0, ...warnAt(0.01, 0.05) },
        more: spark,
      },
    ],
    [
      'stat',
      {
        title: '95th percentile',
        at: [16, 0, 8, 4],
        ask: [[quantile(0.95, '')]],
        style: { unit: 's' },
        more: spark,
      },
    ],
    [
      'timeseries',
      {
        title: 'Requests by service',
        at: [0, 4, 8, 9],
        ask: [[rate(CALLS, 'service'), '{{service}}']],
        style: { unit: 'reqps', min: 0 },
      },
    ],
    [
      'timeseries',
      {
        title: 'Errors by service',
        at: [8, 4, 8, 9],
        ask: [[`${rate(FAILED, 'service')} / ${rate(CALLS, 'service')}`, '{{service}}']],
        style: { unit: 'percentunit', min: 0 },
      },
    ],
    [
      'timeseries',
      {
        title: '95th percentile by service',
        at: [16, 4, 8, 9],
        ask: [[quantile(0.95, 'service'), '{{service}}']],
        style: { unit: 's', min: 0 },
      },
    ],
    [
      'heatmap',
      { title: 'Durations', at: [0, 13, 12, 9], ask: [[rate(BUCKETS, 'le')]], style: { unit: 's' } },
    ],
    [
      'table',
      {
        title: 'Operations',
        at: [12, 13, 12, 9],
        ask: [
          [`topk(50, ${rate(CALLS, 'service, span_name')})`],
          [quantile(0.95, 'service, span_name')],
          [`${rate(FAILED, 'service, span_name')} / ${rate(CALLS, 'service, span_name')}`],
        ],
        more: {
          transformations: [
            { kind: 'merge' },
            {
              kind: 'organize',
              hide: ['Time'],
              order: ['service', 'span_name'],
              rename: {
                service: 'Service',
                span_name: 'Operation',
                'Value #A': 'Requests',
                'Value #B': '95th percentile',
                'Value #C': 'Errors',
              },
            },
            { kind: 'sort', field: 'Requests', descending: true },
          ],
          overrides: [
            { by: 'name', match: 'Requests', set: { unit: 'reqps', cell: 'bar' } },
            { by: 'name', match: '95th percentile', set: { unit: 's' } },
            {
              by: 'name',
              match: 'Errors',
              set: { unit: 'percentunit', cell: 'colour', ...warnAt(0.01, 0.05) },
            },
          ],
        },
      },
    ],
  ),
});
