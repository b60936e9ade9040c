import { expect, test } from 'vitest';
import { completionAt } from '../../../shared/trace-query/completion.ts';

/** The bar is the cursor. */
function at(marked: string) {
  const position = marked.indexOf('|');
  return completionAt(marked.replace('|', ''), position);
}

test.each([
  ['|', { kind: 'key', typed: '', from: 0, to: 0, rest: '' }],
  ['ser|', { kind: 'key', typed: 'ser', from: 0, to: 3, rest: '' }],
  ['status:error http.|', { kind: 'key', typed: 'http.', from: 13, to: 18, rest: 'status:error' }],
  ['status:error |', { kind: 'key', typed: '', from: 13, to: 13, rest: 'status:error' }],
  ['service:ch|', { kind: 'value', typed: 'ch', from: 8, to: 10, field: { kind: 'service' } }],
  ['service:| a:1', { kind: 'value', typed: '', from: 8, to: 8, rest: 'a:1' }],
  ['http.route="/or|', { kind: 'value', typed: '/or', field: { kind: 'attribute', key: 'http.route' } }],
  ['ser|vice:checkout a:1', { kind: 'key', typed: 'ser', from: 0, to: 16, rest: 'a:1' }],
  ['a:1 -service:c|', { kind: 'value', typed: 'c', rest: 'a:1' }],
  ['has:db|', { kind: 'attribute', typed: 'db', from: 4, to: 6 }],
  ['or|', { kind: 'key', from: 0, to: 2 }],
  ['(a:1 or b:|)', { kind: 'value', typed: '', field: { kind: 'attribute', key: 'b' }, rest: '' }],
])('%s', (marked, expected) => expect(at(marked)).toMatchObject(expected));
