import { describe, expect, test } from 'vitest';
import { floatText } from '../../../../electron/engine/formats/otlp/metrics/float-text.ts';
import {
  labelName,
  metricName,
  unitName,
} from '../../../../electron/engine/formats/otlp/metrics/prometheus-names.ts';
import type { MetricType } from '../../../../shared/model/series.ts';

/** name, unit, type, what Prometheus calls it, what it calls the unit; the cases are prometheus/otlptranslator's. */
const cases: [
  name: string,
  unit: string,
  type: MetricType | 'sum',
  expected: string | null,
  unitName: string,
][] = [
  ['requests', '', 'counter', 'requests_total', ''],
  ['requests_total', '', 'counter', 'requests_total', ''],
  ['total.requests.count', '', 'counter', 'requests_count_total', ''],
  ['cpu_usage', '1', 'gauge', 'cpu_usage_ratio', ''],
  ['cpu_usage_ratio', '1', 'gauge', 'cpu_usage_ratio', ''],
  ['items', '1', 'counter', 'items_total', ''],
  ['active', '1', 'sum', 'active', ''],
  ['response_time', 'ms', 'gauge', 'response_time_milliseconds', 'milliseconds'],
  ['memory_usage', 'By', 'gauge', 'memory_usage_bytes', 'bytes'],
  ['requests', '1/s', 'gauge', 'requests_per_second', 'per_second'],
  ['throughput', 'By/s', 'gauge', 'throughput_bytes_per_second', 'bytes_per_second'],
  ['custom_metric', 'custom_unit', 'gauge', 'custom_metric_custom_unit', 'custom_unit'],
  ['custom_metric', '{custom}', 'gauge', 'custom_metric', ''],
  ['custom_metric', 'By/{custom}', 'gauge', 'custom_metric_bytes', 'bytes'],
  ['response_time_seconds', 's', 'gauge', 'response_time_seconds', 'seconds'],
  ['cpu_seconds_total', 's', 'counter', 'cpu_seconds_total', 'seconds'],
  [
    'metric__with__multiple__underscores',
    'unit__multiple__underscores',
    'gauge',
    'metric_with_multiple_underscores_unit_multiple_underscores',
    'unit_multiple_underscores',
  ],
  [
    'custom_metric',
    'unit@with#special/chars',
    'gauge',
    'custom_metric_unit_with_special_per_chars',
    'unit_with_special_per_chars',
  ],
  ['@#$%', '', 'gauge', null, ''],
  ['123_requests', '', 'counter', '_123_requests_total', ''],
  ['request_duration', 's', 'histogram', 'request_duration_seconds', 'seconds'],
  ['uptime', 'd', 'gauge', 'uptime_days', 'days'],
  ['timeout', 'min', 'gauge', 'timeout_minutes', 'minutes'],
  ['capacity', 'TiBy', 'gauge', 'capacity_tibibytes', 'tibibytes'],
  ['temperature', 'Cel', 'gauge', 'temperature_celsius', 'celsius'],
  ['cpu_usage', '%', 'gauge', 'cpu_usage_percent', 'percent'],
  ['invoices', '1/mo', 'gauge', 'invoices_per_month', 'per_month'],
  ['custom', '1/custom_unit', 'gauge', 'custom_per_custom_unit', 'per_custom_unit'],
  ['metric', 'By/', 'gauge', 'metric_bytes', 'bytes'],
  ['metric', ' By / s ', 'gauge', 'metric_bytes_per_second', 'bytes_per_second'],
  ['metric', '/', 'gauge', 'metric', ''],
  ['http.request.duration', 'ms', 'histogram', 'http_request_duration_milliseconds', 'milliseconds'],
  ['http.requests', '1', 'counter', 'http_requests_total', ''],
  ['jvm:memory.used', 'By', 'sum', 'jvm:memory_used_bytes', 'bytes'],
];

describe('a metric has the name that Prometheus gives it', () => {
  test.each(cases)('%s in "%s", %s: %s', (name, unit, type, expected, unitText) => {
    const promType = type === 'sum' ? 'gauge' : type;
    expect(metricName(name, unit, promType, type === 'gauge')).toBe(expected);
    expect(unitName(unit)).toBe(unitText);
  });
});

test.each([
  ['label:with:colons', 'label_with_colons'],
  ['label!with&special$chars)', 'label_with_special_chars_'],
  ['label_with_foreign_characters_字符', 'label_with_foreign_characters___'],
  ['http.status_code', 'http_status_code'],
  ['123label', 'key_123label'],
  ['_label', 'key_label'],
  ['__label', '__label'],
  ['ようこそ', null],
  ['__', null],
  ['', null],
])('the attribute %s is the label %s', (key, expected) => {
  expect(labelName(key)).toBe(expected);
});

test.each([
  [0.005, '0.005'],
  [10, '10'],
  [1e21, '1000000000000000000000'],
  [1.5e-7, '0.00000015'],
  [-2.5e22, '-25000000000000000000000'],
  [1.234567e9, '1234567000'],
  [Number.POSITIVE_INFINITY, '+Inf'],
])('the bound %d is written %s', (bound, text) => {
  expect(floatText(bound)).toBe(text);
});
