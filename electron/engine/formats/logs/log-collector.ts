import type { Attributes, AttributeValue } from '../../../../shared/model/attributes.ts';
import { cutUtf8, type DecodeLimits } from '../limits.ts';
import type { DecodedLogs, DecodedStream, IncomingLogRecord, LogProducer } from './decoded-logs.ts';

/** Values nested deeper are kept as one value. */
const DEEPEST_KEY = 16;

/** Gathers the records of one request by their streams, each record held to the limits. */
export class LogCollector {
  readonly #limits: DecodeLimits;
  readonly #streams: DecodedStream[] = [];
  readonly #byKey = new Map<string, DecodedStream>();
  #count = 0;
  #rejected = 0;
  #firstFault = '';
  #cut = 0;

  constructor(limits: DecodeLimits) {
    this.#limits = limits;
  }

  get count(): number {
    return this.#count;
  }

  get rejected(): number {
    return this.#rejected;
  }

  /** A stream of its own, whose records come one after another. */
  open(producer: LogProducer, labels: Attributes): DecodedStream {
    const stream = { producer, labels: this.held(labels), records: [] };
    this.#streams.push(stream);
    return stream;
  }

  /** The stream of that name, where records of several come mixed; made by `create` when it is the first time. */
  named(key: string, create: () => { producer: LogProducer; labels: Attributes }): DecodedStream {
    const known = this.#byKey.get(key);
    if (known) return known;
    const { producer, labels } = create();
    const stream = this.open(producer, labels);
    this.#byKey.set(key, stream);
    return stream;
  }

  /** The record's attributes are held to the limits. */
  add(stream: DecodedStream, record: IncomingLogRecord): void {
    record.attributes = this.held(record.attributes);
    stream.records.push(record);
    this.#count++;
  }

  reject(items: number, fault: string): void {
    this.#rejected += items;
    if (this.#firstFault === '') this.#firstFault = fault;
  }

  finish(): DecodedLogs {
    return {
      streams: this.#streams.filter(({ records }) => records.length > 0),
      count: this.#count,
      rejected: this.#rejected,
      firstFault: this.#firstFault,
      cut: this.#cut,
    };
  }

  /**
   * Attributes as fields: those of nested objects under keys joined by dots, as the fields of a text are. What is
   * over a limit is cut and counted.
   */
  held(attributes: Attributes): Attributes {
    if (attributes.length === 0) return attributes;
    const kept: Attributes = [];
    for (const [key, value] of attributes) this.#hold(kept, key, value, 0);
    return kept;
  }

  #hold(kept: Attributes, key: string, value: AttributeValue, depth: number): void {
    const { attributesPerItem, keyBytes, valueBytes } = this.#limits;
    if (isList(value) && depth < DEEPEST_KEY) {
      for (const [inner, one] of value.pairs) this.#hold(kept, `${key}.${inner}`, one, depth + 1);
      return;
    }
    if (kept.length >= attributesPerItem || !fits(key, keyBytes)) {
      this.#cut++;
      return;
    }
    if (typeof value !== 'string' || fits(value, valueBytes)) {
      if (typeof value !== 'object' || sizeOf(value) <= valueBytes) kept.push([key, value]);
      else this.#cut++;
      return;
    }
    this.#cut++;
    kept.push([key, cutUtf8(value, valueBytes)]);
  }
}

const isList = (value: AttributeValue): value is { readonly pairs: Attributes } =>
  typeof value === 'object' && value !== null && 'pairs' in value;

/** Without counting bytes where it is sure: a UTF-16 unit takes at most three of UTF-8. */
const fits = (text: string, bytes: number): boolean =>
  text.length * 3 <= bytes || (text.length <= bytes && Buffer.byteLength(text) <= bytes);

/** About what the value takes as text. */
function sizeOf(value: AttributeValue): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + 2;
  if (typeof value !== 'object' || value === null) return 8;
  if (value instanceof Uint8Array) return value.length * 2;
  if (Array.isArray(value)) return value.reduce((sum: number, inner) => sum + sizeOf(inner), 2);
  return value.pairs.reduce((sum, [key, inner]) => sum + Buffer.byteLength(key) + sizeOf(inner) + 4, 2);
}
