import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultText, parse } from '../../../shared/promql/parse.ts';

/** Queries and what Debian's Prometheus 2.42 answers to them, '' where it takes them. */
const recorded: [query: string, error: string][] = JSON.parse(
  readFileSync(new URL('../../fixtures/promql/refused-by-prometheus-2.42.json', import.meta.url), 'utf8'),
);

/** Where Prometheus 3 has another language than 2.42, and so has Trivet. */
const otherLanguage: Record<string, string> = {
  'sum by ("x") (y)': 'labels may stand in quotes',
  'foo{"a"=}': 'labels may stand in quotes',
  "foo{'a'": 'labels may stand in quotes',
  '1_000': 'digits may be grouped',
  '1.2.3': 'a number with two points is one wrong number',
  '1..5': 'a number with two points is one wrong number',
};
/** The same place, said otherwise by Prometheus 3. */
const otherWords: Record<string, string> = {
  'foo offset': 'offsets may be numbers',
  'foo offset bar': 'offsets may be numbers',
  'foo{a="b"} offset': 'offsets may be numbers',
  'foo[': 'ranges may be numbers',
  'foo[]': 'ranges may be numbers',
  'foo[-5m]': 'ranges may be signed, and are then refused',
  'foo[5q]': 'ranges are read as numbers are',
  'foo[1m5q]': 'ranges are read as numbers are',
  '1e': 'refused when it is read, not when it is understood',
  '1e+': 'refused when it is read, not when it is understood',
  '0x': 'refused when it is read, not when it is understood',
  'foo{a=~"["}': "the pattern is named without Prometheus' anchors",
  'foo{a=~"(?i"}': "the pattern is named without Prometheus' anchors, in RE2/J's words",
};

const said = (query: string): string => {
  const parsed = parse(query);
  return parsed.ok ? '' : faultText(query, parsed.error);
};
const place = (error: string): string => error.split(' ')[0] ?? '';

describe("what is wrong is said in Prometheus' words", () => {
  test.each(recorded.filter(([query]) => !(query in otherLanguage)))('%s', (query, error) => {
    const mine = said(query);
    expect(query in otherWords ? place(mine) : mine).toBe(query in otherWords ? place(error) : error);
  });
});

test('what is listed as another language does differ', () => {
  const errors = new Map(recorded);
  for (const query of Object.keys(otherLanguage)) {
    expect(place(said(query)), query).not.toBe(place(errors.get(query) ?? ''));
  }
});

test('columns count bytes and lines begin anew', () => {
  expect(said('"é" +\n  foo bar')).toMatch(/^2:7: parse error: unexpected identifier "bar"$/);
  expect(said('{a="é"} é')).toMatch(/^1:10: /);
});

/**
 * The words come from a walk over the tokens and the tree from the editor's grammar: neither may take what the other
 * does not. `min_of` and `max_of` in any case but the grammar's are known to differ.
 */
test('walk and grammar take the same texts', () => {
  const token = fc.constantFrom(
    ...'( ) { } [ ] , = != =~ + - * / ^ == > and or unless atan2 by without on ignoring group_left bool offset @'.split(
      ' ',
    ),
    ...'sum topk rate abs start end step foo bar:baz "x" \'y\' 1 5m 0x1F 1. inf nan 2_0 : #c\n'.split(' '),
    ...['foo{a="b"}', 'foo[5m]', 'sum(a)', 'by (x)', 'on (y)', '[5m:1m]', 'offset 5m', '@ start()', '(a)'],
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 12 }), (tokens) => {
      expect(said(tokens.join(' '))).not.toMatch(/not understood/);
    }),
    { numRuns: 5000 },
  );
});

test('no text breaks the parser', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const parsed = parse(text);
      if (!parsed.ok) expect(parsed.error.from).toBeLessThanOrEqual(parsed.error.to);
    }),
    { numRuns: 2000 },
  );
});
