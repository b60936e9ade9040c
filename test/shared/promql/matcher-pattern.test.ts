import { describe, expect, test } from 'vitest';
import { compilePattern, matchesEmpty, patternFault } from '../../../shared/promql/matcher-pattern.ts';
import { isTooCostly } from '../../../shared/promql/pattern-cost.ts';

const matches = (pattern: string, text: string) => compilePattern(pattern).matcher(text).find();

test('a pattern is held against all of the text, and its dot is any character', () => {
  expect(matches('a|b', 'b')).toBe(true);
  expect(matches('a|b', 'ab')).toBe(false);
  expect(matches('a.c', 'a\nc')).toBe(true);
  expect(matches('(?i)ABC', 'abc')).toBe(true);
});

test('one that closes what the anchors open is refused', () => {
  expect(patternFault('a)|(b')).toMatch(/unexpected \)/);
});

test('what is wrong is said of the pattern as it is written', () => {
  expect(patternFault('[')).toBe('error parsing regexp: missing closing ]: `[`');
  expect(patternFault('(?<=a)')).toMatch(/^error parsing regexp: invalid/);
});

test('whether nothing is taken', () => {
  expect(matchesEmpty({ name: 'a', op: '=~', value: 'x*' })).toBe(true);
  expect(matchesEmpty({ name: 'a', op: '!~', value: 'x*' })).toBe(false);
  expect(matchesEmpty({ name: 'a', op: '!~', value: 'x+' })).toBe(true);
});

describe('patterns that would blow up are refused before they are compiled', () => {
  test.each([
    ['repetitions', '(a?){1000}'.repeat(100)],
    ['nested repetitions', '((a{30}){30}){30}'],
    ['categories', '\\pL'.repeat(2000)],
    ['repeated classes', '[\\p{Greek}x]{900}|'.repeat(10)],
    ['stars', '.*'.repeat(5000)],
    ['characters', 'a'.repeat(30_000)],
    ['ranges of repetitions', '(((((a{10,100}){2}){5}){10}){100}'],
  ])('%s', (_, pattern) => {
    expect(patternFault(pattern)).toBe('error parsing regexp: expression too large');
  });

  test.each([
    ['many hosts', Array.from({ length: 700 }, (_, at) => `host-${at}.example.com:9100`).join('|')],
    ['a repeated group', '(a|b|c){1,50}'],
    ['a uuid', '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'],
    ['a path', '/api/v[0-9]+/(users|carts)/.*'],
    ['braces that repeat nothing', 'a{x}'],
    ['an escaped brace', '\\{5000}'],
  ])('%s is none of them', (_, pattern) => {
    expect(isTooCostly(pattern)).toBe(false);
    expect(patternFault(pattern)).toBeNull();
  });
});
