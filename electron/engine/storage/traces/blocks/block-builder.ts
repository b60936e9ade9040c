import { constants, zstdCompressSync } from 'node:zlib';
import { StatusCode } from '../../../../../shared/model/span.ts';
import { WireWriter } from '../../../formats/protobuf/wire-writer.ts';
import { larger, smaller } from '../bigint-order.ts';
import { type TokenKind, type TokenSink, tokensOf } from './payload-tokens.ts';
import { widthFor, writePlanes, writeUints } from './planes.ts';

/** A span as it is packed; ids are those of the dictionaries. */
export interface BlockSpan {
  span_id: Buffer;
  /** Empty for none. */
  parent_id: Buffer;
  kind: number;
  service: number;
  start_ns: bigint;
  duration_ns: bigint;
  name: number;
  status: number;
  event_count: number;
  resource: number;
  scope: number;
  source: number;
  payload: Buffer;
}

/** The spans of one trace that a block holds, in order of start. */
export interface BlockPart {
  no: number;
  spans: number;
}

export interface EncodedSpanBlock {
  spans: number;
  parts: BlockPart[];
  /** Of the spans' starts. */
  minStartNs: bigint;
  maxStartNs: bigint;
  longestNs: bigint;
  errors: number;
  /** Distinct ids. */
  services: number[];
  names: number[];
  resources: number[];
  keys: Uint8Array<ArrayBuffer>;
  dictionary: Uint8Array<ArrayBuffer>;
  attributes: Uint8Array<ArrayBuffer>;
}

export const BLOCK_VERSION = 1;
/** A parent that is not in the same part stands in a list of its own. */
export const PARENT = { none: 0, listed: 1, first: 2 } as const;
/** Id, start, duration, parent, kind, status, and the numbers below. */
export const SPAN_KEY_BYTES = 8 + 8 + 8 + 4 + 1 + 1 + 6 * 4;
export const NUMBER_COLUMNS = ['event_count', 'service', 'name', 'resource', 'scope', 'source'] as const;

const LEVEL = 3;
const options = { params: { [constants.ZSTD_c_compressionLevel]: LEVEL } };
/** Blocks of very many keys would be slow to search. */
const MANY_COLUMNS = 10_000;

/** All pieces of one kind and key: their distinct values and, span after span, which it was. */
interface Column {
  kind: TokenKind;
  key: Buffer;
  ids: Map<string, number>;
  values: Buffer[];
  used: number[];
}

/**
 * Makes a block of the spans of some traces: three zstd frames, read apart. `keys` holds the fixed columns,
 * `dictionary` each attribute key with its distinct values, `attributes` which span has which: spans of the same
 * keys in the same order share a shape, and every key has a column of value numbers.
 *
 * What each frame takes is told by the bench `span-bytes`.
 */
export class SpanBlockBuilder implements TokenSink {
  readonly #spans: BlockSpan[] = [];
  readonly #parts: BlockPart[] = [];
  readonly #bases: bigint[] = [];
  readonly #parents: number[] = [];
  readonly #listedParents: Buffer[] = [];
  readonly #columns: Column[] = [];
  readonly #columnIds = new Map<string, number>();
  readonly #shapes = new Map<string, number>();
  readonly #spanShapes: number[] = [];
  readonly #eventTimes: bigint[] = [];
  #shape = '';
  #start = 0n;
  #payloadBytes = 0;

  get spans(): number {
    return this.#spans.length;
  }

  get payloadBytes(): number {
    return this.#payloadBytes;
  }

  /** True when no further part should be added although there is room for its spans. */
  get hasManyKeys(): boolean {
    return this.#columns.length > MANY_COLUMNS;
  }

  /** Adds spans of one trace. A trace has one part in a block. */
  add(no: number, given: readonly BlockSpan[]): void {
    const spans = given.toSorted(byStart);
    this.#parts.push({ no, spans: spans.length });
    const base = spans[0]?.start_ns ?? 0n;
    this.#bases.push(base);
    const places = new Map<string, number>();
    spans.forEach((span, i) => {
      const id = span.span_id.toString('latin1');
      if (!places.has(id)) places.set(id, i);
    });
    for (const span of spans) this.#add(span, places);
  }

