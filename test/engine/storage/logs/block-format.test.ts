import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeColumns, decodeText, encodeBlock } from '../../../../electron/engine/storage/logs/block.ts';
import { BlockExtras, decodeExtras, encodeExtras } from '../../../../electron/engine/storage/logs/extras.ts';
import { LineBatch } from '../../../../electron/engine/storage/logs/line-batch.ts';
import { bodyAt } from '../../../../electron/engine/storage/logs/row.ts';
import type { Attributes, AttributeValue } from '../../../../shared/model/attributes.ts';

const value: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.double(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.constant(null),
    fc.uint8Array({ maxLength: 8 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom('a', '__proto__', 'n', 'p'), tie('value')), { maxLength: 3 })
      .map((pairs) => ({
        pairs: pairs as Attributes,
      })),
  ),
})).value;
const attributes = fc.array(fc.tuple(fc.constantFrom('a', '__proto__', '', '\n'), value), { maxLength: 4 });
const ids = fc.constantFrom(
  ['', ''],
  ['4bf92f3577b34da6a3ce929d0e0e4736', ''],
  ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'],
);

test('what came beside the text comes back as it was, negative zero apart', () => {
  fc.assert(
    fc.property(attributes, ids, (attributes, [traceId = '', spanId = '']) => {
      const line = encodeExtras({ traceId, spanId, attributes: attributes as Attributes });
      expect(line).not.toContain('\n');
      const back = decodeExtras(line);
      const plain = (given: unknown) =>
        JSON.stringify(given, (_, item) =>
          typeof item === 'bigint' ? `${item}n` : typeof item === 'number' ? String(item) : item,
        );
      expect(plain(back)).toBe(plain({ traceId, spanId, attributes }));
    }),
  );
});

const record = fc.record({
  text: fc.string({ unit: 'binary', maxLength: 60 }),
  format: fc.nat(19),
  pattern: fc.oneof(fc.nat(300), fc.nat(2 ** 32 - 1)),
  severity: fc.nat(24),
  extras: fc.constantFrom('', '', '[["a",1]]', '["4bf92f3577b34da6a3ce929d0e0e4736"]'),
});

test('records of several lines, their formats, patterns and extras come back as they were', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 80 }), (records) => {
      const batch = new LineBatch();
      for (const { text, extras, ...facts } of records) {
        const bytes = Buffer.from(text);
        batch.add({ seconds: 5, nanos: 7, source: 1, flags: 0, ...facts }, bytes, 0, bytes.length, extras);
      }
      const block = encodeBlock(batch);
      const text = decodeText(block.text);
      const columns = decodeColumns(block.columns, records.length, text);
      const extras = block.extras ? new BlockExtras(decodeText(block.extras), records.length) : null;
      expect(block.extras === null).toBe(records.every((one) => one.extras === ''));
      for (const [i, one] of records.entries()) {
        expect(bodyAt(columns, text, i)).toBe(Buffer.from(one.text).toString());
        expect(columns.formats[i]).toBe(one.format);
        expect(columns.patterns[i]).toBe(one.pattern);
        expect(columns.severities[i]).toBe(one.severity);
        expect(extras?.text(i) ?? '').toBe(one.extras);
      }
      expect(block.format).toBe(records.at(-1)!.format);
    }),
  );
});

test('a batch that was emptied begins anew, without what it held before', () => {
  const batch = new LineBatch();
  const facts = { seconds: 1, nanos: 0, source: 1, flags: 0, severity: 0, format: 1, pattern: 0 };
  batch.add(facts, Buffer.from('first'), 0, 5, '[["a",1]]');
  batch.clear();
  expect(batch.extras).toBeNull();
  batch.release();
  batch.add(facts, Buffer.from('second'), 0, 6);
  expect(decodeText(encodeBlock(batch).text).toString()).toBe('second\n');
});

test('a block of version 1 is still read', () => {
  // Version, times 1 s and 1.5 s as zigzag varints of nanoseconds, severities, sources, flags, lengths.
  const varint = (value: number): number[] =>
    value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))];
  const bytes = [1, ...varint(2e9), ...varint(1e9), 9, 17, 1, 2, 0, 1, 2, 3];
  const text = Buffer.from('ab\ncde\n');
  const columns = decodeColumns(zstdCompressSync(Buffer.from(bytes)), 2, text);
  expect([...columns.seconds, ...columns.nanos]).toEqual([1, 1, 0, 500_000_000]);
  expect([[...columns.severities], [...columns.sources], [...columns.flags]]).toEqual([
    [9, 17],
    [1, 2],
    [0, 1],
  ]);
  expect([bodyAt(columns, text, 0), bodyAt(columns, text, 1)]).toEqual(['ab', 'cde']);
  expect([[...columns.formats], [...columns.patterns]]).toEqual([
    [0, 0],
    [0, 0],
  ]);
});

test('a block of version 2 is still read', () => {
  // Version, no lengths, two planes of zigzag distances (one far, one of 300 ns), the far time, then the columns.
  const far = Buffer.alloc(12);
  far.writeDoubleLE(3_000_000_000, 0);
  far.writeUInt32LE(7, 8);
  const planes = Array.from({ length: 7 }, (_, i) => [i === 6 ? 0x1f : 0xff, [88, 2][i] ?? 0]).flat();
  const bytes = Buffer.concat([
    Buffer.from([2, 0, 7, ...planes]),
    far,
    Buffer.from([9, 17, 1, 2, 0, 1, 2, 3, 5, 130, 1]),
  ]);
  const text = Buffer.from('ab\ncde\n');
  const columns = decodeColumns(zstdCompressSync(bytes), 2, text);
  expect([...columns.seconds, ...columns.nanos]).toEqual([3_000_000_000, 3_000_000_000, 7, 307]);
  expect([[...columns.severities], [...columns.formats], [...columns.patterns]]).toEqual([
    [9, 17],
    [2, 3],
    [5, 130],
  ]);
  expect([bodyAt(columns, text, 0), bodyAt(columns, text, 1)]).toEqual(['ab', 'cde']);
});
