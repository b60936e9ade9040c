import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  fieldChoice,
  fieldCondition,
  fieldNamed,
  toggledValue,
  withoutChoice,
} from '../../../../renderer/views/logs/query/field-choice.ts';
import type { LogField } from '../../../../shared/log-query/ast.ts';
import { readLogQuery } from '../../../../shared/log-query/parser.ts';

const level: LogField = { kind: 'level' };
const path: LogField = { kind: 'field', key: 'path' };

test('levels that are taken one after the other become a list', () => {
  const one = toggledValue('timeout', level, 'error', 'only');
  const two = toggledValue(one, level, 'warn', 'only');
  expect([one, two]).toEqual(['timeout level:error', 'timeout level:error,warn']);
  expect(toggledValue(two, level, 'error', 'only')).toBe('timeout level:warn');
});

test('values of a field of the lines become alternatives', () => {
  const two = toggledValue(toggledValue('timeout', path, '/a', 'only'), path, '/b c', 'only');
  expect(two).toBe('timeout (path:/a or path:"/b c")');
  expect(fieldChoice(two, path)).toEqual({ only: ['/a', '/b c'], without: [] });
});

test('a value that is left out is no longer taken', () => {
  const taken = toggledValue('', path, '/healthz', 'only');
  const hidden = toggledValue(taken, path, '/healthz', 'without');
  expect(hidden).toBe('-path:/healthz');
  expect(fieldChoice(hidden, path)).toEqual({ only: [], without: ['/healthz'] });
});

test('conditions of another kind on the field stay', () => {
  const text = 'path:/api/* level>=warn level:error';
  expect(withoutChoice(text, level)).toBe('path:/api/* level>=warn');
  expect(withoutChoice(text, path)).toBe(text);
});

test('a field that the language has a name for is meant by it, others by their key', () => {
  expect(fieldNamed('container')).toEqual({ kind: 'container' });
  expect(fieldNamed('status')).toEqual({ kind: 'field', key: 'status' });
  expect(fieldCondition('level', 'x')).toBe('"level":x');
});

test('taking any value and taking it again gives the query back, and both can be read', () => {
  const key = fc.constantFrom('path', 'user name', 'a:b', '__proto__', 'level', 'has');
  fc.assert(
    fc.property(
      key,
      fc.string(),
      fc.constantFrom<'only' | 'without'>('only', 'without'),
      (name, value, how) => {
        const field: LogField = { kind: 'field', key: name };
        const taken = toggledValue('timeout', field, value, how);
        expect(readLogQuery(taken).problems).toEqual([]);
        expect(fieldChoice(taken, field)[how]).toEqual([value]);
        expect(toggledValue(taken, field, value, how)).toBe('timeout');
      },
    ),
  );
});
