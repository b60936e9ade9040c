import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type LogCondition,
  type LogField,
  type LogQueryNode,
  logCondition,
} from '../../../shared/log-query/ast.ts';
import { namedLogFields } from '../../../shared/log-query/fields.ts';
import { highlightsOf } from '../../../shared/log-query/highlights.ts';
import { parseLogQuery, readLogQuery } from '../../../shared/log-query/parser.ts';
import {
  fieldQueryText,
  joinLogQueries,
  logQueryChips,
  printLogQuery,
} from '../../../shared/log-query/printer.ts';
import { joined } from '../../../shared/query-text/tree.ts';

/** The query in a compact form: (and …), (not …), [field operator value] with ~ for patterns, * for wildcards. */
function shape(node: LogQueryNode | null): string {
  if (node === null) return 'all';
  if (node.kind === 'not') return `(not ${shape(node.part)})`;
  if (node.kind !== 'condition') return `(${node.kind} ${node.parts.map(shape).join(' ')})`;
  const { field, operator, value, form } = node;
  const name = field.kind === 'field' ? `.${field.key}` : field.kind;
  return `[${name} ${operator}${{ exact: '', wildcard: '*', list: ',', regex: '~' }[form]} ${value}]`;
}

const read = (text: string) => {
  const { query, problems } = readLogQuery(text);
  return problems.length > 0 ? problems : shape(query);
};

test.each([
  ['', 'all'],
  ['timeout', '[text = timeout]'],
  ['connection refused', '(and [text = connection] [text = refused])'],
  ['"connection refused"', '[text = connection refused]'],
  ['-health', '(not [text = health])'],
  ['not "GET /health"', '(not [text = GET /health])'],
  ['-', '[text = -]'],
  ['/time(d )?out/', '[text =~ time(d )?out]'],
  ['/timeout/i', '[text =~ (?i)timeout]'],
  ['/a\\/b\\\\/', '[text =~ a/b\\\\]'],
  ['/api/items', '[text = /api/items]'],
  ['/api and path /foo/', '(and [text = /api] [text = path] [text =~ foo])'],
  ['//', '[text = //]'],
  ['status:500', '[.status = 500]'],
  ['status=500', '[.status = 500]'],
  ['status!=500', '(not [.status = 500])'],
  ['status >= 500', '[.status >= 500]'],
  ['took>500ms', '[.took > 500ms]'],
  ['size≤1MiB', '[.size <= 1MiB]'],
  ['user:"Anna B"', '[.user = Anna B]'],
  ['path:/api/*', '[.path =* /api/*]'],
  ['path:"/api/*"', '[.path = /api/*]'],
  ['path:/^\\/api\\b/', '[.path =~ ^/api\\b]'],
  ['http.status_code:404', '[.http.status_code = 404]'],
  ['user:', [{ from: 5, to: 5, found: '', expected: 'a value, or quotes around the text' }]],
  ['has:trace_id', '[.trace_id has ]'],
  ['-has:user', '(not [.user has ])'],
  ['"level":x', '[.level = x]'],
  ['"has":x', '[.has = x]'],
  ['"a b">5', '[.a b > 5]'],
  ['level>=warn', '[level >= warn]'],
  ['level:error,warn', '[level =, error,warn]'],
  ['level:WARNING', '[level = WARNING]'],
  ['container:web*,api', '[container =, web*,api]'],
  ['user:a,b', '[.user = a,b]'],
  [
    'service:/^shop-/ trace:0af7651916cd43dd stream:stderr',
    '(and [service =~ ^shop-] [trace = 0af7651916cd43dd] [stream = stderr])',
  ],
  ['source:otlp format:json pattern:12', '(and [source = otlp] [format = json] [pattern = 12])'],
  ['message:/^GET/', '[message =~ ^GET]'],
  ['a or b c', '(or [text = a] (and [text = b] [text = c]))'],
  ['(a OR b) AND not(c d)', '(and (or [text = a] [text = b]) (not (and [text = c] [text = d])))'],
  ['main(x) (b)', '(and [text = main(x)] [text = b])'],
  ['10:15:00', '[text = 10:15:00]'],
  ['127.0.0.1:8080', '[text = 127.0.0.1:8080]'],
  ['http://shop:80/a?b=c', '[text = http://shop:80/a?b=c]'],
  ['<html>', '[text = <html>]'],
  ['x=>y', '[text = x=>y]'],
  ['[ERROR]:', '[text = [ERROR]:]'],
  ['__proto__:x constructor:y', '(and [.__proto__ = x] [.constructor = y])'],
  ['msg:größe', '[.msg = größe]'],
])('%s', (text, expected) => expect(read(text)).toEqual(expected));

