import { expect, test } from 'vitest';
import { expositionFormat } from '../../../../electron/engine/formats/exposition/content-type.ts';

test.each([
  ['text/plain; version=0.0.4; charset=utf-8', 'text'],
  ['text/plain;version=1.0.0;escaping=allow-utf-8', 'text'],
  ['Application/OpenMetrics-Text; version=1.0.0; charset=utf-8', 'openmetrics'],
  [
    'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
    'protobuf',
  ],
  [
    'application/vnd.google.protobuf; proto="io.prometheus.client.MetricFamily"; encoding="delimited"',
    'protobuf',
  ],
  ['application/vnd.google.protobuf; proto=other.Message; encoding=delimited', null],
  ['application/vnd.google.protobuf; encoding=text', null],
  ['application/json; charset=utf-8', 'json'],
  ['application/vnd.spring-boot.actuator.v3+json', 'json'],
  ['text/html', null],
  ['', null],
  [undefined, null],
])('%s is %s', (type, format) => {
  expect(expositionFormat(type, null)).toBe(format);
});

test('what names no known format is the fallback', () => {
  expect(expositionFormat('application/octet-stream', 'text')).toBe('text');
});
