import { expect, test } from 'vitest';
import { remembered } from '../../../../renderer/components/query/history.ts';
import {
  candidates,
  knownCandidate,
  operatorCandidates,
} from '../../../../renderer/views/traces/query/candidates.ts';
import { completionAt } from '../../../../shared/trace-query/completion.ts';

const at = (text: string, known: [text: string, count: number | null][] = []) =>
  candidates(
    completionAt(text, text.length),
    known.map(([each, count]) => ({ text: each, count })),
  );

test('the beginning of a key is completed from the fields and the attributes that are stored', () => {
  const found = at('se', [['server.address', 4_210]]);
  expect(found.map(({ label, count }) => [label, count])).toEqual([
    ['service', null],
    ['server.address', 4_210],
  ]);
  expect(found[0]).toMatchObject({ insert: 'service:', goesOn: true });
});

test('a key that is written out is offered with the operators it takes', () => {
  expect(at('duration').map(({ insert }) => insert)).toEqual([
    'duration:',
    'duration!=',
    'duration>',
    'duration>=',
    'duration<',
    'duration<=',
    'trace.duration>',
  ]);
});

test('a value is completed with the number of spans that have it, quoted where it must be', () => {
  const [first] = at('operation:POST', [['POST /orders', 812]]);
  expect(first).toEqual({
    insert: '"POST /orders"',
    label: 'POST /orders',
    about: '',
    count: 812,
    goesOn: false,
  });
});

test('fields with few values offer them, counted where they are known', () => {
  expect(at('status:', [['error', 42]]).map(({ label, count }) => [label, count])).toEqual([
    ['unset', null],
    ['ok', null],
    ['error', 42],
  ]);
});

test('what begins as typed comes before what only holds it', () => {
  const found = at('service:pay', [
    ['my-pay', 1],
    ['pay', 2],
  ]);
  expect(found.map(({ label }) => label)).toEqual(['pay', 'my-pay']);
});

test('what the engine tells is offered as it is; after an operator the writing goes on', () => {
  expect(knownCandidate({ text: 'db.system:', about: '', count: 7 })).toMatchObject({
    goesOn: true,
    count: 7,
  });
  expect(knownCandidate({ text: '"POST /orders"', about: '', count: 2 })).toMatchObject({ goesOn: false });
});

test('operators are offered behind a field that is written out, and nowhere else', () => {
  const labels = (text: string) =>
    operatorCandidates(completionAt(text, text.length)).map(({ label }) => label);
  expect(labels('status')).toEqual(['status:', 'status!=']);
  expect([labels('stat'), labels('status:')]).toEqual([[], []]);
});

test('the history holds the twenty newest queries, each once', () => {
  const many = Array.from({ length: 25 }, (_, i) => `service:s${i}`).reduce<string[]>(remembered, []);
  expect(many).toHaveLength(20);
  expect(remembered(many, 'service:s10')[0]).toBe('service:s10');
  expect(new Set(remembered(many, 'service:s10')).size).toBe(20);
  expect(remembered(many, '  ')).toBe(many);
});
