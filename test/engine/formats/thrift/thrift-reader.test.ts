import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BinaryThriftReader } from '../../../../electron/engine/formats/thrift/binary-reader.ts';
import { CompactThriftReader } from '../../../../electron/engine/formats/thrift/compact-reader.ts';
import {
  MOST_NESTED,
  ThriftError,
  type ThriftReader,
  ThriftType,
} from '../../../../electron/engine/formats/thrift/thrift-reader.ts';
import { encodeCall, encodeThrift, type Field, type Struct, writeStruct } from '../../../thrift-encoder.ts';

const readers = {
  binary: (bytes: Uint8Array) => new BinaryThriftReader(bytes),
  compact: (bytes: Uint8Array) => new CompactThriftReader(bytes),
};
const protocols = ['binary', 'compact'] as const;

/** Reads whatever stands there back into the encoder's own shape. */
function readAny(reader: ThriftReader): Record<number, unknown> {
  const struct: Record<number, unknown> = {};
  const begun = reader.beginStruct();
  while (reader.field()) struct[reader.fieldId] = readValue(reader, reader.fieldType);
  reader.endStruct(begun);
  return struct;
}

function readValue(reader: ThriftReader, type: number): unknown {
  switch (type) {
    case ThriftType.bool:
      return reader.bool();
    case ThriftType.i16:
      return reader.i16();
    case ThriftType.i32:
      return reader.i32();
    case ThriftType.i64:
      return reader.i64();
    case ThriftType.double:
      return reader.double();
    case ThriftType.string:
      return Buffer.from(reader.binary());
    case ThriftType.struct:
      return readAny(reader);
    default:
      return Array.from({ length: reader.list() }, () => readAny(reader));
  }
}

function plain(struct: Struct): Record<number, unknown> {
  return Object.fromEntries(
    Object.entries(struct).map(([id, [type, value]]) => {
      if (type === 'string') return [id, Buffer.from(value as string)];
      if (type === 'struct') return [id, plain(value)];
      return [id, type === 'list' ? value.map(plain) : value];
    }),
  );
}

const scalar = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((value): Field => ['string', value]),
  fc.uint8Array().map((value): Field => ['binary', Buffer.from(value)]),
  fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }).map((value): Field => ['i16', value]),
  fc.integer().map((value): Field => ['i32', value]),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value): Field => ['i64', value]),
  // Apache's compact encoder loses the sign of -0.
  fc
    .double({ noNaN: true })
    .map((value) => value + 0)
    .map((value): Field => ['double', value]),
  fc.boolean().map((value): Field => ['bool', value]),
);
const ids = fc.integer({ min: 1, max: 300 });
const { struct } = fc.letrec<{ field: Field; struct: Struct }>((tie) => ({
  field: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    tie('struct').map((value): Field => ['struct', value]),
    fc.array(tie('struct'), { maxLength: 4 }).map((value): Field => ['list', value]),
  ),
  struct: fc
    .uniqueArray(fc.tuple(ids, tie('field')), { selector: ([id]) => id, maxLength: 5 })
    .map((fields) => Object.fromEntries(fields)),
}));

describe.each(protocols)('the %s protocol', (protocol) => {
  const encode = (value: Struct) => encodeThrift(protocol, (out) => writeStruct(out, value));

  test('whatever Apache’s own library writes is read back equal', () => {
    fc.assert(
      fc.property(struct, (value) => {
        const reader = readers[protocol](encode(value));
        expect(readAny(reader)).toEqual(plain(value));
        expect(reader.pos).toBe(reader.bytes.length);
      }),
    );
  });

  test('what is skipped is gone behind of exactly', () => {
    fc.assert(
      fc.property(struct, (value) => {
        const reader = readers[protocol](encode(value));
        reader.skip(ThriftType.struct);
        expect(reader.pos).toBe(reader.bytes.length);
      }),
    );
  });

  test('a message tells its name and type', () => {
    const reader = readers[protocol](encodeCall(protocol, 'emitBatch', ['struct', {}]));
    expect(reader.message()).toEqual({ name: 'emitBatch', type: 4 });
    expect(readAny(reader)).toEqual({ 1: {} });
  });

  test('every truncation is told, not run over', () => {
    const bytes = encode({ 1: ['struct', { 2: ['i64', 2n ** 62n] }], 3: ['list', [{ 1: ['string', 'é'] }]] });
    for (let end = 0; end < bytes.length; end++) {
      expect(() => readAny(readers[protocol](bytes.subarray(0, end)))).toThrow(ThriftError);
    }
  });

  test('structures nested too deep are refused, read or skipped', () => {
    let value: Struct = {};
    for (let depth = 0; depth < MOST_NESTED + 1; depth++) value = { 1: ['struct', value] };
    expect(() => readAny(readers[protocol](encode(value)))).toThrow('nested too deep');
    expect(() => readers[protocol](encode(value)).skip(ThriftType.struct)).toThrow('nested too deep');
  });
});

test.each([
  ['binary', [0x0f, 0x00, 0x01, 0x0c, 0x7f, 0xff, 0xff, 0xff]],
  ['binary', [0x0b, 0x00, 0x01, 0x7f, 0xff, 0xff, 0xff]],
  ['binary', [0x0b, 0x00, 0x01, 0xff, 0xff, 0xff, 0xff]],
  ['compact', [0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07]],
  ['compact', [0x18, 0xff, 0xff, 0xff, 0xff, 0x07]],
] as const)('a length that the %s bytes cannot hold is not believed', (protocol, bytes) => {
  expect(() => readAny(readers[protocol](Uint8Array.from(bytes)))).toThrow(ThriftError);
});

test('a binary message in the old form, without a version, is read', () => {
  const bytes = Buffer.from([0, 0, 0, 1, 0x61, 1, 0, 0, 0, 0]);
  expect(new BinaryThriftReader(bytes).message()).toEqual({ name: 'a', type: 1 });
});
