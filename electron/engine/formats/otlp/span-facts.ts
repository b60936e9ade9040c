import { attributeText } from '../../../../shared/model/attributes.ts';
import { WireReader } from '../protobuf/wire-reader.ts';
import { readKeyValue } from './attribute-codec.ts';
import { EVENT, SPAN } from './span-codec.ts';

/** A few things about a span, read without decoding the rest of it. */
export interface SpanFacts {
  /** HTTP response status; 0 where none is told. */
  httpStatus: number;
  /** One of its events is an exception. */
  hasException: boolean;
  /** Its status has a description. */
  hasDescription: boolean;
}

/** The status code's attribute in OpenTelemetry's HTTP conventions, now and before 1.21. */
const STATUS_KEYS = ['http.response.status_code', 'http.status_code'].map((key) => Buffer.from(key));
const EXCEPTION = Buffer.from('exception');
/** A length-delimited field's tag and its length, below 128, are one byte each. */
const HEADER = 2;

/** @throws WireError when the payload was not written by this program */
export function readSpanFacts(payload: Uint8Array): SpanFacts {
  const reader = new WireReader(payload);
  const facts: SpanFacts = { httpStatus: 0, hasException: false, hasDescription: false };
  while (reader.next(payload.length)) {
    const { field } = reader;
    if (field !== SPAN.attributes && field !== SPAN.events && field !== SPAN.status) {
      reader.skip(payload.length);
      continue;
    }
    const end = reader.lengthEnd(payload.length);
    if (field === SPAN.status) facts.hasDescription = end > reader.pos;
    else if (field === SPAN.events) facts.hasException ||= eventIs(reader, end, EXCEPTION);
    else if (STATUS_KEYS.some((key) => startsWith(reader, reader.pos + HEADER, key))) {
      const [, value] = readKeyValue(reader, end);
      facts.httpStatus = Number(attributeText(value)) || 0;
    }
    reader.pos = end;
  }
  return facts;
}

/** Keys are all of different lengths, so the byte before the key tells whether it ends where it should. */
const startsWith = ({ bytes }: WireReader, at: number, text: Buffer): boolean =>
  bytes[at - 1] === text.length &&
  bytes.compare(text, 0, text.length, at, Math.min(at + text.length, bytes.length)) === 0;

function eventIs(reader: WireReader, end: number, name: Buffer): boolean {
  while (reader.next(end)) {
    if (reader.field === EVENT.name) return startsWith(reader, reader.pos + 1, name);
    reader.skip(end);
  }
  return false;
}
