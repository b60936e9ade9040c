import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normaliseStatement } from '../../../shared/trace-analysis/normalise-statement.ts';

test.each([
  [
    "SELECT * FROM items WHERE id = 42 AND name = 'O''Brien'",
    'SELECT * FROM items WHERE id = ? AND name = ?',
  ],
  ["SELECT 'it\\'s' , -1.5e3, 0xFF", 'SELECT ? , -?, ?'],
  ['SELECT a1, t2.b FROM "order 66" t2', 'SELECT a1, t2.b FROM "order 66" t2'],
  ['SELECT *\n  FROM t -- by id 7\n WHERE id=$1', 'SELECT * FROM t WHERE id=?'],
  ['/* trace 12 */ DELETE FROM t', 'DELETE FROM t'],
  ['SELECT * FROM t WHERE id in (1, 2,3)', 'SELECT * FROM t WHERE id IN (?)'],
  [
    'SELECT * FROM t WHERE id IN ($1, $2) AND k IN (:k_1, :k_2)',
    'SELECT * FROM t WHERE id IN (?) AND k IN (?)',
  ],
  ['SELECT * FROM t WHERE id IN (SELECT id FROM u)', 'SELECT * FROM t WHERE id IN (SELECT id FROM u)'],
  ["INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y')", 'INSERT INTO t (a, b) VALUES (?)'],
  ['INSERT INTO t (a, b) VALUES (?, ?)', 'INSERT INTO t (a, b) VALUES (?)'],
  ['GET user:123', 'GET user:?'],
  ['EXPIRE session:6f9619ff-8b86-d011-b42d-00cf4fc964ff 60', 'EXPIRE session:? ?'],
  ['{"find": "users", "filter": {"_id": 5, "name": "Ann"}}', '{"find": ?, "filter": {"_id": ?, "name": ?}}'],
  ["SELECT 'never closed", 'SELECT ?'],
  ['', ''],
])('%s becomes %s', (statement, normalised) => {
  expect(normaliseStatement(statement)).toBe(normalised);
});

test('statements that differ in their values only are the same, and a normalised one stays as it is', () => {
  const text = fc.stringMatching(/^[a-z0-9 %_.-]{0,20}$/);
  fc.assert(
    fc.property(fc.nat(), text, fc.nat(), text, (n, a, m, b) => {
      const of = (id: number, name: string) =>
        `UPDATE t SET n = '${name}' WHERE id = ${id} AND x IN (${id}, '${name}')`;
      expect(normaliseStatement(of(n, a))).toBe(normaliseStatement(of(m, b)));
      expect(normaliseStatement(normaliseStatement(of(n, a)))).toBe(normaliseStatement(of(n, a)));
    }),
  );
});

test('no statement is longer afterwards than the limit, whatever it holds', () => {
  const hostile = [
    "'".repeat(100_000),
    '('.repeat(100_000),
    '/*'.repeat(50_000),
    'IN ('.repeat(30_000),
    '?,'.repeat(50_000),
  ];
  for (const statement of hostile) expect(normaliseStatement(statement).length).toBeLessThanOrEqual(2_000);
});
