import { describe, expect, test } from 'vitest';
import type { Expr } from '../../../shared/promql/ast.ts';
import { faultText, parse, parseSelector } from '../../../shared/promql/parse.ts';

function ast(text: string): Expr {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(faultText(text, parsed.error));
  return parsed.value;
}

/** How a text is understood, each operation in parentheses. */
function shape(expr: Expr): string {
  switch (expr.kind) {
    case 'selector':
      return `${expr.name ?? '{}'}${expr.offsetMs ? `>${expr.offsetMs}` : ''}${expr.at ? '@' : ''}`;
    case 'matrix':
      return `${shape(expr.selector)}[${expr.rangeMs}]`;
    case 'subquery':
      return `${shape(expr.expr)}[${expr.rangeMs}:${expr.stepMs ?? ''}]`;
    case 'number':
      return String(expr.value);
    case 'string':
      return JSON.stringify(expr.value);
    case 'paren':
      return `<${shape(expr.expr)}>`;
    case 'unary':
      return `(${expr.op}${shape(expr.expr)})`;
    case 'call':
      return `${expr.func}(${expr.args.map(shape).join(',')})`;
    case 'aggregation':
      return `${expr.op}(${shape(expr.expr)})`;
    case 'binary':
      return `(${shape(expr.lhs)} ${expr.op} ${shape(expr.rhs)})`;
  }
}

describe('precedence', () => {
  test.each([
    ['-1^2', '(-(1 ^ 2))'],
    ['2^-1^2', '(2 ^ (-(1 ^ 2)))'],
    ['-a * b', '((-a) * b)'],
    ['a ^ b ^ c', '(a ^ (b ^ c))'],
    ['a - b - c', '((a - b) - c)'],
    ['a or b and c unless d', '(a or ((b and c) unless d))'],
    ['a + b offset 5m * c', '(a + (b>300000 * c))'],
    ['-a offset 5m', '(-a>300000)'],
    ['a + b @ 5', '(a + b@)'],
    ['a * rate(b[5m]) > 1', '((a * rate(b[300000])) > 1)'],
    ['- - 1', '1'],
    ['1 - -1', '(1 - -1)'],
    ['a + b atan2 c', '(a + (b atan2 c))'],
  ])('%s is read as %s', (text, expected) => {
    expect(shape(ast(text))).toBe(expected);
  });
});

describe('literals', () => {
  test.each([
    ['1.', 1],
    ['.5e-3', 0.0005],
    ['0X1F', 31],
    ['0x_1f', 31],
    ['017', 15],
    ['08', 8],
    ['1_000_000', 1_000_000],
    ['Inf', Infinity],
    ['-inf', -Infinity],
    ['NaN', NaN],
    ['1h30m', 5400],
    ['250ms', 0.25],
    ['-1d', -86_400],
  ])('%s is the number %d', (text, value) => {
    expect(ast(text)).toMatchObject({ kind: 'number', value });
  });

  test.each([
    [String.raw`"a\"b\n\x41\101é\U0001F600"`, 'a"b\nAAé😀'],
    [String.raw`'it\'s "x"'`, `it's "x"`],
    ['`C:\\dir "x"`', 'C:\\dir "x"'],
    [String.raw`"\xc3\xa9"`, 'é'],
  ])('%s is a string', (text, value) => {
    expect(ast(text)).toMatchObject({ kind: 'string', value });
  });

  test('bytes that are no UTF-8 stay apart from every character', () => {
    expect(ast(String.raw`"a\xc5z"`)).toMatchObject({ value: 'a\udcc5z' });
  });
});

