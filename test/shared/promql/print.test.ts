import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AtModifier,
  aggregators,
  binaryOperators,
  type Expr,
  type VectorMatching,
  type VectorSelector,
} from '../../../shared/promql/ast.ts';
import { functions } from '../../../shared/promql/functions.ts';
import { faultText, parse } from '../../../shared/promql/parse.ts';
import { pretty, print } from '../../../shared/promql/print.ts';

function ast(text: string): Expr {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(faultText(text, parsed.error));
  return parsed.value;
}

describe('on one line', () => {
  test.each([
    ['SUM(rate(a{b="c"}[5m]))BY(x,"y.z")', 'sum by (x, "y.z") (rate(a{b="c"}[5m]))'],
    ['a{z="1",b!~"2"}', 'a{b!~"2",z="1"}'],
    ['{"my.metric"}', '{__name__="my.metric"}'],
    ['a[90m]offset -1w@1.5', 'a[1h30m] @ 1.500 offset -1w'],
    ['a[1h:]@ end()', 'a[1h:] @ end()'],
    ['a==bool on()group_left b', 'a == bool on () group_left () b'],
    ['topk without(x)(5,a)', 'topk without (x) (5, a)'],
    ['sum by()(a)', 'sum(a)'],
    ['-1^2', '-1 ^ 2'],
    ['1e9 + 0.000001', '1000000000 + 0.000001'],
    ['+Inf * -inf', '+Inf * -Inf'],
    ['5m + 300', '5m + 300'],
    ["'a\"\\xc5'", '"a\\"\\xc5"'],
  ])('%s is %s', (text, expected) => {
    expect(print(ast(text))).toBe(expected);
  });
});

test('what is too long for a line is broken up by its structure', () => {
  const long = (name: string) =>
    `${name}{job="a job with quite a long name indeed",instance=~"of many instances"}`;
  expect(pretty(ast(`sum(rate(${long('first')}[5m])) by (x) / on(x) ${long('second')} > 1`))).toBe(
    [
      '    sum by (x) (',
      '      rate(first{instance=~"of many instances",job="a job with quite a long name indeed"}[5m])',
      '    )',
      '  / on (x)',
      '    second{instance=~"of many instances",job="a job with quite a long name indeed"}',
      '>',
      '  1',
    ].join('\n'),
  );
});

const span = { from: 0, to: 0 };
const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,6}$/);
const label = fc.oneof(name, fc.constantFrom('by', 'on', 'sum', 'a.b', 'größe', '漢 字'));
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\\', '"', '`', 'x\udcc5', '😀'));
const at = fc.option(
  fc.oneof(
    fc.constantFrom<AtModifier>({ kind: 'start' }, { kind: 'end' }),
    fc.integer({ min: -1e12, max: 1e13 }).map((timeMs): AtModifier => ({ kind: 'time', timeMs })),
  ),
);
const durationMs = fc.oneof(fc.integer({ min: 1, max: 1e11 }), fc.constantFrom(1000, 60_000, 604_800_000));
const offsetMs = fc.oneof(fc.constant(0), fc.integer({ min: -1e10, max: 1e10 }));

const selector: fc.Arbitrary<VectorSelector> = fc
  .record({
    name: fc.option(
      name.filter((one) => !/^(bool|on|ignoring|group_left|group_right|inf|nan|atan2)$/.test(one)),
    ),
    labels: fc.array(
      fc.record({ name: label, op: fc.constantFrom('=' as const, '!=' as const), value: text }),
    ),
    offsetMs,
    at,
  })
  .map(({ labels, ...rest }) => ({
    kind: 'selector',
    ...rest,
    matchers: [...labels, { name: '__name__', op: '=' as const, value: rest.name ?? 'any' }],
    ...span,
  }));
const matrix: fc.Arbitrary<Expr> = fc
  .record({ selector, rangeMs: durationMs })
  .map((rest) => ({ kind: 'matrix', ...rest, ...span }));
const number: fc.Arbitrary<Expr> = fc
  .oneof(fc.double({ noNaN: true }), fc.integer(), fc.constant(Number.NaN))
  .map((value) => ({ kind: 'number', value: Object.is(value, -0) ? 0 : value, ...span }));

