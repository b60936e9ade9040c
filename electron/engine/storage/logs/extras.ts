import type { Attributes, AttributeValue } from '../../../../shared/model/attributes.ts';

/**
 * What came beside a record's text, as one line of JSON: `[traceId?, spanId?, [key, value], …]`. Strings are the
 * sender's trace and span id, pairs its attributes in their order. A value that JSON has no word for is an object with
 * one key: `{"n":"5"}` a 64-bit integer, `{"d":"NaN"}` a double that is no number, `{"b":"…"}` bytes in base64,
 * `{"p":[…]}` pairs.
 */
export interface RecordExtras {
  traceId: string;
  spanId: string;
  attributes: Attributes;
}

type Encoded = string | boolean | number | null | Encoded[] | { [kind in 'n' | 'd' | 'b' | 'p']?: unknown };

/** Empty where there is nothing. @throws RangeError where values nest deeper than JSON can follow */
export function encodeExtras({ traceId, spanId, attributes }: RecordExtras): string {
  if (traceId === '' && spanId === '' && attributes.length === 0) return '';
  const ids = spanId === '' ? (traceId === '' ? [] : [traceId]) : [traceId, spanId];
  return JSON.stringify([...ids, ...attributes.map(([key, value]) => [key, encodeValue(value)])]);
}

function encodeValue(value: AttributeValue): Encoded {
  if (typeof value === 'bigint') return { n: value.toString() };
  if (typeof value === 'number') return Number.isFinite(value) ? value : { d: String(value) };
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(encodeValue);
  if (value instanceof Uint8Array) return { b: Buffer.from(value).toString('base64') };
  return { p: value.pairs.map(([key, inner]) => [key, encodeValue(inner)]) };
}

/** Of a record's line in the slab; what is empty or cannot be read gives nothing. */
export function decodeExtras(line: string): RecordExtras {
  const extras: RecordExtras = { traceId: '', spanId: '', attributes: [] };
  if (line === '') return extras;
  const [first, second, ...rest] = JSON.parse(line) as (string | [string, Encoded])[];
  for (const [place, item] of [first, second, ...rest].entries()) {
    if (Array.isArray(item)) extras.attributes.push([item[0], decodeValue(item[1])]);
    else if (item !== undefined) extras[place === 0 ? 'traceId' : 'spanId'] = item;
  }
  return extras;
}

function decodeValue(value: Encoded): AttributeValue {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(decodeValue);
  if ('n' in value) return BigInt(String(value.n));
  if ('d' in value) return Number(value.d);
  if ('b' in value) return new Uint8Array(Buffer.from(String(value.b), 'base64'));
  return { pairs: (value.p as [string, Encoded][]).map(([key, inner]) => [key, decodeValue(inner)]) };
}

/** The extras of a block's records: a slab with a line each, those without anything empty. */
export class BlockExtras {
  /** A line a record, each followed by a newline: to be searched as a whole. */
  readonly slab: Buffer;
  readonly #count: number;
  #ends: Uint32Array | null = null;

  constructor(slab: Buffer, count: number) {
    this.slab = slab;
    this.#count = count;
  }

  /** Where each record's line ends in the slab, its newline not included. */
  get ends(): Uint32Array {
    this.#ends ??= lineEnds(this.slab, this.#count);
    return this.#ends;
  }

  /** JSON of a record, empty where it has none. */
  text(index: number): string {
    const start = index === 0 ? 0 : (this.ends[index - 1] as number) + 1;
    return this.slab.toString('utf8', start, this.ends[index]);
  }

  of(index: number): RecordExtras {
    return decodeExtras(this.text(index));
  }
}

/** Ends of a slab's lines, where each record is one. @throws RangeError when there are fewer */
export function lineEnds(slab: Buffer, count: number): Uint32Array {
  const ends = new Uint32Array(count);
  for (let i = 0, from = 0; i < count; i++) {
    const end = slab.indexOf(0x0a, from);
    if (end < 0) throw new RangeError('a slab of a log block has too few lines');
    ends[i] = end;
    from = end + 1;
  }
  return ends;
}
