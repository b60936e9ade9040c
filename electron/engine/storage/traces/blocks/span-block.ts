import { zstdDecompressSync } from 'node:zlib';
import type { KeyValue } from '../../../../../shared/model/attributes.ts';
import { readAnyValue } from '../../../formats/otlp/attribute-codec.ts';
import { WireReader } from '../../../formats/protobuf/wire-reader.ts';
import { WireWriter } from '../../../formats/protobuf/wire-writer.ts';
import { BLOCK_VERSION, NUMBER_COLUMNS, PARENT, SPAN_KEY_BYTES } from './block-builder.ts';
import { TokenKind, TokenWriter } from './payload-tokens.ts';
import { doubleAt, readDoubles, readIds, readU8, readU64, readUints, uintAt, widthFor } from './planes.ts';

/** The spans of one trace in a block: from this place on, in order of start. */
export interface PlacedPart {
  no: number;
  from: number;
  spans: number;
  /** The first span's start. */
  baseNs: bigint;
}

type NumberColumn = (typeof NUMBER_COLUMNS)[number];

/** The fixed columns of a block's spans, each read when it is first asked for. */
export class BlockKeys {
  readonly count: number;
  readonly parts: readonly PlacedPart[];
  readonly #bytes: Uint8Array;
  readonly #listed: number;
  readonly #at: number;
  #numbers: Partial<Record<NumberColumn, Uint32Array>> = {};
  #byNo: Map<number, PlacedPart> | null = null;
  #starts: Float64Array | null = null;
  #exactStarts: BigUint64Array | null = null;
  #exactDurations: BigUint64Array | null = null;
  #durations: Float64Array | null = null;
  #ids: Buffer | null = null;
  #parents: Uint32Array | null = null;
  #listedIds: Buffer | null = null;

  /** Without a frame it is a block of no spans. */
  constructor(frame: Uint8Array | null) {
    const bytes = frame ? zstdDecompressSync(frame) : EMPTY;
    const [version, count, parts, listed] = readHeader(bytes);
    if (version !== BLOCK_VERSION) throw new Error(`a span block of version ${version}`);
    this.count = count;
    this.#listed = listed;
    this.#bytes = bytes;
    const nos = readUints(bytes, 16, parts, 4);
    const spans = readUints(bytes, 16 + parts * 4, parts, 4);
    const bases = readU64(bytes, 16 + parts * 8, parts);
    let from = 0;
    this.parts = Array.from(nos, (no, i) => {
      const part = { no, from, spans: spans[i]!, baseNs: BigInt.asIntN(64, bases[i]!) };
      from += part.spans;
      return part;
    });
    this.#at = 16 + parts * 16;
  }

  part(no: number): PlacedPart | undefined {
    this.#byNo ??= new Map(this.parts.map((part) => [part.no, part]));
    return this.#byNo.get(no);
  }

  /** 8 bytes a span. */
  get spanIds(): Buffer {
    this.#ids ??= readIds(this.#bytes, this.#at, this.count);
    return this.#ids;
  }

  /** After the base of the span's part. */
  get starts(): Float64Array {
    this.#starts ??= readDoubles(this.#bytes, this.#at + 8 * this.count, this.count);
    return this.#starts;
  }

