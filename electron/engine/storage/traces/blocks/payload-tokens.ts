import { EVENT, SPAN } from '../../../formats/otlp/span-codec.ts';
import { WireReader, WireType } from '../../../formats/protobuf/wire-reader.ts';
import type { WireWriter } from '../../../formats/protobuf/wire-writer.ts';

/** What a piece of a payload is; together with its key it names a column of the block. */
export const TokenKind = {
  /** An attribute of the span: key and AnyValue. */
  attribute: 0,
  /** Begins an event: its name. Its time stands in a column of its own. */
  event: 1,
  eventAttribute: 2,
  /** The count of an event's dropped attributes, as a varint. */
  eventDropped: 3,
  /** Any other field with its tag, as it is on the wire. */
  field: 4,
} as const;
export type TokenKind = (typeof TokenKind)[keyof typeof TokenKind];

export interface TokenSink {
  token(kind: TokenKind, key: Buffer, value: Buffer): void;
  eventTime(unixNano: bigint): void;
}

const NO_BYTES = Buffer.alloc(0);

/** Takes a payload (see formats/otlp/span-codec.ts) apart; `TokenWriter` puts it together again. */
export function tokensOf(payload: Uint8Array, sink: TokenSink): void {
  const reader = new WireReader(payload);
  const end = payload.length;
  while (reader.pos < end) {
    const start = reader.pos;
    reader.next(end);
    if (reader.field === SPAN.attributes) pair(reader, reader.lengthEnd(end), TokenKind.attribute, sink);
    else if (reader.field === SPAN.events) event(reader, reader.lengthEnd(end), sink);
    else {
      reader.skip(end);
      sink.token(TokenKind.field, NO_BYTES, reader.bytes.subarray(start, reader.pos));
    }
  }
}

function pair(reader: WireReader, end: number, kind: TokenKind, sink: TokenSink): void {
  let key: Buffer = NO_BYTES;
  let value: Buffer = NO_BYTES;
  while (reader.next(end)) {
    if (reader.field > 2) {
      reader.skip(end);
      continue;
    }
    const last = reader.lengthEnd(end);
    const bytes = reader.bytes.subarray(reader.pos, last);
    if (reader.field === 1) key = bytes;
    else value = bytes;
    reader.pos = last;
  }
  sink.token(kind, key, value);
}

/** Its name is told first, wherever it stands on the wire. */
function event(reader: WireReader, end: number, sink: TokenSink): void {
  const start = reader.pos;
  let name: Buffer = NO_BYTES;
  let time = 0n;
  while (reader.next(end)) {
    if (reader.field === EVENT.time) time = reader.fixed64(end);
    else if (reader.field === EVENT.name) {
      const last = reader.lengthEnd(end);
      name = reader.bytes.subarray(reader.pos, last);
      reader.pos = last;
    } else reader.skip(end);
  }
  sink.token(TokenKind.event, NO_BYTES, name);
  sink.eventTime(time);
  reader.pos = start;
  while (reader.next(end)) {
    if (reader.field === EVENT.attributes)
      pair(reader, reader.lengthEnd(end), TokenKind.eventAttribute, sink);
    else {
      const from = reader.pos;
      reader.skip(end);
      if (reader.field === EVENT.droppedAttributes) {
        sink.token(TokenKind.eventDropped, NO_BYTES, reader.bytes.subarray(from, reader.pos));
      }
    }
  }
}

/** Writes a payload from its tokens, in the same order. */
export class TokenWriter {
  readonly #writer: WireWriter;
  /** Where the length of the event that is being written goes; -1 between events. */
  #event = -1;

  constructor(writer: WireWriter) {
    this.#writer = writer;
  }

  /** `time` is asked for when an event begins. */
  token(kind: TokenKind, key: Buffer, value: Buffer, time: () => bigint): void {
    const writer = this.#writer;
    const isOfEvent = kind === TokenKind.eventAttribute || kind === TokenKind.eventDropped;
    if (!isOfEvent) this.end();
    if (kind === TokenKind.attribute) this.#pair(SPAN.attributes, key, value);
    else if (kind === TokenKind.eventAttribute) this.#pair(EVENT.attributes, key, value);
    else if (kind === TokenKind.field) writer.raw(value);
    else if (kind === TokenKind.eventDropped) {
      writer.tag(EVENT.droppedAttributes, WireType.varint);
      writer.raw(value);
    } else {
      writer.tag(SPAN.events, WireType.bytes);
      this.#event = writer.open();
      writer.tag(EVENT.time, WireType.fixed64);
      writer.fixed64(time());
      writer.bytesField(EVENT.name, value);
    }
  }

  /** Must be called behind the last token. */
  end(): void {
    if (this.#event >= 0) this.#writer.close(this.#event);
    this.#event = -1;
  }

  #pair(field: number, key: Buffer, value: Buffer): void {
    const writer = this.#writer;
    writer.tag(field, WireType.bytes);
    const at = writer.open();
    writer.bytesField(1, key);
    writer.bytesField(2, value);
    writer.close(at);
  }
}
