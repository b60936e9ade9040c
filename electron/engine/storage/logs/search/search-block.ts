import type { LogFormat } from '../../../../../shared/log-format/formats.ts';
import { logFormats } from '../../../../../shared/log-format/formats.ts';
import { parseLog } from '../../../../../shared/log-format/parse-log.ts';
import type { ParsedLog } from '../../../../../shared/log-format/parsed-log.ts';
import type { TraceReference } from '../../../../../shared/log-format/trace-ids.ts';
import { recordFields } from '../../../../../shared/log-query/record-fields.ts';
import type { Attributes } from '../../../../../shared/model/attributes.ts';
import { besideOf, bodyAt, type ReadStream, type RecordBeside, type RecordSource, traceOf } from '../row.ts';
import type { Literal } from './literals.ts';
import { needleOf } from './needle.ts';
import { Slab } from './slab.ts';

const ESCAPE = 0x1b;

/** A block as matchers see it: what they look through is made when first needed, and once. */
export class SearchBlock {
  readonly source: RecordSource;
  readonly stream: ReadStream;
  #text: Slab | null = null;
  #beside: Slab | null = null;
  #escapes: boolean | null = null;
  readonly #records = new Map<number, SearchRecord>();

  constructor(source: RecordSource, stream: ReadStream) {
    this.source = source;
    this.stream = stream;
  }

  get count(): number {
    return this.source.columns.count;
  }

  /** The text of the records. */
  get text(): Slab {
    this.#text ??= new Slab(this.source.text, this.source.columns.ends, this.#hasEscapes);
    return this.#text;
  }

  /** What came beside the text, as JSON; null where nothing did. */
  get beside(): Slab | null {
    const { extras } = this.source;
    if (!extras) return null;
    this.#beside ??= new Slab(extras.slab, extras.ends);
    return this.#beside;
  }

  /** False when no record's text holds it. Most blocks are left after this, without columns. */
  mayHold({ needle, anyCase }: Literal): boolean {
    const { bytes } = this.#hasEscapes ? this.text : { bytes: this.source.text };
    return needleOf(needle, anyCase).find(bytes, 0) >= 0;
  }

  format(index: number): LogFormat {
    return this.stream.format ?? logFormats[this.source.columns.formats[index] as number] ?? 'unknown';
  }

  record(index: number): SearchRecord {
    let record = this.#records.get(index);
    if (!record) {
      record = new SearchRecord(this, index);
      this.#records.set(index, record);
    }
    return record;
  }

  get #hasEscapes(): boolean {
    this.#escapes ??= this.source.text.includes(ESCAPE);
    return this.#escapes;
  }
}

/** One record, read as far as it is asked for. */
export class SearchRecord {
  readonly #block: SearchBlock;
  readonly #index: number;
  #parsed: ParsedLog | null = null;
  #fields: Attributes | null = null;
  #beside: RecordBeside | null = null;

  constructor(block: SearchBlock, index: number) {
    this.#block = block;
    this.#index = index;
  }

  /** What its text says. */
  get parsed(): ParsedLog {
    this.#parsed ??= parseLog(this.#body, this.#block.format(this.#index));
    return this.#parsed;
  }

  /** All fields: from the text, and from beside it. */
  get fields(): Attributes {
    this.#fields ??= recordFields(this.parsed, this.beside.attributes);
    return this.#fields;
  }

  get ids(): TraceReference {
    return traceOf(this.beside, this.#body);
  }

  get beside(): RecordBeside {
    const { source, stream } = this.#block;
    this.#beside ??= besideOf(source, this.#index, stream.labels);
    return this.#beside;
  }

  get #body(): string {
    const { columns, text } = this.#block.source;
    return bodyAt(columns, text, this.#index);
  }
}
