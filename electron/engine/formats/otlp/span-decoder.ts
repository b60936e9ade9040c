import type { CutParts } from '../../../../shared/contract/sampling.ts';
import { WARNINGS_ATTRIBUTE } from '../../../../shared/model/span.ts';
import { cutUtf8, type DecodeLimits } from '../limits.ts';
import { type WireReader, WireType } from '../protobuf/wire-reader.ts';
import type { SpanBatchBuilder } from '../spans/span-batch-builder.ts';
import { writeAttributes } from './attribute-codec.ts';
import { checkKeyValue, RunCopier, writeCutAttribute } from './attribute-copier.ts';
import { SPAN, STATUS } from './span-codec.ts';
import { checkEvent, checkLink, rewriteEvent, rewriteLink } from './span-part-checks.ts';

/** The largest time that SQLite's integer holds; beyond it lies the year 2262. */
const LATEST = 2n ** 63n - 1n;
const MOST_KIND = 5;
const MOST_STATUS = 2;
const NO_ID = -1;

/**
 * Decodes Span messages one after another into the builder. A span that cannot be stored is counted and left
 * out; the request goes on.
 */
export class SpanDecoder {
  rejected = 0;
  firstFault = '';
  /** Of the spans that were taken. */
  readonly cut: CutParts = { attributes: 0, events: 0, links: 0 };
  readonly #reader: WireReader;
  readonly #builder: SpanBatchBuilder;
  readonly #limits: DecodeLimits;
  readonly #run: RunCopier;
  // Of the span being read: where its ids stand, or what was wrong with it.
  #traceId = NO_ID;
  #spanId = NO_ID;
  #parentId = NO_ID;
  #fault = '';
  #name = 0;
  #kind = 0;
  #status = 0;
  #start = 0n;
  #end = 0n;
  #attributes = 0;
  #events = 0;
  #links = 0;
  #dropped = { attributes: 0, events: 0, links: 0 };

  constructor(reader: WireReader, builder: SpanBatchBuilder, limits: DecodeLimits) {
    this.#reader = reader;
    this.#builder = builder;
    this.#limits = limits;
    this.#run = new RunCopier(reader, builder.payload);
  }

  /** @throws WireError when the bytes are no Span message. */
  decode(end: number, resource: number, scope: number): void {
    const { payload } = this.#builder;
    const payloadStart = payload.length;
    this.#reset();
    for (let start = this.#reader.pos; this.#reader.next(end); start = this.#reader.pos) {
      this.#field(start, end);
    }
    this.#run.flush();
    const fault = this.#findFault();
    if (fault !== '') {
      payload.truncate(payloadStart);
      this.rejected++;
      if (this.firstFault === '') this.firstFault = fault;
      return;
    }
    this.#finishPayload();
    this.#push(resource, scope);
  }