/** In parentheses, so that no precedence moves it. */
const paren = (expr: Expr): Expr => ({ kind: 'paren', expr, ...span });
const matching: fc.Arbitrary<VectorMatching> = fc
  .record({
    card: fc.constantFrom('one-to-one' as const, 'many-to-one' as const, 'one-to-many' as const),
    labels: fc.uniqueArray(label, { maxLength: 3 }),
    on: fc.boolean(),
    include: fc.uniqueArray(label, { maxLength: 2 }),
  })
  .map((one) => ({
    ...one,
    include: one.card === 'one-to-one' ? [] : one.include.filter((other) => !one.labels.includes(other)),
  }));
const vectorFunctions = [...functions.values()].filter(
  ({ args }) => args.length === 1 && args[0] === 'vector',
);
const rangeFunctions = [...functions.values()].filter(
  ({ args }) => args.length === 1 && args[0] === 'matrix',
);
const simpleAggregators = aggregators.slice(0, 8);
const arithmetic = binaryOperators.slice(0, 7);
const sets = binaryOperators.slice(-3);

const { vector } = fc.letrec<{ vector: Expr }>((tie) => {
  const inner = tie('vector');
  const subquery = fc
    .record({ expr: inner.map(paren), rangeMs: durationMs, stepMs: fc.option(durationMs), offsetMs, at })
    .map((rest): Expr => ({ kind: 'subquery', ...rest, ...span }));
  return {
    vector: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      selector,
      inner.map(paren),
      fc
        .record({ op: fc.constantFrom('+' as const, '-' as const), expr: inner.map(paren) })
        .map((rest): Expr => ({ kind: 'unary', ...rest, ...span })),
      fc.record({ func: fc.constantFrom(...vectorFunctions), arg: inner }).map(
        ({ func, arg }): Expr =>
          func.returns === 'vector'
            ? { kind: 'call', func: func.name, args: [arg], ...span }
            : {
                kind: 'call',
                func: 'vector',
                args: [{ kind: 'call', func: func.name, args: [arg], ...span }],
                ...span,
              },
      ),
      fc
        .record({ func: fc.constantFrom(...rangeFunctions), arg: fc.oneof(matrix, subquery) })
        .map(({ func, arg }): Expr => ({ kind: 'call', func: func.name, args: [arg], ...span })),
      fc
        .record({
          op: fc.constantFrom(...simpleAggregators),
          expr: inner,
          grouping: fc.array(label),
          without: fc.boolean(),
        })
        .map((rest): Expr => ({ kind: 'aggregation', param: null, ...rest, ...span })),
      fc
        .record({ op: fc.constantFrom('topk' as const, 'quantile' as const), param: number, expr: inner })
        .map((rest): Expr => ({ kind: 'aggregation', grouping: [], without: false, ...rest, ...span })),
      fc
        .record({
          op: fc.constantFrom(...arithmetic),
          lhs: inner.map(paren),
          rhs: inner.map(paren),
          matching,
        })
        .map((rest): Expr => ({ kind: 'binary', bool: false, ...rest, ...span })),
      fc
        .record({
          op: fc.constantFrom('>' as const, '==' as const),
          lhs: inner.map(paren),
          rhs: number,
          bool: fc.boolean(),
        })
        .map((rest): Expr => ({ kind: 'binary', matching: null, ...rest, ...span })),
      fc
        .record({ op: fc.constantFrom(...sets), lhs: inner.map(paren), rhs: inner.map(paren), matching })
        .map(({ matching: { labels, on }, ...rest }): Expr => {
          return {
            kind: 'binary',
            bool: false,
            matching: { card: 'many-to-many', labels, on, include: [] },
            ...rest,
            ...span,
          };
        }),
    ),
  };
});

/** Without places, matchers in order, and what has several forms in one. */
function bare(expr: Expr): unknown {
  return JSON.parse(
    JSON.stringify(expr, (key, value) => {
      if (key === 'from' || key === 'to') return undefined;
      if (key === 'matchers') return value.map((one: object) => JSON.stringify(one)).sort();
      return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
    }),
  );
}

test('what is printed is read again as what it was', () => {
  fc.assert(
    fc.property(vector, (expr) => {
      expect(bare(ast(print(expr)))).toEqual(bare(expr));
    }),
    { numRuns: 300 },
  );
});

test('so is what is broken into lines', () => {
  fc.assert(
    fc.property(vector, (expr) => {
      expect(bare(ast(pretty(expr)))).toEqual(bare(expr));
    }),
    { numRuns: 300 },
  );
});
