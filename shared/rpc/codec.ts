/**
 * A message as bytes, for transports that know no structured clone. Layout: u32 little-endian length of the
 * JSON, the JSON in UTF-8, padding to 8, then the binary segments one after another, each padded to 8 so that
 * typed arrays can view them without a copy. In the JSON, `{"$": ["f64", offset, length]}` stands for a typed
 * array, `{"$": ["n", "123"]}` for a bigint, `{"$": ["u"]}` for undefined in an array, NaN and infinities as
 * `{"$": ["d", "NaN"]}`, `{"$": ["s", "a\nb"]}` for a long array of strings without line ends, and `{"$": ["o", value]}`
 * for an object that has a key `$` of its own.
 */
const arrayTypes = {
  u8: Uint8Array,
  i8: Int8Array,
  u16: Uint16Array,
  i16: Int16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
  u64: BigUint64Array,
  i64: BigInt64Array,
} as const;
type ArrayTag = keyof typeof arrayTypes;
type TypedArray = InstanceType<(typeof arrayTypes)[ArrayTag]>;

const tagByType = new Map<unknown, ArrayTag>(
  Object.entries(arrayTypes).map(([tag, type]) => [type, tag as ArrayTag]),
);

const HEADER = 4;
/** From here on strings are sent as one: hundreds of thousands of ids are then read in a frame's time. */
const MANY_STRINGS = 1_000;
const isLine = (item: unknown) => typeof item === 'string' && !item.includes('\n');

const align = (offset: number) => (offset + 7) & ~7;

interface Segments {
  parts: Uint8Array[];
  bytes: number;
}

/** @throws RangeError when the value nests deeper than JSON.stringify can follow. */
export function encodeMessage(message: unknown): Uint8Array<ArrayBuffer> {
  const segments: Segments = { parts: [], bytes: 0 };
  const json = new TextEncoder().encode(JSON.stringify(wrap(message, segments)));
  const body = align(HEADER + json.length);
  const bytes = new Uint8Array(body + segments.bytes);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, HEADER);
  let offset = body;
  for (const part of segments.parts) {
    bytes.set(part, offset);
    offset = body + align(offset - body + part.length);
  }
  return bytes;
}

function wrap(value: unknown, segments: Segments): unknown {
  if (typeof value === 'bigint') return { $: ['n', value.toString()] };
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $: ['d', String(value)] };
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return wrapArray(value as TypedArray, segments);
  if (Array.isArray(value)) {
    if (value.length >= MANY_STRINGS && value.every(isLine)) return { $: ['s', value.join('\n')] };
    return value.map((item) => (item === undefined ? { $: ['u'] } : wrap(item, segments)));
  }
  const pairs = Object.entries(value).map(([key, item]) => [key, wrap(item, segments)] as const);
  // fromEntries defines own properties, so a key such as __proto__ stays data.
  const copy = Object.fromEntries(pairs);
  return Object.hasOwn(copy, '$') ? { $: ['o', copy] } : copy;
}

function wrapArray(array: TypedArray, segments: Segments): unknown {
  // Buffer is a Uint8Array by another constructor.
  const tag = tagByType.get(array.constructor) ?? (array instanceof Uint8Array ? 'u8' : undefined);
  if (!tag) throw new TypeError(`cannot send a ${array.constructor.name}`);
  const offset = segments.bytes;
  segments.parts.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  segments.bytes = align(offset + array.byteLength);
  return { $: [tag, offset, array.length] };
}

/** @throws TypeError, RangeError or SyntaxError when the bytes are not a message. */
export function decodeMessage(message: Uint8Array): unknown {
  // Of a plain Uint8Array, slice() is a copy; of Node's Buffer it would be another view.
  const bytes = new Uint8Array(message.buffer, message.byteOffset, message.byteLength);
  if (bytes.byteLength < HEADER) throw new TypeError('message shorter than its header');
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  if (HEADER + length > bytes.byteLength) throw new RangeError('message shorter than its header says');
  const json = new TextDecoder().decode(bytes.subarray(HEADER, HEADER + length));
  return unwrap(JSON.parse(json), bytes, align(HEADER + length));
}

function unwrap(value: unknown, bytes: Uint8Array, body: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = unwrap(value[i], bytes, body);
    return value;
  }
  const record = value as Record<string, unknown>;
  if (Array.isArray(record.$)) return unwrapTagged(record.$, bytes, body);
  return unwrapEntries(record, bytes, body);
}

function unwrapEntries(record: Record<string, unknown>, bytes: Uint8Array, body: number): unknown {
  for (const key of Object.keys(record)) {
    const item = record[key];
    if (typeof item !== 'object' || item === null) continue;
    Object.defineProperty(record, key, {
      value: unwrap(item, bytes, body),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return record;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function unwrapTagged(tagged: unknown[], bytes: Uint8Array, body: number): unknown {
  const [tag, a, b] = tagged;
  if (tag === 'n') return BigInt(String(a));
  if (tag === 'd') return Number(a);
  if (tag === 'u') return undefined;
  if (tag === 's') return String(a).split('\n');
  if (tag === 'o') return unwrapEntries(a as Record<string, unknown>, bytes, body);
  const type = typeof tag === 'string' && Object.hasOwn(arrayTypes, tag) ? arrayTypes[tag as ArrayTag] : null;
  if (!type || !isCount(a) || !isCount(b)) throw new TypeError('unknown tag in message');
  const start = bytes.byteOffset + body + a;
  if (body + a + b * type.BYTES_PER_ELEMENT > bytes.byteLength) {
    throw new RangeError('array outside the message');
  }
  if (start % type.BYTES_PER_ELEMENT === 0) return new type(bytes.buffer as ArrayBuffer, start, b);
  return new type(bytes.slice(body + a, body + a + b * type.BYTES_PER_ELEMENT).buffer, 0, b);
}
