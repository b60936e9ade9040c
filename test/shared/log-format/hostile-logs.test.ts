import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectFormat } from '../../../shared/log-format/detect.ts';
import { logFormats } from '../../../shared/log-format/formats.ts';
import { caps } from '../../../shared/log-format/json-value.ts';
import { parseLog } from '../../../shared/log-format/parse-log.ts';

/** Characters: the longest record that is stored. */
const LONG = 1 << 18;

/** Pieces that parsers stumble over. */
const pieces = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    ':',
    ',',
    '=',
    '\\',
    ' ',
    '\n',
    '\t',
    '\0',
    '|',
    '<',
    '>',
    '(',
    '-',
    '.',
    '/',
  ],
  ...[
    '{"a":',
    '"level":"error"',
    'level=warn',
    '2024-05-14T09:26:53Z',
    'May 14 09:26:53',
    '<34>1 ',
    '\x1b[31m',
    '\x1b]8;;',
  ],
  ...[
    'trace_id=',
    'traceparent: 00-',
    'Traceback (most recent call last):',
    '\n\tat a',
    '[error]',
    '1.2.3.4 - - [',
    '"GET / ',
    '9',
  ],
  ...[
    '\ud800',
    '\u202e',
    'é',
    '__proto__',
    'constructor',
    '<script>alert(1)</script>',
    '1:M ',
    'info: A[0]',
    'panic: ',
  ],
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 8 })), { maxLength: 40 })
  .map((all) => all.join(''));

test('no text makes the parser throw, in any format, and each record is whole', () => {
  fc.assert(
    fc.property(hostile, fc.constantFrom(...logFormats), (text, format) => {
      const record = parseLog(text, format);
      expect(logFormats).toContain(detectFormat(text, format));
      expect(record.severityNumber).toBeGreaterThanOrEqual(0);
      expect(record.severityNumber).toBeLessThanOrEqual(24);
      expect(record.traceId).toMatch(/^(?:[0-9a-f]{32})?$/);
      expect(record.spanId).toMatch(/^(?:[0-9a-f]{16})?$/);
      expect(typeof record.message).toBe('string');
      for (const [key] of record.fields) expect(typeof key).toBe('string');
    }),
    { numRuns: 3000, seed: 20240514 },
  );
});

/** A reader that looks at each character again for each character would need hours for these. */
const long: [name: string, text: () => string][] = [
  ...pieces.map((piece): [string, () => string] => [
    JSON.stringify(piece),
    () => piece.repeat(Math.ceil(LONG / piece.length)),
  ]),
  ['open objects', () => '{"a":'.repeat(LONG / 5)],
  ['pairs of one key', () => `x ${'a=1 '.repeat(LONG / 4)}`],
  ['open quotes in pairs', () => `level=info ${'a="b '.repeat(LONG / 5)}`],
  ['compose prefixes', () => 'a | '.repeat(LONG / 4)],
  ['blanks behind a key', () => `trace_id${' '.repeat(LONG)}`],
  [
    'access line of quotes',
    () => `1.2.3.4 - - [14/May/2024:09:26:53 +0000] "GET / HTTP/1.1" 200 5 ${'"" '.repeat(LONG / 3)}`,
  ],
  ['structured data', () => `<34>1 - a b c d ${'[a b="'.repeat(LONG / 6)}`],
  ['lines of a stack', () => `x.AException: y${'\n\tat b'.repeat(LONG / 6)}`],
  ['a word', () => 'a'.repeat(40 * LONG)],
  ['an object in a text', () => `INFO ${'{"a":'.repeat(LONG / 5)}}`],
];

test.each(long)(
  'a long text of %s is read in one go',
  (_name, text) => {
    const body = text();
    expect(parseLog(body).fields.length).toBeLessThanOrEqual(caps.keys + 64);
    expect(logFormats).toContain(detectFormat(body, 'unknown'));
  },
  60_000,
);

test('an object of 100,000 keys gives as many fields as are kept, and says how many are not', () => {
  const text = JSON.stringify({
    level: 'warn',
    ...Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, i])),
  });
  const record = parseLog(text);
  expect(record.severityNumber).toBe(13);
  expect(record.fields).toHaveLength(caps.keys - 1);
  expect(record.repaired).toBe(`${100_001 - caps.keys} fields over ${caps.keys} left out`);
});

test('5,000 levels of nesting are read down to the deepest that is kept', () => {
  const text = `{"level":"warn","o":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`;
  const record = parseLog(text);
  expect([record.format, record.severityNumber]).toEqual(['json', 13]);
  expect(record.repaired).toBe(`1 objects nested deeper than ${caps.depth} left out`);
  expect(parseLog(`{"level":"warn","o":${'['.repeat(5000)}${']'.repeat(5000)}}`).severityNumber).toBe(13);
});

test('an object of 5,000 levels that is cut off is an object all the same', () => {
  const record = parseLog(`{"level":"warn","o":${'{"a":'.repeat(5000)}`);
  expect([record.format, record.severityNumber]).toEqual(['json', 13]);
  expect(record.repaired).toContain('the end');
});

test('a line of 10 MB keeps its level, and its message is whole', () => {
  const record = parseLog(`2024-05-14T09:26:53Z ERROR ${'x'.repeat(40 * LONG)} end`);
  expect(record.severityNumber).toBe(17);
  expect(record.message.length).toBe(40 * LONG + 4);
  expect(record.message.endsWith(' end')).toBe(true);
});

test('zero bytes, marks for writing direction and markup stay text', () => {
  const line = 'ERROR a\0b \u202egnp.exe <script>alert(1)</script>';
  expect(parseLog(line)).toMatchObject({ severityNumber: 17, message: line.slice(6) });
});

test('colours, cursor moves and links are no part of a message', () => {
  const line = '\x1b[31mERROR\x1b[0m \x1b]8;;https://a.b\x1b\\see\x1b]8;;\x1b\\ this\x1b[2K';
  expect(parseLog(line)).toMatchObject({ severityNumber: 17, message: 'see this' });
});
