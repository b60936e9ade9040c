import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joined } from '../../../shared/query-text/tree.ts';
import { joinQueries } from '../../../shared/query-text/tree-printer.ts';
import { condition, type Field, type QueryNode } from '../../../shared/trace-query/ast.ts';
import { parseTraceQuery } from '../../../shared/trace-query/parser.ts';
import { printTraceQuery, queryChips } from '../../../shared/trace-query/printer.ts';

/** The query in a compact form: (and …), (not …), [field operator value]. */
function shape(node: QueryNode | null): string {
  if (node === null) return 'all';
  if (node.kind === 'not') return `(not ${shape(node.part)})`;
  if (node.kind !== 'condition') return `(${node.kind} ${node.parts.map(shape).join(' ')})`;
  const { field, operator, value } = node;
  const name = field.kind === 'attribute' ? `${field.on}/${field.key}` : field.kind;
  return `[${name} ${operator} ${value}]`;
}

const read = (text: string) => {
  const { query, problems } = parseTraceQuery(text);
  return problems.length > 0 ? problems : shape(query);
};

test.each([
  ['', 'all'],
  ['  ', 'all'],
  ['service:checkout', '[service = checkout]'],
  ['operation:"POST /orders"', '[operation = POST /orders]'],
  ['duration>200ms duration<=1s', '(and [duration > 200ms] [duration <= 1s])'],
  ['duration ≥ 5ms', '[duration >= 5ms]'],
  ['status:error kind:server', '(and [status = error] [kind = server])'],
  ['http.route:/orders/{id}', '[any/http.route = /orders/{id}]'],
  ['http.route=/orders', '[any/http.route = /orders]'],
  ['http.url:http://shop:8080/?a=b&c>d', '[any/http.url = http://shop:8080/?a=b&c>d]'],
  ['http.status_code>=500', '[any/http.status_code >= 500]'],
  ['db.statement~"select .*"', '[any/db.statement ~ select .*]'],
  ['db.statement~\\d+', '[any/db.statement ~ \\d+]'],
  ['db.statement!~"say \\"hi\\""', '[any/db.statement !~ say "hi"]'],
  ['-attr:value', '(not [any/attr = value])'],
  ['not (a:1 or b:2)', '(not (or [any/a = 1] [any/b = 2]))'],
  ['trace:0af7651916cd43dd', '[trace = 0af7651916cd43dd]'],
  ['has:db.statement', '[any/db.statement has ]'],
  ['has:resource.host.name', '[resource/host.name has ]'],
  ['resource.k8s.pod:x', '[resource/k8s.pod = x]'],
  ['span.service:x', '[span/service = x]'],
  ['"service":x', '[any/service = x]'],
  ['root:true', '[root = true]'],
  ['checkout "two words" /orders', '(and [text = checkout] [text = two words] [text = /orders])'],
  ['a:1 or b:2 c:3', '(or [any/a = 1] (and [any/b = 2] [any/c = 3]))'],
  ['(a:1 OR b:2) AND c:3', '(and (or [any/a = 1] [any/b = 2]) [any/c = 3])'],
  ['a:1 and (b:2 c:3)', '(and [any/a = 1] [any/b = 2] [any/c = 3])'],
  ['operation:f(x) (b:2)', '(and [operation = f(x)] [any/b = 2])'],
  ['note:""', '[any/note = ]'],
  ['__proto__:x', '[any/__proto__ = x]'],
  ['constructor:x', '[any/constructor = x]'],
  ['"or"', '[text = or]'],
])('%s', (text, expected) => expect(read(text)).toBe(expected));

