import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveParents } from '../../../../electron/engine/storage/traces/resolve-parents.ts';
import { packSpanIds } from '../../../../shared/model/span-ids.ts';

interface Row {
  id: string;
  parent?: string;
  kind?: number;
  service?: number;
}

/** Ids of up to 8 letters; none is zeros. */
const packed = (ids: string[]) =>
  packSpanIds(ids.map((id) => Buffer.from(id).toString('hex').padStart(16, '0')));

const resolve = (rows: Row[]) =>
  resolveParents({
    spanIds: packed(rows.map(({ id }) => id)),
    parentIds: packed(rows.map(({ parent }) => parent ?? '')),
    kind: Uint8Array.from(rows, ({ kind }) => kind ?? 1),
    service: Uint32Array.from(rows, ({ service }) => service ?? 0),
  });

test('a parent is found by its id, wherever it stands', () => {
  const { parent } = resolve([{ id: 'b', parent: 'a' }, { id: 'a' }, { id: 'c', parent: 'b' }]);
  expect([...parent]).toEqual([1, -1, 0]);
});

test('a parent that is not in the trace is marked', () => {
  const { parent, missingParent } = resolve([
    { id: 'a', parent: 'x' },
    { id: 'b', parent: 'a' },
  ]);
  expect([[...parent], [...missingParent]]).toEqual([
    [-1, 0],
    [1, 0],
  ]);
});

test('the server half of a shared span is the child of the client half, and its own children are below it', () => {
  const { parent, repeatedIds } = resolve([
    { id: 'root' },
    { id: 's', parent: 'root', kind: 3, service: 0 },
    { id: 's', parent: 'root', kind: 2, service: 1 },
    { id: 'below', parent: 's', service: 1 },
  ]);
  expect([...parent]).toEqual([-1, 0, 1, 2]);
  expect(repeatedIds).toBe(0);
});

test('a service that calls itself has what it did while serving below the server half', () => {
  const { parent } = resolve([
    { id: 's', kind: 3 },
    { id: 's', kind: 2 },
    { id: 'below', parent: 's' },
  ]);
  expect([...parent]).toEqual([-1, 0, 1]);
});

test('what the client did while it waited stays below its own half', () => {
  const { parent } = resolve([
    { id: 's', kind: 3, service: 0 },
    { id: 's', kind: 2, service: 1 },
    { id: 'retry', parent: 's', service: 0 },
    { id: 'elsewhere', parent: 's', service: 2 },
  ]);
  expect([...parent]).toEqual([-1, 0, 0, 1]);
});

test('a consumer that joined its producer’s span is the child of it', () => {
  const { parent, repeatedIds } = resolve([
    { id: 'm', parent: 'x', kind: 5, service: 1 },
    { id: 'm', parent: 'x', kind: 4, service: 0 },
    { id: 'x' },
  ]);
  expect([[...parent], repeatedIds]).toEqual([[1, 2, -1], 0]);
});

test('spans with the same id are told', () => {
  expect(resolve([{ id: 'a' }, { id: 'a' }, { id: 'a' }]).repeatedIds).toBe(2);
});

test('a span that names itself is a root', () => {
  const { parent, cycles, missingParent } = resolve([{ id: 'a', parent: 'a' }]);
  expect([parent[0], cycles, missingParent[0]]).toEqual([-1, 1, 0]);
});

test('a circle is opened at one place', () => {
  const { parent, cycles } = resolve([
    { id: 'a', parent: 'c' },
    { id: 'b', parent: 'a' },
    { id: 'c', parent: 'b' },
    { id: 'd', parent: 'b' },
  ]);
  expect(cycles).toBe(1);
  expect([...parent].filter((index) => index === -1)).toHaveLength(1);
});

test('following parents always ends, whatever the ids', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const row = fc.record({ id, parent: fc.oneof(id, fc.constant('')), kind: fc.nat(5), service: fc.nat(2) });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
      const { parent } = resolve(rows);
      for (let start = 0; start < rows.length; start++) {
        let steps = 0;
        for (let at = start; at !== -1; at = parent[at]!) expect(steps++).toBeLessThanOrEqual(rows.length);
      }
    }),
  );
});

test('a hundred thousand spans of one id are resolved all the same', () => {
  const rows = Array.from({ length: 100_000 }, () => ({ id: 's', parent: 's', kind: 2 }));
  const { parent, repeatedIds } = resolve(rows);
  expect(repeatedIds).toBe(rows.length - 1);
  expect(new Set(parent).has(-1)).toBe(true);
});