  #add(span: BlockSpan, places: Map<string, number>): void {
    this.#spans.push(span);
    this.#parents.push(this.#parentOf(span, places));
    this.#payloadBytes += span.payload.length;
    this.#shape = '';
    this.#start = span.start_ns;
    tokensOf(span.payload, this);
    let shape = this.#shapes.get(this.#shape);
    if (shape === undefined) {
      shape = this.#shapes.size;
      this.#shapes.set(this.#shape, shape);
    }
    this.#spanShapes.push(shape);
  }

  #parentOf({ parent_id }: BlockSpan, places: Map<string, number>): number {
    if (parent_id.length === 0) return PARENT.none;
    const place = places.get(parent_id.toString('latin1'));
    if (place !== undefined) return PARENT.first + place;
    this.#listedParents.push(parent_id);
    return PARENT.listed;
  }

  token(kind: TokenKind, key: Buffer, value: Buffer): void {
    const id = this.#columnId(kind, key);
    const column = this.#columns[id]!;
    const text = value.toString('latin1');
    let number = column.ids.get(text);
    if (number === undefined) {
      number = column.values.length;
      column.ids.set(text, number);
      column.values.push(value);
    }
    column.used.push(number);
    // Two characters: there may be more columns than one can name.
    this.#shape += String.fromCharCode(id & 0x7fff, id >>> 15);
  }

  eventTime(unixNano: bigint): void {
    this.#eventTimes.push(BigInt.asUintN(64, unixNano - this.#start));
  }

  #columnId(kind: TokenKind, key: Buffer): number {
    const name = `${kind}${key.toString('latin1')}`;
    const known = this.#columnIds.get(name);
    if (known !== undefined) return known;
    const id = this.#columns.push({ kind, key, ids: new Map(), values: [], used: [] }) - 1;
    this.#columnIds.set(name, id);
    return id;
  }

  finish(): EncodedSpanBlock {
    const spans = this.#spans;
    const starts = spans.map(({ start_ns }) => start_ns);
    return {
      spans: spans.length,
      parts: this.#parts,
      minStartNs: starts.reduce(smaller, starts[0] ?? 0n),
      maxStartNs: starts.reduce(larger, starts[0] ?? 0n),
      longestNs: spans.reduce((most, { duration_ns }) => larger(most, duration_ns), 0n),
      errors: spans.reduce((sum, { status }) => sum + (status === StatusCode.error ? 1 : 0), 0),
      services: [...new Set(spans.map(({ service }) => service))],
      names: [...new Set(spans.map(({ name }) => name))],
      resources: [...new Set(spans.map(({ resource }) => resource))],
      keys: compressed(this.#keys()),
      dictionary: compressed(this.#dictionary()),
      attributes: compressed(this.#attributes()),
    };
  }

  #keys(): Uint8Array {
    const spans = this.#spans;
    const { length } = spans;
    const parts = this.#parts;
    const listed = this.#listedParents.length;
    const bytes = new Uint8Array(16 + parts.length * 16 + length * SPAN_KEY_BYTES + listed * 8);
    const header = Uint32Array.of(BLOCK_VERSION, length, parts.length, listed);
    bytes.set(new Uint8Array(header.buffer));
    let at = 16;
    at = writeUints(
      parts.map(({ no }) => no),
      4,
      bytes,
      at,
    );
    at = writeUints(
      parts.map((part) => part.spans),
      4,
      bytes,
      at,
    );
    at = writePlanes(bytesOf(BigInt64Array.from(this.#bases)), 8, bytes, at);
    at = writePlanes(Buffer.concat(spans.map(({ span_id }) => span_id)), 8, bytes, at);
    at = writePlanes(bytesOf(this.#startDeltas()), 8, bytes, at);
    at = writePlanes(bytesOf(BigInt64Array.from(spans, ({ duration_ns }) => duration_ns)), 8, bytes, at);
    at = writeUints(this.#parents, 4, bytes, at);
    for (const name of ['kind', 'status'] as const)
      at = writeUints(
        spans.map((span) => span[name]),
        1,
        bytes,
        at,
      );
    for (const name of NUMBER_COLUMNS)
      at = writeUints(
        spans.map((span) => span[name]),
        4,
        bytes,
        at,
      );
    writePlanes(Buffer.concat(this.#listedParents), 8, bytes, at);
    return bytes;
  }

  #startDeltas(): BigUint64Array {
    const deltas = new BigUint64Array(this.#spans.length);
    let i = 0;
    this.#parts.forEach((part, p) => {
      const base = this.#bases[p]!;
      for (const end = i + part.spans; i < end; i++)
        deltas[i] = BigInt.asUintN(64, this.#spans[i]!.start_ns - base);
    });
    return deltas;
  }

  /** First a table of contents, then each column's values: their lengths, then their bytes. */
  #dictionary(): Uint8Array {
    const contents = new WireWriter();
    const values = new WireWriter(64 * 1024);
    contents.varint(this.#columns.length);
    for (const column of this.#columns) {
      const start = values.length;
      for (const value of column.values) values.varint(value.length);
      for (const value of column.values) values.raw(value);
      contents.varint(column.kind);
      contents.varint(column.key.length);
      contents.raw(column.key);
      contents.varint(column.values.length);
      contents.varint(column.used.length);
      contents.varint(values.length - start);
    }
    return Buffer.concat([contents.written(), values.written()]);
  }

  /** The shapes, each span's shape, the events' times after their spans' starts, and the columns of value numbers. */
  #attributes(): Uint8Array {
    const head = new WireWriter();
    head.varint(this.#shapes.size);
    for (const shape of this.#shapes.keys()) {
      head.varint(shape.length / 2);
      for (let i = 0; i < shape.length; i += 2) {
        head.varint(shape.charCodeAt(i) + shape.charCodeAt(i + 1) * 2 ** 15);
      }
    }
    head.varint(this.#eventTimes.length);
    const shapeWidth = widthFor(this.#shapes.size);
    const size = this.#columns.reduce(
      (sum, { values, used }) => sum + widthFor(values.length) * used.length,
      head.length + shapeWidth * this.spans + 8 * this.#eventTimes.length,
    );
    const bytes = new Uint8Array(size);
    bytes.set(head.written());
    let at = writeUints(this.#spanShapes, shapeWidth, bytes, head.length);
    at = writePlanes(bytesOf(BigUint64Array.from(this.#eventTimes)), 8, bytes, at);
    for (const { values, used } of this.#columns) at = writeUints(used, widthFor(values.length), bytes, at);
    return bytes;
  }
}

const bytesOf = (array: BigInt64Array | BigUint64Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** In memory of its own, so that it can be moved to another thread. */
const compressed = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(zstdCompressSync(bytes, options));

const byStart = (a: BlockSpan, b: BlockSpan): number =>
  a.start_ns < b.start_ns ? -1 : a.start_ns > b.start_ns ? 1 : Buffer.compare(a.span_id, b.span_id);
