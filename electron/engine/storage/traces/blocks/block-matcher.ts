import { readAnyValue } from '../../../formats/otlp/attribute-codec.ts';
import { WireReader } from '../../../formats/protobuf/wire-reader.ts';
import type { AttributeTest } from '../compile/attribute-test.ts';
import type { CompiledQuery } from '../compile/compile.ts';
import type { Bounds, SpansFacts, SpanView, TraceView } from '../compile/predicate.ts';
import { blobToIds } from '../trace-state.ts';
import { PARENT } from './block-builder.ts';
import type { OpenBlock } from './block-store.ts';
import { TokenKind } from './payload-tokens.ts';
import type { BlockDictionary, DictionaryColumn, PlacedPart } from './span-block.ts';

/** What `span_blocks` says of a block. */
export interface BlockRow {
  id: number;
  longest_ns: number;
  errors: number;
  services: Buffer;
  names: Buffer;
  resources: Buffer;
}

/** Marks of so many blocks are kept: neighbouring traces mostly stand in one. */
const MOST_KEPT = 6;

/** Judges the spans of blocks: values once in the dictionary, then spans by the numbers of their values. */
export class BlockMatcher {
  readonly #query: CompiledQuery;
  readonly #views = new Map<number, BlockView>();

  constructor(query: CompiledQuery) {
    this.#query = query;
  }

  /** What follows for the spans of the block from its row and its dictionary, without looking at them. */
  bounds(row: BlockRow, open: () => OpenBlock | null): Bounds {
    const resources = blobToIds(row.resources);
    const facts: SpansFacts = {
      trace: null,
      services: blobToIds(row.services),
      names: blobToIds(row.names),
      hasErrors: row.errors > 0,
      longestNano: row.longest_ns,
      mayMeet: (index) => {
        const test = this.#query.attributes[index]!;
        if (resources.some((id) => test.onResource(id))) return true;
        const dictionary = open()?.dictionary;
        return dictionary
          ? columnsOf(dictionary, test).some((each) => acceptedValues(dictionary, each, test))
          : false;
      },
    };
    return this.#query.predicate.bounds(facts);
  }

  /** Whether a span of the part meets the query. */
  meets(block: OpenBlock, part: PlacedPart, trace: TraceView): boolean {
    const view = this.#viewOf(block);
    for (let i = part.from, end = part.from + part.spans; i < end; i++) {
      if (this.#query.predicate.test(view.at(i), trace)) return true;
    }
    return false;
  }

  /** Counts the spans of the part that meet it. */
  count(block: OpenBlock, part: PlacedPart, trace: TraceView): { spans: number; errors: number } {
    const view = this.#viewOf(block);
    const counted = { spans: 0, errors: 0 };
    for (let i = part.from, end = part.from + part.spans; i < end; i++) {
      if (!this.#query.predicate.test(view.at(i), trace)) continue;
      counted.spans++;
      if (view.status === 2) counted.errors++;
    }
    return counted;
  }

  #viewOf(block: OpenBlock): BlockView {
    let view = this.#views.get(block.id);
    if (!view) {
      view = new BlockView(block, this.#query);
      if (this.#views.size >= MOST_KEPT) this.#views.delete(this.#views.keys().next().value as number);
      this.#views.set(block.id, view);
    }
    return view;
  }
}

/** One object that shows span after span of a block; columns are read when the query first asks for them. */
class BlockView implements SpanView {
  readonly #block: OpenBlock;
  readonly #query: CompiledQuery;
  readonly #marks: (Uint8Array | null)[];
  #i = 0;

  constructor(block: OpenBlock, query: CompiledQuery) {
    this.#block = block;
    this.#query = query;
    this.#marks = query.attributes.map(() => null);
  }

  at(i: number): SpanView {
    this.#i = i;
    return this;
  }

  get service(): number {
    return this.#block.keys.numbers('service')[this.#i]!;
  }
  get name(): number {
    return this.#block.keys.numbers('name')[this.#i]!;
  }
  get kind(): number {
    return this.#block.keys.kinds[this.#i]!;
  }
  get status(): number {
    return this.#block.keys.statuses[this.#i]!;
  }
  get durationNano(): number {
    return this.#block.keys.durations[this.#i]!;
  }
  get isRoot(): boolean {
    return this.#block.keys.parents[this.#i] === PARENT.none;
  }
  get resource(): number {
    return this.#block.keys.numbers('resource')[this.#i]!;
  }

  meets(index: number): boolean {
    let marks = this.#marks[index];
    if (!marks) {
      marks = this.#marksOf(this.#query.attributes[index]!);
      this.#marks[index] = marks;
    }
    return marks[this.#i] === 1;
  }

  #marksOf(test: AttributeTest): Uint8Array {
    const marks = new Uint8Array(this.#block.keys.count);
    const { dictionary } = this.#block;
    if (!dictionary) return marks;
    for (const column of columnsOf(dictionary, test)) {
      const accepted = acceptedValues(dictionary, column, test);
      if (accepted) this.#block.attributes?.mark(dictionary.columns.indexOf(column), accepted, marks);
    }
    return marks;
  }
}

const columnsOf = (dictionary: BlockDictionary, test: AttributeTest): DictionaryColumn[] =>
  dictionary.columns.filter(({ kind, key }) => kind === TokenKind.attribute && test.isKey(key));

/** 1 for each value, by number, that the test accepts; null when it accepts none. */
function acceptedValues(
  dictionary: BlockDictionary,
  column: DictionaryColumn,
  test: AttributeTest,
): Uint8Array | null {
  const { bytes, valueCount } = column;
  const { needle } = test;
  if (needle && !bytes.includes(needle)) return null;
  const reader = new WireReader(bytes);
  const ends = dictionary.ends(column);
  const accepted = new Uint8Array(valueCount);
  let any = false;
  const judge = (i: number) => {
    reader.pos = i === 0 ? column.valuesStart : ends[i - 1]!;
    if (!test.acceptsValue(readAnyValue(reader, ends[i]!))) return;
    accepted[i] = 1;
    any = true;
  };
  if (!needle) for (let i = 0; i < valueCount; i++) judge(i);
  else {
    // Only values in which the bytes stand are taken apart.
    let i = 0;
    for (let at = bytes.indexOf(needle, column.valuesStart); at >= 0; at = bytes.indexOf(needle, ends[i++])) {
      while (ends[i]! <= at) i++;
      judge(i);
    }
  }
  return any ? accepted : null;
}

export const BLOCK_COLUMNS = 'id, longest_ns, errors, services, names, resources';
