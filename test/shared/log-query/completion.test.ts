import { expect, test } from 'vitest';
import { logCompletionAt } from '../../../shared/log-query/completion.ts';

/** `|` is where the cursor stands. */
const at = (marked: string) => logCompletionAt(marked.replace('|', ''), marked.indexOf('|'));

test.each([
  ['|', { kind: 'key', typed: '', from: 0, to: 0, rest: '' }],
  ['sta|', { kind: 'key', typed: 'sta', from: 0, to: 3, rest: '' }],
  ['sta|tus:500', { kind: 'key', typed: 'sta', from: 0, to: 10, rest: '' }],
  ['error sta|', { kind: 'key', typed: 'sta', from: 6, to: 9, rest: 'error' }],
  ['status:5|', { kind: 'value', typed: '5', from: 7, to: 8, rest: '', operator: '=' }],
  ['user:"An|na"', { kind: 'value', typed: 'Anna', from: 5, to: 11, rest: '', operator: '=' }],
  ['level:error,wa|', { kind: 'value', typed: 'wa', from: 12, to: 14, rest: '', operator: '=' }],
  ['level:err|,warn x', { kind: 'value', typed: 'err', from: 6, to: 9, rest: 'x', operator: '=' }],
  ['level>=|', { kind: 'value', typed: '', from: 7, to: 7, rest: '', operator: '>=' }],
  ['has:tr| a', { kind: 'has', typed: 'tr', from: 4, to: 6, rest: 'a' }],
  ['a or user:x|', { kind: 'value', typed: 'x', from: 10, to: 11, rest: '', operator: '=' }],
  ['a -user:x|', { kind: 'value', typed: 'x', from: 8, to: 9, rest: 'a', operator: '=' }],
  ['or|', { kind: 'key', typed: 'or', from: 0, to: 2, rest: '' }],
])('%s', (text, expected) => expect(at(text)).toMatchObject(expected));