  #reset(): void {
    this.#run.forget();
    this.#traceId = NO_ID;
    this.#spanId = NO_ID;
    this.#parentId = NO_ID;
    this.#fault = '';
    this.#name = -1;
    this.#kind = 0;
    this.#status = 0;
    this.#start = 0n;
    this.#end = 0n;
    this.#attributes = 0;
    this.#events = 0;
    this.#links = 0;
    this.#dropped = { attributes: 0, events: 0, links: 0 };
  }

  /** @param start where the field's tag begins */
  #field(start: number, end: number): void {
    const reader = this.#reader;
    switch (reader.field) {
      case SPAN.traceId:
        this.#traceId = this.#id(end, 16, 'trace id', false);
        return;
      case SPAN.spanId:
        this.#spanId = this.#id(end, 8, 'span id', false);
        return;
      case SPAN.parentSpanId:
        this.#parentId = this.#id(end, 8, 'parent span id', true);
        return;
      case SPAN.name:
        this.#name = this.#nameField(reader.lengthEnd(end));
        return;
      case SPAN.kind:
        reader.expect(WireType.varint);
        this.#kind = reader.varint(end);
        return;
      case SPAN.start:
        reader.expect(WireType.fixed64);
        this.#start = reader.fixed64(end);
        return;
      case SPAN.end:
        reader.expect(WireType.fixed64);
        this.#end = reader.fixed64(end);
        return;
      case SPAN.attributes:
        this.#attribute(start, reader.lengthEnd(end));
        return;
      case SPAN.events:
        this.#event(start, reader.lengthEnd(end));
        return;
      case SPAN.links:
        this.#link(start, reader.lengthEnd(end));
        return;
      case SPAN.status:
        this.#statusField(start, reader.lengthEnd(end));
        return;
      case SPAN.traceState:
        this.#traceState(start, reader.lengthEnd(end));
        return;
      case SPAN.droppedAttributes:
      case SPAN.droppedEvents:
      case SPAN.droppedLinks:
        reader.expect(WireType.varint);
        reader.varint(end);
        this.#run.take(start);
        return;
      default:
        reader.skip(end);
    }
  }

  /** Where the id stands; what is wrong with it is noted. */
  #id(end: number, size: number, what: string, optional: boolean): number {
    const reader = this.#reader;
    const last = reader.lengthEnd(end);
    const at = reader.pos;
    const length = last - at;
    reader.pos = last;
    if (length === 0 && optional) return NO_ID;
    if (length !== size) this.#fault ||= `a ${what} of ${length} bytes instead of ${size}`;
    else if (!isZero(reader.bytes, at, last)) return at;
    else if (!optional) this.#fault ||= `a ${what} of zeros`;
    return NO_ID;
  }

  #nameField(last: number): number {
    const { valueBytes } = this.#limits;
    const isLong = last - this.#reader.pos > valueBytes;
    const text = this.#reader.text(last);
    return this.#builder.name(isLong ? cutUtf8(text, valueBytes) : text);
  }

  #attribute(start: number, last: number): void {
    const reader = this.#reader;
    const from = reader.pos;
    const verdict = checkKeyValue(reader, last, this.#limits);
    if (++this.#attributes > this.#limits.attributesPerItem || verdict === 'drop') this.#dropped.attributes++;
    else if (verdict === 'keep') this.#run.take(start);
    else {
      this.cut.attributes++;
      this.#run.flush();
      const range = { start: from, end: last };
      writeCutAttribute(reader, this.#builder.payload, SPAN.attributes, range, this.#limits);
    }
  }

  #event(start: number, last: number): void {
    const from = this.#reader.pos;
    const fits = checkEvent(this.#reader, last, this.#limits);
    if (this.#events >= this.#limits.eventsPerSpan) {
      this.#dropped.events++;
      return;
    }
    this.#events++;
    if (fits) this.#run.take(start);
    else {
      this.#run.flush();
      this.#reader.pos = from;
      rewriteEvent(this.#reader, last, this.#builder.payload, this.#limits);
    }
  }

  #link(start: number, last: number): void {
    const from = this.#reader.pos;
    const verdict = checkLink(this.#reader, last, this.#limits);
    if (verdict === 'bad ids') this.#fault ||= 'a link without a trace id of 16 and a span id of 8 bytes';
    if (++this.#links > this.#limits.linksPerSpan) this.#dropped.links++;
    else if (verdict === 'fits') this.#run.take(start);
    else if (verdict === 'too large') {
      this.#run.flush();
      this.#reader.pos = from;
      rewriteLink(this.#reader, last, this.#builder.payload, this.#limits);
    }
  }

  /** The code is a column; only a message is kept with the payload. */
  #statusField(start: number, last: number): void {
    const reader = this.#reader;
    let hasMessage = false;
    while (reader.next(last)) {
      if (reader.field === STATUS.code) {
        reader.expect(WireType.varint);
        this.#status = reader.varint(last);
      } else if (reader.field === STATUS.message) {
        const textEnd = reader.lengthEnd(last);
        hasMessage = textEnd > reader.pos && textEnd - reader.pos <= this.#limits.valueBytes;
        reader.pos = textEnd;
      } else reader.skip(last);
    }
    if (hasMessage) this.#run.take(start);
  }

  #traceState(start: number, last: number): void {
    const fits = last - this.#reader.pos <= this.#limits.valueBytes;
    this.#reader.pos = last;
    if (fits) this.#run.take(start);
  }

  #findFault(): string {
    if (this.#fault !== '') return this.#fault;
    if (this.#traceId === NO_ID) return 'no trace id';
    if (this.#spanId === NO_ID) return 'no span id';
    return this.#start > LATEST || this.#end > LATEST ? 'a time after the year 2262' : '';
  }

  #finishPayload(): void {
    const { payload } = this.#builder;
    if (this.#end < this.#start && this.#end !== 0n) {
      const warning = `ended ${this.#start - this.#end} ns before it started`;
      writeAttributes(payload, SPAN.attributes, [[WARNINGS_ATTRIBUTE, [warning]]]);
    }
    const { attributes, events, links } = this.#dropped;
    if (attributes + events + links === 0) return;
    this.cut.attributes += attributes;
    this.cut.events += events;
    this.cut.links += links;
    // A reader adds up: these stand beside what the sender dropped itself.
    const counts = [
      [SPAN.droppedAttributes, attributes],
      [SPAN.droppedEvents, events],
      [SPAN.droppedLinks, links],
    ] as const;
    for (const [field, count] of counts) {
      if (count === 0) continue;
      payload.tag(field, WireType.varint);
      payload.varint(count);
    }
  }

  #push(resource: number, scope: number): void {
    const builder = this.#builder;
    const { bytes } = this.#reader;
    builder.reserve();
    const i = builder.count;
    copy(bytes, this.#traceId, builder.traceIds, i * 16, 16);
    copy(bytes, this.#spanId, builder.spanIds, i * 8, 8);
    if (this.#parentId !== NO_ID) copy(bytes, this.#parentId, builder.parentIds, i * 8, 8);
    builder.push({
      startNano: this.#start,
      durationNano: this.#end > this.#start ? this.#end - this.#start : 0n,
      kind: this.#kind <= MOST_KIND ? this.#kind : 0,
      status: this.#status <= MOST_STATUS ? this.#status : 0,
      eventCount: this.#events,
      resource,
      scope,
      name: this.#name >= 0 ? this.#name : builder.name(''),
    });
  }
}

function isZero(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== 0) return false;
  return true;
}

/** For ids a loop is faster than making two views. */
function copy(from: Uint8Array, at: number, to: Uint8Array, target: number, size: number): void {
  for (let i = 0; i < size; i++) to[target + i] = from[at + i]!;
}
