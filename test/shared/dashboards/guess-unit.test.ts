import { expect, test } from 'vitest';
import { metricUnit, queryUnit } from '../../../shared/dashboards/guess-unit.ts';
import { parse } from '../../../shared/promql/parse.ts';

const unitOf = (text: string, described?: (name: string) => string) => {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return queryUnit(parsed.value, described);
};

test.each([
  ['http_request_duration_seconds', 's'],
  ['http_request_duration_seconds_sum', 's'],
  ['http_request_duration_seconds_count', 'none'],
  ['http_request_duration_seconds_bucket', 'none'],
  ['node_memory_MemFree_bytes', 'bytes'],
  ['container_network_receive_bytes_total', 'bytes'],
  ['cache_hit_ratio', 'percentunit'],
  ['process_start_time_seconds', 'none'],
  ['items', 'none'],
])('%s is in %s', (name, unit) => {
  expect(metricUnit(name)).toBe(unit);
});

test('where the name says nothing the metadata is asked', () => {
  expect(metricUnit('latency', 'seconds')).toBe('s');
  expect(unitOf('avg(latency)', () => 'milliseconds')).toBe('ms');
});

test.each([
  ['rate(http_requests_total[5m])', 'suffix:/s'],
  ['sum by (route) (rate(http_requests_total[5m]))', 'suffix:/s'],
  ['sum(rate(node_network_receive_bytes_total[5m]))', 'binBps'],
  ['increase(node_network_receive_bytes_total[5m])', 'bytes'],
  ['rate(process_cpu_seconds_total[1m])', 'percentunit'],
  ['100 * rate(process_cpu_seconds_total[1m])', 'percent'],
  ['histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))', 's'],
  ['sum(rate(x_seconds_sum[5m])) / sum(rate(x_seconds_count[5m]))', 's'],
  ['sum(rate(errors_total[5m])) / sum(rate(requests_total[5m]))', 'percentunit'],
  ['node_memory_MemFree_bytes / node_memory_MemTotal_bytes', 'percentunit'],
  ['(1 - node_filesystem_free_bytes / node_filesystem_size_bytes) * 100', 'percent'],
  ['node_memory_MemFree_bytes / 1024', 'none'],
  ['count(node_memory_MemFree_bytes)', 'none'],
  ['max_over_time(x_bytes[5m]) > 5', 'bytes'],
  ['x_bytes > bool 5', 'none'],
  ['{__name__="x_bytes"}', 'bytes'],
  ['1 + 1', 'none'],
  ['time()', 'none'],
])('%s is in %s', (query, unit) => {
  expect(unitOf(query)).toBe(unit);
});