describe('what cannot be read is told with its place and what was expected', () => {
  test.each([
    ['level>=loud', 7, 'loud', 'one of unknown, trace'],
    ['level:error,', 6, 'error,', 'a value on each side of a comma'],
    ['status>many', 7, 'many', 'a number, a length of time'],
    ['trace:xyz', 6, 'xyz', 'hex digits'],
    ['container>a', 9, '>', ': after container'],
    ['/(a/', 0, '/(a/', 'a regular expression as RE2 reads it'],
    ['a:/[/', 2, '/[/', 'a regular expression as RE2 reads it'],
    ['level:/x/', 6, '/x/', 'patterns are for names and fields'],
    ['(a', 2, '', 'a ")" for the "(" at 1'],
    ['a)', 1, ')', 'a "(" before it'],
    ['a or', 4, '', 'a word, a "phrase"'],
    ['has:', 4, '', 'the name of a field'],
  ])('%s', (text, from, found, expected) => {
    const read = parseLogQuery(text);
    expect(read.ok).toBe(false);
    if (read.ok) return;
    expect([read.error.from, read.error.found]).toEqual([from, found]);
    expect(read.error.expected).toContain(expected);
  });

  test('nesting beyond any use ends in a problem, not in a full stack', () => {
    expect(parseLogQuery(`${'('.repeat(4000)}a`).ok).toBe(false);
  });
});

const awkward = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
  fc.constantFrom(
    'or',
    'NOT',
    '-x',
    '/a/',
    '/a',
    'a*b',
    'a,b',
    'a b',
    'k:v',
    '"',
    '\\',
    '10:15',
    'a\\"',
    'level',
    '(',
  ),
);
const pattern = fc.constantFrom('a', 'a/b', '/x', 'a b', '(x|y)+', '(?i)q', '\\\\', '[^/]+"');
const field: fc.Arbitrary<LogField> = awkward.map((key) => ({ kind: 'field', key }));
const condition: fc.Arbitrary<LogCondition> = fc.oneof(
  awkward.map((word) => logCondition({ kind: 'text' }, word)),
  pattern.map((value) => logCondition({ kind: 'text' }, value, '=', 'regex')),
  fc.tuple(field, awkward).map(([of, value]) => logCondition(of, value)),
  fc.tuple(field, pattern).map(([of, value]) => logCondition(of, value, '=', 'regex')),
  field.map((of) => logCondition(of, 'a*b', '=', 'wildcard')),
  field.map((of) => logCondition(of, '', 'has')),
  fc
    .tuple(
      field,
      fc.constantFrom('>', '>=', '<', '<=') as fc.Arbitrary<'>'>,
      fc.constantFrom('5', '1.5s', '2MiB'),
    )
    .map(([of, operator, value]) => logCondition(of, value, operator)),
  fc
    .constantFrom('error', 'warn,error')
    .map((value) => logCondition({ kind: 'level' }, value, '=', value.includes(',') ? 'list' : 'exact')),
  awkward.map((value) => logCondition({ kind: 'container' }, value)),
);
const query = fc.letrec<{ query: LogQueryNode }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 4 },
    condition,
    fc
      .tuple(
        fc.constantFrom('and', 'or') as fc.Arbitrary<'and'>,
        fc.array(tie('query'), { minLength: 1, maxLength: 3 }),
      )
      .map(([kind, parts]) => joined(kind, parts)),
    tie('query').map((part): LogQueryNode => ({ kind: 'not', part, at: { from: 0, to: 0 } })),
  ),
})).query;

test('a query that is printed is read as the same query', () => {
  fc.assert(
    fc.property(query, (written) => {
      const read = parseLogQuery(printLogQuery(written));
      expect(read.ok ? shape(read.value) : read.error).toBe(shape(written));
    }),
    { numRuns: 2000 },
  );
});

test('chips joined by blanks are the query', () => {
  fc.assert(
    fc.property(query, (written) => {
      const read = parseLogQuery(logQueryChips(written).join(' '));
      expect(read.ok ? shape(read.value) : read.error).toBe(shape(written));
    }),
  );
});

test('any text is read or told to be wrong, without a throw', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readLogQuery(text)));
});

test('queries joined must both hold', () => {
  expect(read(joinLogQueries('a or b', '', 'level:error'))).toBe(
    '(and (or [text = a] [text = b]) [level = error])',
  );
});

test('a click on a value writes a condition that means exactly it', () => {
  expect(fieldQueryText('level', 'a*b')).toBe('"level":"a*b"');
  expect(fieldQueryText('user.name', 'Anna B')).toBe('user.name:"Anna B"');
});

test('what is looked for is marked, what must not be there is not', () => {
  const parsed = parseLogQuery('Timeout -health /a+/ path:/api/* level:error');
  expect(parsed.ok && highlightsOf(parsed.value)).toEqual([
    { kind: 'text', text: 'Timeout', anyCase: false },
    { kind: 'pattern', pattern: 'a+' },
    { kind: 'text', text: '/api/', anyCase: true },
  ]);
});

test('every named field can be asked for', () => {
  for (const [name, { values, check }] of Object.entries(namedLogFields)) {
    const value = values?.[0] ?? (check ? '12' : 'x');
    expect(read(`${name}:${value}`)).toBe(`[${name} = ${value}]`);
  }
});
