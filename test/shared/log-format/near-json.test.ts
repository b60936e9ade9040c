import { expect, test } from 'vitest';
import { parseLog } from '../../../shared/log-format/parse-log.ts';
import { type Said, say } from './cases.ts';

const faults: [line: string, said: Said][] = [
  [
    '{"level":"warn","msg":"a""n":1}',
    { severity: 13, message: 'a', fields: { n: 1 }, repaired: 'a comma before "n"' },
  ],
  ['{"level":"warn","msg":"a" "n":1}', { fields: { n: 1 }, repaired: 'a comma before "n"' }],
  ['{"level":"warn","msg":"a",}', { message: 'a', repaired: 'left out a comma before a closing brace' }],
  ['{"level":"warn",,"msg":"a"}', { message: 'a', repaired: 'left out a comma' }],
  ['{"level":"warn","msg":"a"', { message: 'a', repaired: 'the end' }],
  ['{"level":"warn","o":{"n":[1,2', { severity: 13, fields: { 'o.n': [1, 2] }, repaired: 'the end' }],
  ['{"level":"warn","msg":"cut of', { message: 'cut of', repaired: 'the end' }],
  ['"level":"warn","msg":"a"}', { severity: 13, message: 'a', repaired: 'an opening brace' }],
  [
    "{'level': 'warn', 'msg': 'it is', 'ok': True, 'no': None}",
    { severity: 13, fields: { ok: true, no: null } },
  ],
  ['{level: "warn", msg: "a"}', { severity: 13, message: 'a', repaired: 'quotes around keys' }],
  [
    '{"level":"warn","msg":"a","n":}',
    { message: 'a', fields: { n: null }, repaired: 'null for a missing value' },
  ],
  ['{"level":"warn","msg":"a","n":NaN}', { fields: { n: 'NaN' }, repaired: "JSON's word for NaN" }],
  [
    '{"level":"warn","msg":"a"} {"b":2}',
    { message: 'a', repaired: '7 characters behind the object left out' },
  ],
];

test.each(faults)('%s is read as an object', (line, said) => {
  expect(say(line, { format: 'json', ...said })).toEqual({ format: 'json', ...said });
});

test.each(['{}{', '{not an object}', '{name} logged in', '{"just a quote', '{', '{"a" and "b"}', '{1,2,3}'])(
  '%s is a text',
  (line) => {
    const record = parseLog(line);
    expect([record.format, record.message]).toEqual(['plain', line]);
  },
);

test('control characters that should have been escaped are kept', () => {
  expect(parseLog('{"level":"warn","msg":"a\tb"}').message).toBe('a\tb');
});
