import { expect, test } from 'vitest';
import { embeddedJson, lineJson, lineText, nanoText } from '../../../renderer/views/logs/log-text.ts';
import type { LogRow } from '../../../shared/contract/logs.ts';

const row: LogRow = {
  id: '1',
  timeUnixNano: 1_700_000_000_123_456_789n,
  severityNumber: 17,
  severityText: 'ERROR',
  body: '\x1b[31mfailed\x1b[0m \x1b]0;title\x07here',
  attributes: [['__proto__', 'data']],
  traceId: '',
  spanId: '',
  entity: 'name:api',
  container: 'api',
  stream: 'stderr',
  format: 'unknown',
  service: '',
  source: 'docker',
  pattern: 0,
  truncated: false,
};

test('times keep all nine digits', () => {
  expect(nanoText(row.timeUnixNano)).toBe('2023-11-14T22:13:20.123456789Z');
});

test('what is copied holds no escape sequence', () => {
  expect(lineText(row)).toBe('2023-11-14T22:13:20.123456789Z ERROR api failed here');
});

test('as JSON, nanoseconds are a string, what is unknown is null and keys stay keys', () => {
  const json = JSON.parse(lineJson(row));
  expect(json).toMatchObject({ timeUnixNano: '1700000000123456789', traceId: null, stream: 'stderr' });
  expect(Object.getOwnPropertyNames(json.attributes)).toEqual(['__proto__']);
});

test('JSON is found in a line that is or ends in it, and nowhere else', () => {
  expect(embeddedJson('{"level":"info"}')).toEqual({ level: 'info' });
  expect(embeddedJson('12:00 INFO done {"ms":3}')).toEqual({ ms: 3 });
  expect(embeddedJson('[INFO] started')).toBeNull();
  expect(embeddedJson('plain')).toBeNull();
});