describe('selectors', () => {
  test('a name in quotes and labels with dots are taken', () => {
    expect(ast('{"my.metric", "a.b"="c", d!~`x.*`}')).toMatchObject({
      kind: 'selector',
      name: null,
      matchers: [
        { name: '__name__', op: '=', value: 'my.metric' },
        { name: 'a.b', op: '=', value: 'c' },
        { name: 'd', op: '!~', value: 'x.*' },
      ],
    });
  });

  test('offset and @ stand in either order', () => {
    const wanted = { offsetMs: -300_000, at: { kind: 'start' } };
    expect(ast('a offset -5m @ start()')).toMatchObject(wanted);
    expect(ast('a @ start() offset -5m')).toMatchObject(wanted);
    expect(ast('a[1m] @ 1.5 offset 1w')).toMatchObject({
      kind: 'matrix',
      rangeMs: 60_000,
      selector: { offsetMs: 604_800_000, at: { kind: 'time', timeMs: 1500 } },
    });
  });

  test('a subquery has its own offset and @', () => {
    expect(ast('rate(a[5m])[1h:] @ end() offset 2')).toMatchObject({
      kind: 'subquery',
      rangeMs: 3_600_000,
      stepMs: null,
      offsetMs: 2000,
      at: { kind: 'end' },
    });
  });

  test('words of the language are names where a name is expected', () => {
    expect(shape(ast('sum + by + start{on="x", bool="y"}'))).toBe('((sum + by) + start)');
    expect(ast('sum by (on, by, group_left, "a.b") (x)')).toMatchObject({
      grouping: ['on', 'by', 'group_left', 'a.b'],
    });
  });

  test('a selector alone is what match[] takes', () => {
    expect(parseSelector('up{job="x"}')).toMatchObject({ ok: true });
    expect(parseSelector('rate(up[5m])').ok).toBe(false);
  });
});

test('matching says which labels, which side is many and what is taken over', () => {
  expect(ast('a == bool on(x, y) group_right(z) b')).toMatchObject({
    bool: true,
    matching: { on: true, labels: ['x', 'y'], card: 'one-to-many', include: ['z'] },
  });
  expect(ast('a and b')).toMatchObject({ matching: { card: 'many-to-many', on: false } });
  expect(ast('a + 1')).toMatchObject({ matching: null });
});

test('the span of a selector holds its modifiers, that of a call its parentheses', () => {
  expect(ast('  rate(foo[5m] offset 1h)  ')).toMatchObject({
    from: 2,
    to: 25,
    args: [{ from: 7, to: 24, selector: { from: 7, to: 10 } }],
  });
});

describe('limits', () => {
  test.each([
    ['parentheses', `${'('.repeat(5000)}1${')'.repeat(5000)}`],
    ['signs', `${'-'.repeat(30_000)}a`],
    ['operators', Array(30_000).fill('1').join('+')],
    ['calls', `${'abs('.repeat(900)}a${')'.repeat(900)}`],
    ['characters', `a${' '.repeat(70_000)}`],
    ['subqueries', `a${'[5m:1m]'.repeat(9000)}`],
  ])('too many %s are refused', (_, text) => {
    const parsed = parse(text);
    expect(parsed.ok).toBe(false);
    expect(parsed).toMatchObject({ error: { message: expect.stringMatching(/nested|longer/) } });
  });

  test('a long list of alternatives is read', () => {
    expect(parse(Array(400).fill('a').join(' or ')).ok).toBe(true);
  });
});

describe('durations that depend on the query', () => {
  const rangeOf = (text: string, timing?: { stepMs: number; rangeMs: number } | null) => {
    const parsed = parse(text, timing);
    return parsed.ok ? (parsed.value as { rangeMs?: number }).rangeMs : parsed.error.message;
  };
  const timing = { stepMs: 15_000, rangeMs: 3_600_000 };

  test.each([
    ['a[step()]', 15_000],
    ['a[4 * STEP() + 1s]', 61_000],
    ['a[min_of(range(), 1w)]', 3_600_000],
    ['a[range()/2:step()]', 1_800_000],
    ['a[5m - step()]', 285_000],
  ])('%s', (text, rangeMs) => {
    expect(rangeOf(text, timing)).toBe(rangeMs);
  });

  test('are judged when there is a query', () => {
    expect(rangeOf('a[step() - 15]', timing)).toBe('duration must be greater than 0');
    expect(rangeOf('a[step() - 15]')).toBeTypeOf('number');
    expect(rangeOf('a[step() - 15]', null)).toBe('step() in a duration is not known without a query');
  });
});
