import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LogRow } from '../../../shared/contract/logs.ts';
import { csvCell } from '../../../shared/log-export/csv.ts';
import { logLayout } from '../../../shared/log-export/layout.ts';

const row = (more: Partial<LogRow> = {}): LogRow => ({
  id: '1.1.1',
  timeUnixNano: 1_700_000_000_123_456_789n,
  severityNumber: 17,
  severityText: 'ERROR',
  body: 'plain text',
  format: 'plain',
  attributes: [],
  traceId: '',
  spanId: '',
  entity: 'container:web',
  container: 'web',
  service: '',
  source: 'docker',
  stream: 'stderr',
  pattern: 0,
  truncated: false,
  ...more,
});

test('NDJSON holds everything, keys that try to be more included', () => {
  const attributes = [
    ['__proto__', 'x'],
    ['big', 2n ** 60n],
    ['part', { pairs: [['a', 1]] }],
  ] as LogRow['attributes'];
  const text = logLayout('ndjson').row(row({ attributes, traceId: 'ab', body: 'two\nlines' }));
  expect(text.endsWith('}\n')).toBe(true);
  expect(text.split('\n')).toHaveLength(2);
  expect(text).toContain('"__proto__":"x"');
  expect(JSON.parse(text)).toMatchObject({
    time: '2023-11-14T22:13:20.123456789Z',
    level: 'error',
    severityNumber: 17,
    container: 'web',
    body: 'two\nlines',
    attributes: { big: '1152921504606846976', part: { a: 1 } },
    traceId: 'ab',
  });
});

test('plain gives the bodies as they came', () => {
  const body = '\u001b[31mred\u001b[0m\n  second';
  expect(logLayout('plain').row(row({ body }))).toBe(`${body}\n`);
});

test('text gives time, level, name and message', () => {
  expect(logLayout('text').row(row({ attributes: [['k', 'a b']] }))).toBe(
    '2023-11-14T22:13:20.123456Z ERROR web plain text k="a b"\n',
  );
  expect(logLayout('text').row(row({ severityNumber: 0, container: '' }))).toBe(
    '2023-11-14T22:13:20.123456Z -     - plain text\n',
  );
});

test('CSV has columns of fields, and rows whatever the body holds', () => {
  const layout = logLayout('csv', { columns: ['status', 'trace_id', 'none'] });
  expect(layout.start).toBe('time,level,container,message,status,trace_id,none\r\n');
  expect(layout.row(row({ body: 'a,"b"\nc', attributes: [['status', 500]], traceId: 'ab' }))).toBe(
    '2023-11-14T22:13:20.123456789Z,error,web,"a,""b""\nc",500,ab,\r\n',
  );
});

test('no cell of CSV begins a formula, and none leaves its cell', () => {
  const check = (text: string) => {
    const cell = csvCell(text);
    const content = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
    expect(content).not.toMatch(/^[=+\-@\t\r\0]/);
    expect(content === text || content === `'${text}`).toBe(true);
    if (!cell.startsWith('"')) expect(cell).not.toMatch(/[",\r\n]/);
  };
  for (const first of ['=', '+', '-', '@', '\t', '\r', '\0', '"', ' ']) check(`${first}cmd|' /C calc'!A0`);
  fc.assert(fc.property(fc.string({ unit: 'binary' }), check), { numRuns: 500 });
});

test('syslog lines are those of RFC 5424', () => {
  const attributes = [['a "key"', 'a]"\\b\nc']] as LogRow['attributes'];
  expect(
    logLayout('syslog').row(row({ attributes, container: 'my web', service: 'api', body: 'x\ny' })),
  ).toBe(
    '<131>1 2023-11-14T22:13:20.123456Z my_web api - - [trivet@32473 a__key_="a\\]\\"\\\\b#012c"] x#012y\n',
  );
  expect(logLayout('syslog').row(row({ severityNumber: 0, container: '', body: '' }))).toBe(
    '<134>1 2023-11-14T22:13:20.123456Z - - - - -\n',
  );
});