describe('what cannot be read is told with its place and what was expected', () => {
  test.each([
    ['duration>fast', 9, 'fast', 'a length of time'],
    ['a:1 duration>fast b:2', 13, 'fast', 'a length of time'],
    ['status:broken', 7, 'broken', 'one of unset, ok, error'],
    ['status>ok', 6, '>', 'one of : != after status'],
    ['service:', 8, '', 'a value'],
    ['kind:', 5, '', 'one of unspecified, internal'],
    ['http.status_code>many', 17, 'many', 'a number'],
    ['(a:1', 4, '', 'a ")" for the "(" at 1'],
    ['a:1)', 3, ')', 'a "(" before it'],
    ['a:1 or', 6, '', 'a condition'],
    ['and a:1', 0, 'and', 'a condition'],
    ['-', undefined, '', ''],
    ['not', 3, '', 'a condition'],
    ['()', 1, ')', 'a condition'],
    [':x', 0, ':x', 'a name before the operator'],
    ['trace:xyz', 6, 'xyz', 'a trace id'],
    ['root:maybe', 5, 'maybe', 'one of true, false'],
  ])('%s', (text, from, found, expected) => {
    const { problems } = parseTraceQuery(text);
    if (from === undefined) expect(problems).toEqual([]);
    else {
      expect(problems[0]).toMatchObject({ from, found });
      expect(problems[0]?.expected).toContain(expected);
    }
  });

  test('and the rest is read all the same', () => {
    expect(shape(parseTraceQuery('a:1 duration>fast b:2').query)).toBe('(and [any/a = 1] [any/b = 2])');
  });

  test('deep nesting included', () => {
    expect(parseTraceQuery('('.repeat(4000)).problems.length).toBeGreaterThan(0);
    expect(parseTraceQuery(`${'-'.repeat(4000)}a`).problems.length).toBeGreaterThan(0);
  });
});

test('any text is read without an exception, and every place is inside it', () => {
  const bits = fc.constantFrom(
    'service',
    ':',
    '>=',
    '"',
    '\\',
    '(',
    ')',
    'or',
    '-',
    ' ',
    'a.b',
    '=',
    '~',
    '5ms',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(bits, { maxLength: 30 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (given) => {
      for (const { from, to } of parseTraceQuery(given).problems) {
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(given.length);
      }
    }),
  );
});

test('a query that was written down reads the same', () => {
  const value = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.constantFrom('a b', '"', '\\"', '(x', 'or', '-x', ''),
  );
  const field: fc.Arbitrary<Field> = fc.oneof(
    fc.constantFrom<Field>({ kind: 'service' }, { kind: 'operation' }),
    fc.record({
      kind: fc.constant('attribute' as const),
      on: fc.constant('any' as const),
      key: fc.oneof(
        fc.string({ minLength: 1 }),
        fc.constantFrom('service', 'span.x', 'or', 'has', 'http.route'),
      ),
    }),
    fc.record({
      kind: fc.constant('attribute' as const),
      on: fc.constantFrom('span' as const, 'resource' as const),
      key: fc.stringMatching(/^[a-z][a-z.0-9_]{0,10}$/),
    }),
  );
  const leaf: fc.Arbitrary<QueryNode> = fc.oneof(
    fc
      .tuple(field, fc.constantFrom('=', '!=', '~', '!~') as fc.Arbitrary<'='>, value)
      .map(([of, operator, text]) => condition(of, operator, text)),
    fc.string({ minLength: 1 }).map((word) => condition({ kind: 'text' }, '=', word)),
    fc.constantFrom(
      condition({ kind: 'duration' }, '>=', '5ms'),
      condition({ kind: 'status' }, '=', 'error'),
      condition({ kind: 'attribute', on: 'any', key: 'db.statement' }, 'has', ''),
    ),
  );
  const { query } = fc.letrec<{ query: QueryNode }>((tie) => ({
    query: fc.oneof(
      { maxDepth: 4 },
      leaf,
      tie('query').map((part) => ({ kind: 'not' as const, part, at: { from: 0, to: 0 } })),
      fc
        .tuple(
          fc.constantFrom('and' as const, 'or' as const),
          fc.array(tie('query'), { minLength: 1, maxLength: 3 }),
        )
        .map(([kind, parts]) => joined(kind, parts)),
    ),
  }));
  fc.assert(
    fc.property(query, (given) => {
      const text = printTraceQuery(given);
      expect(parseTraceQuery(text).problems, text).toEqual([]);
      expect(shape(parseTraceQuery(text).query), text).toBe(shape(given));
    }),
    { numRuns: 500 },
  );
});

test('chips joined by blanks are the query', () => {
  const { query } = parseTraceQuery('a:1 (b:2 or c:3) -d:4');
  expect(queryChips(query)).toEqual(['a:1', '(b:2 or c:3)', '-d:4']);
  expect(queryChips(parseTraceQuery('b:2 or c:3').query)).toEqual(['b:2 or c:3']);
});

test('two queries joined both hold', () => {
  expect(read(joinQueries('a:1 or b:2', '', 'c:3'))).toBe('(and (or [any/a = 1] [any/b = 2]) [any/c = 3])');
});
