import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withCandidate } from '../../../../renderer/components/query/language.ts';
import {
  excluded,
  fieldCondition,
  nodeCondition,
  valueCondition,
} from '../../../../renderer/views/traces/search/conditions.ts';
import {
  withCondition,
  withoutChip,
  withoutKey,
} from '../../../../renderer/views/traces/search/query-edit.ts';
import { conditionsOf } from '../../../../shared/query-text/tree.ts';
import { parseTraceQuery } from '../../../../shared/trace-query/parser.ts';

test('a condition is added once, however often it is clicked', () => {
  const once = withCondition('service:orders', 'status:error');
  expect(once).toBe('service:orders status:error');
  expect(withCondition(once, 'status:error')).toBe(once);
});

test('a condition added to alternatives holds for all of them', () => {
  expect(withCondition('service:a or service:b', 'status:error')).toBe(
    '(service:a or service:b) status:error',
  );
});

test('a chip is taken away by its place; conditions of a field by its name, but not out of groups', () => {
  expect(withoutChip('service:a status:error duration>1ms', 1)).toBe('service:a duration>1ms');
  expect(withoutKey('service:a status:error', 'service')).toBe('status:error');
  expect(withoutKey('(service:a or service:b) status:error', 'service')).toBe(
    '(service:a or service:b) status:error',
  );
});

test('any attribute and value, however hostile, becomes a condition that is read back as itself', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string(), (key, value) => {
      const text = valueCondition({ key, from: 'span' }, { value, range: null });
      const { query, problems } = parseTraceQuery(text ?? '');
      expect(problems).toEqual([]);
      const [condition] = [...conditionsOf(query)];
      expect(condition).toMatchObject({ value, field: { kind: 'attribute', key } });
    }),
  );
});

test('a field is asked for by its own name, and what is excluded is excluded', () => {
  expect(valueCondition({ key: 'service', from: 'field' }, { value: 'my shop', range: null })).toBe(
    'service:"my shop"',
  );
  expect(excluded(fieldCondition('operation', 'GET /'))).toBe('-operation:"GET /"');
});

test('a range of numbers is two conditions in one group; a field without a word of its own is none', () => {
  const range = { value: '40 to 60', range: { from: 40, to: 60 } };
  expect(valueCondition({ key: 'cart.items', from: 'span' }, range)).toBe(
    '(span.cart.items>=40 span.cart.items<=60)',
  );
  expect(valueCondition({ key: 'scope', from: 'field' }, { value: 'http', range: null })).toBeNull();
});

test('a node of the map is asked for by what its callers say of it', () => {
  expect(nodeCondition({ kind: 'service', name: 'pay', service: 'pay' })).toBe('service:pay');
  expect(nodeCondition({ kind: 'queue', name: 'redis order.created', service: null })).toBe(
    'messaging.system:redis (messaging.destination.name:order.created or messaging.destination:order.created)',
  );
  expect(nodeCondition({ kind: 'database', name: 'postgres', service: 'postgres' })).toBe('service:postgres');
  for (const kind of ['database', 'queue', 'external'] as const)
    for (const name of ['postgres', 'postgresql shop', 'a "b" (c)'])
      expect(parseTraceQuery(nodeCondition({ kind, name, service: null })).problems).toEqual([]);
});

test('a candidate takes the place of what was typed, and the cursor stands where writing goes on', () => {
  expect(withCandidate('serv', { from: 0, to: 4 }, 'service:', true)).toEqual({
    text: 'service:',
    cursor: 8,
  });
  expect(withCandidate('service:or status:ok', { from: 8, to: 10 }, 'orders', false)).toEqual({
    text: 'service:orders status:ok',
    cursor: 15,
  });
  expect(withCandidate('service:or', { from: 8, to: 10 }, 'orders', false)).toEqual({
    text: 'service:orders ',
    cursor: 15,
  });
});
