import { encodeCall, encodeThrift, type Field, type Struct, writeStruct } from './thrift-encoder.ts';

/** Structs of jaeger.thrift (jaeger-idl), for Apache's encoder. */

const TAG_TYPES = { string: [0, 3], double: [1, 4], bool: [2, 5], i64: [3, 6], binary: [4, 7] } as const;

export function jaegerTag(key: string, value: string | number | boolean | bigint | Buffer): Struct {
  const kind = Buffer.isBuffer(value)
    ? 'binary'
    : typeof value === 'number'
      ? 'double'
      : typeof value === 'bigint'
        ? 'i64'
        : typeof value === 'boolean'
          ? 'bool'
          : 'string';
  const [type, field] = TAG_TYPES[kind];
  return { 1: ['string', key], 2: ['i32', type], [field]: [kind, value] as Field };
}

export interface JaegerSpanInput {
  traceId?: [high: bigint, low: bigint];
  spanId?: bigint;
  parentSpanId?: bigint;
  name?: string;
  start?: bigint;
  duration?: bigint;
  references?: { type: number; traceId: [bigint, bigint]; spanId: bigint }[];
  tags?: Struct[];
  logs?: { timestamp: bigint; fields: Struct[] }[];
}

export const START_MICROS = 1_790_000_000_000_000n;

export function jaegerSpan(input: JaegerSpanInput = {}): Struct {
  const [high, low] = input.traceId ?? [0n, 0x1234n];
  return {
    1: ['i64', low],
    2: ['i64', high],
    3: ['i64', input.spanId ?? 1n],
    4: ['i64', input.parentSpanId ?? 0n],
    5: ['string', input.name ?? 'GET /'],
    6: [
      'list',
      (input.references ?? []).map(({ type, traceId, spanId }) => ({
        1: ['i32', type],
        2: ['i64', traceId[1]],
        3: ['i64', traceId[0]],
        4: ['i64', spanId],
      })),
    ],
    7: ['i32', 1],
    8: ['i64', input.start ?? START_MICROS],
    9: ['i64', input.duration ?? 1000n],
    10: ['list', input.tags ?? []],
    11: [
      'list',
      (input.logs ?? []).map(({ timestamp, fields }) => ({ 1: ['i64', timestamp], 2: ['list', fields] })),
    ],
  };
}

export const jaegerBatch = (spans: Struct[], service = 'shop', tags: Struct[] = []): Struct => ({
  1: ['struct', { 1: ['string', service], 2: ['list', tags] }],
  2: ['list', spans],
});

/** As posted to a collector. */
export const postedBatch = (batch: Struct): Buffer =>
  encodeThrift('binary', (out) => writeStruct(out, batch));

/** As sent to an agent. */
export const emittedBatch = (protocol: 'binary' | 'compact', batch: Struct): Buffer =>
  encodeCall(protocol, 'emitBatch', ['struct', batch]);