  exactStartDelta(i: number): bigint {
    let delta = 0n;
    for (let plane = 7; plane >= 0; plane--) {
      delta = (delta << 8n) | BigInt(this.#bytes[this.#at + (8 + plane) * this.count + i]!);
    }
    return delta;
  }

  /** Kept, for the parts of a block are mostly read one after the other. */
  exactStartDeltas(): BigUint64Array {
    this.#exactStarts ??= readU64(this.#bytes, this.#at + 8 * this.count, this.count);
    return this.#exactStarts;
  }

  get durations(): Float64Array {
    this.#durations ??= readDoubles(this.#bytes, this.#at + 16 * this.count, this.count);
    return this.#durations;
  }

  exactDurations(): BigUint64Array {
    this.#exactDurations ??= readU64(this.#bytes, this.#at + 16 * this.count, this.count);
    return this.#exactDurations;
  }

  /** See PARENT. */
  get parents(): Uint32Array {
    this.#parents ??= readUints(this.#bytes, this.#at + 24 * this.count, this.count, 4);
    return this.#parents;
  }

  get kinds(): Uint8Array {
    return readU8(this.#bytes, this.#at + 28 * this.count, this.count);
  }

  get statuses(): Uint8Array {
    return readU8(this.#bytes, this.#at + 29 * this.count, this.count);
  }

  numbers(name: NumberColumn): Uint32Array {
    let column = this.#numbers[name];
    if (!column) {
      const at = this.#at + (30 + 4 * NUMBER_COLUMNS.indexOf(name)) * this.count;
      column = readUints(this.#bytes, at, this.count, 4);
      this.#numbers[name] = column;
    }
    return column;
  }

  /** What is asked of a call, for one span: most spans are none, and their columns need not be read. */
  isRootAt(i: number): boolean {
    return uintAt(this.#bytes, this.#at + 24 * this.count, this.count, i) === PARENT.none;
  }

  startAt(i: number): number {
    return doubleAt(this.#bytes, this.#at + 8 * this.count, this.count, i);
  }

  durationAt(i: number): number {
    return doubleAt(this.#bytes, this.#at + 16 * this.count, this.count, i);
  }

  numberAt(name: NumberColumn, i: number): number {
    const at = this.#at + (30 + 4 * NUMBER_COLUMNS.indexOf(name)) * this.count;
    return uintAt(this.#bytes, at, this.count, i);
  }

  spanId(i: number): Buffer {
    return this.spanIds.subarray(i * 8, i * 8 + 8);
  }

  /** Ids of the part's parents, in order; empty for none. */
  parentIds({ from, spans }: { from: number; spans: number }, partFrom = from): Buffer[] {
    const { parents } = this;
    let listed = 0;
    for (let i = 0; i < from; i++) if (parents[i] === PARENT.listed) listed++;
    this.#listedIds ??= readIds(this.#bytes, this.#at + SPAN_KEY_BYTES * this.count, this.#listed);
    const listedIds = this.#listedIds;
    return Array.from({ length: spans }, (_, i) => {
      const parent = parents[from + i]!;
      if (parent === PARENT.none) return NO_PARENT;
      if (parent === PARENT.listed) {
        listed++;
        return listedIds.subarray(listed * 8 - 8, listed * 8);
      }
      return this.spanId(partFrom + parent - PARENT.first);
    });
  }
}

const EMPTY = new Uint8Array(Uint32Array.of(BLOCK_VERSION, 0, 0, 0).buffer);
const NO_PARENT = Buffer.alloc(0);

function readHeader(bytes: Uint8Array): [version: number, count: number, parts: number, listed: number] {
  const numbers = readUintsInPlace(bytes, 4);
  return [numbers[0]!, numbers[1]!, numbers[2]!, numbers[3]!];
}

const readUintsInPlace = (bytes: Uint8Array, count: number): number[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, count * 4);
  return Array.from({ length: count }, (_, i) => view.getUint32(i * 4, true));
};

export interface DictionaryColumn {
  kind: TokenKind;
  key: Buffer;
  valueCount: number;
  /** How often a span has it, over all spans. */
  used: number;
  /** The lengths of the values, then their bytes. */
  bytes: Buffer;
  /** Where the bytes of the first value stand, once they were looked at. */
  valuesStart: number;
}

/** The attribute keys of a block with their distinct values. */
export class BlockDictionary {
  readonly columns: readonly DictionaryColumn[];
  readonly #ends = new Map<DictionaryColumn, Uint32Array>();

  constructor(frame: Uint8Array) {
    const bytes = zstdDecompressSync(frame);
    const reader = new WireReader(bytes);
    const end = bytes.length;
    const sizes: number[] = [];
    const heads = Array.from({ length: reader.varint(end) }, () => {
      const kind = reader.varint(end) as TokenKind;
      const length = reader.varint(end);
      const key = reader.bytes.subarray(reader.pos, reader.pos + length);
      reader.pos += length;
      const head = { kind, key, valueCount: reader.varint(end), used: reader.varint(end) };
      sizes.push(reader.varint(end));
      return head;
    });
    let at = reader.pos;
    this.columns = heads.map((head, i) => {
      const column = { ...head, bytes: reader.bytes.subarray(at, at + sizes[i]!), valuesStart: 0 };
      at += sizes[i]!;
      return column;
    });
  }

  /** Where each value of the column ends in its bytes; the first begins where `valuesStart` says. */
  ends(column: DictionaryColumn): Uint32Array {
    let ends = this.#ends.get(column);
    if (!ends) {
      const { bytes, valueCount } = column;
      ends = new Uint32Array(valueCount);
      const reader = new WireReader(bytes);
      for (let i = 0; i < valueCount; i++) ends[i] = reader.varint(bytes.length);
      let at = reader.pos;
      for (let i = 0; i < valueCount; i++) {
        at += ends[i]!;
        ends[i] = at;
      }
      column.valuesStart = reader.pos;
      this.#ends.set(column, ends);
    }
    return ends;
  }

  /** The attribute that the column's value stands for. */
  attribute(column: DictionaryColumn, i: number): KeyValue {
    const value = this.value(column, i);
    return [column.key.toString('utf8'), readAnyValue(new WireReader(value), value.length)];
  }

  value(column: DictionaryColumn, i: number): Buffer {
    const ends = this.ends(column);
    return column.bytes.subarray(i === 0 ? column.valuesStart : ends[i - 1]!, ends[i]!);
  }
}

/** The place in all columns is noted before every so many spans. */
const NOTED_EVERY = 64;

/** Which span of a block has which attributes. */
export class BlockAttributes {
  readonly #dictionary: BlockDictionary;
  readonly #count: number;
  /** Numbers of columns, a shape. */
  readonly #shapes: readonly Uint32Array[];
  readonly #spanShapes: Uint32Array;
  readonly #eventTimes: BigUint64Array;
  readonly #bytes: Uint8Array;
  /** Where each column's value numbers begin. */
  readonly #starts: number[] = [];
  readonly #used = new Map<number, Uint32Array>();
  #noted: Walk[] | null = null;

  constructor(frame: Uint8Array, count: number, dictionary: BlockDictionary) {
    const bytes = zstdDecompressSync(frame);
    const reader = new WireReader(bytes);
    const end = bytes.length;
    this.#shapes = Array.from({ length: reader.varint(end) }, () =>
      Uint32Array.from({ length: reader.varint(end) }, () => reader.varint(end)),
    );
    const events = reader.varint(end);
    const width = widthFor(this.#shapes.length);
    this.#count = count;
    this.#dictionary = dictionary;
    this.#bytes = bytes;
    this.#spanShapes = readUints(bytes, reader.pos, count, width);
    this.#eventTimes = readU64(bytes, reader.pos + width * count, events);
    let at = reader.pos + width * count + 8 * events;
    for (const { valueCount, used } of dictionary.columns) {
      this.#starts.push(at);
      at += widthFor(valueCount) * used;
    }
  }

  /** Where the columns stand before the span, from the nearest place that was noted. */
  #walkTo(span: number): Walk {
    this.#noted ??= this.#notePlaces();
    const place = Math.floor(span / NOTED_EVERY);
    const { at, event } = this.#noted[place]!;
    const walk = { at: at.slice(), event };
    for (let i = place * NOTED_EVERY; i < span; i++) this.#pass(walk, this.#shapes[this.#spanShapes[i]!]!);
    return walk;
  }

  #notePlaces(): Walk[] {
    const places: Walk[] = [];
    const walk = { at: new Uint32Array(this.#dictionary.columns.length), event: 0 };
    for (let i = 0; i <= this.#count; i++) {
      if (i % NOTED_EVERY === 0) places.push({ at: walk.at.slice(), event: walk.event });
      if (i < this.#count) this.#pass(walk, this.#shapes[this.#spanShapes[i]!]!);
    }
    return places;
  }

  #pass(walk: Walk, shape: Uint32Array): void {
    for (const column of shape) {
      walk.at[column]!++;
      if (this.#dictionary.columns[column]!.kind === TokenKind.event) walk.event++;
    }
  }

  #usedOf(column: number): Uint32Array {
    let used = this.#used.get(column);
    if (!used) {
      const { valueCount, used: count } = this.#dictionary.columns[column]!;
      used = readUints(this.#bytes, this.#starts[column]!, count, widthFor(valueCount));
      this.#used.set(column, used);
    }
    return used;
  }

  /** Marks the spans that have one of the accepted values (by number) in the column. */
  mark(column: number, accepted: Uint8Array, into: Uint8Array): void {
    const used = this.#usedOf(column);
    const times = this.#shapes.map((shape) => shape.reduce((sum, of) => sum + (of === column ? 1 : 0), 0));
    for (let i = 0, at = 0; i < this.#count; i++) {
      for (let left = times[this.#spanShapes[i]!]!; left > 0; left--) {
        if (accepted[used[at++]!]) into[i] = 1;
      }
    }
  }

  /** Shows the attributes of the spans `from` to before `to`, in order, by the numbers of their column and value. */
  visitAttributes(from: number, to: number, visit: (column: number, value: number) => void): void {
    const { at } = this.#walkTo(from);
    for (let i = from; i < to; i++) {
      for (const column of this.#shapes[this.#spanShapes[i]!]!) {
        const value = this.#usedOf(column)[at[column]!++]!;
        if (this.#dictionary.columns[column]!.kind === TokenKind.attribute) visit(column, value);
      }
    }
  }

  /** The payloads of the spans `from` to before `to`, given their exact starts. */
  payloads(from: number, to: number, startNs: (i: number) => bigint): Buffer[];
  /** Null for spans that have nothing in one of the wanted columns. */
  payloads(from: number, to: number, startNs: (i: number) => bigint, wanted: boolean[]): (Buffer | null)[];
  payloads(
    from: number,
    to: number,
    startNs: (i: number) => bigint,
    wanted?: readonly boolean[],
  ): (Buffer | null)[] {
    const isWanted = this.#shapes.map((shape) => !wanted || shape.some((column) => wanted[column]));
    const walk = this.#walkTo(from);
    const pass = (shape: Uint32Array) => this.#pass(walk, shape);
    const writer = new WireWriter();
    const tokens = new TokenWriter(writer);
    return Array.from({ length: to - from }, (_, offset) => {
      writer.truncate(0);
      const i = from + offset;
      const shape = this.#shapes[this.#spanShapes[i]!]!;
      if (!isWanted[this.#spanShapes[i]!]) {
        pass(shape);
        return null;
      }
      for (const number of shape) {
        const column = this.#dictionary.columns[number]!;
        const value = this.#dictionary.value(column, this.#usedOf(number)[walk.at[number]!++]!);
        tokens.token(column.kind, column.key, value, () =>
          BigInt.asUintN(64, startNs(i) + this.#eventTimes[walk.event++]!),
        );
      }
      tokens.end();
      return Buffer.from(writer.written());
    });
  }
}

/** How far each column and the events were gone through. */
interface Walk {
  readonly at: Uint32Array;
  event: number;
}
