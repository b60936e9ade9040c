import { isAscii, isUtf8 } from 'node:buffer';
import { JsonFault } from './json-fault.ts';
import { locateJsonFault } from './locate-fault.ts';

/** What an element is by the place where it stands; formats give the meaning. */
export type Role = string;

/**
 * Whole elements of one array, as text, with the commas between them; or one value that stands in no array. The
 * bytes are the scanner's own and change after the call that hands them out.
 */
export interface ElementBatch {
  readonly role: Role;
  /** The array's path, or the value's own. */
  readonly path: string;
  /** Index of the first element, -1 for a value that stands in no array. */
  readonly firstIndex: number;
  readonly bytes: Uint8Array;
  /** Holds a number that a double may not hold exactly. */
  readonly bigNumbers: boolean;
  /** Where the bytes begin, from 1. */
  readonly line: number;
  readonly column: number;
  /** The values, where they were parsed already to find where they end. */
  readonly values?: unknown[];
}

export const elementPath = (batch: ElementBatch, i: number): string =>
  batch.firstIndex < 0 ? batch.path : `${batch.path}[${batch.firstIndex + i}]`;

/** The values of the batch. @throws JsonFault */
export function parseBatch(batch: ElementBatch): unknown[] {
  if (batch.values) return batch.values;
  const { bytes, bigNumbers } = batch;
  const text = textOf(bytes);
  try {
    return JSON.parse(`[${text}]`, bigNumbers ? exactIntegers : undefined) as unknown[];
  } catch (error) {
    throw faultIn(batch) ?? error;
  }
}

/** What is no UTF-8 becomes U+FFFD, of which the reader warns. ASCII is copied as it is, which is faster. */
const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(isAscii(bytes) ? 'latin1' : 'utf8');

/** A number outside a string that a double may not hold. What stands so inside a string only costs time. */
const BIG_NUMBER = /[:,[]\s*-?(?:\d{17}|9\d{15})/;

/** The values, if the bytes are whole elements with the commas between them; else null. */
export function tryParse(bytes: Uint8Array): unknown[] | null {
  const text = textOf(bytes);
  try {
    return JSON.parse(`[${text}]`, BIG_NUMBER.test(text) ? exactIntegers : undefined) as unknown[];
  } catch {
    // The scanner goes over them byte by byte and says where the fault is.
    return null;
  }
}

export const isCleanUtf8 = ({ bytes }: ElementBatch): boolean => isAscii(bytes) || isUtf8(bytes);

/** An integer that does not fit a double becomes a bigint (proposal-json-parse-with-source, in V8 since 11.4). */
function exactIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value;
}

/** The batch as batches of one element each, for a batch of which one is broken. */
export function splitBatch(batch: ElementBatch): ElementBatch[] {
  const { bytes, firstIndex } = batch;
  const single: ElementBatch[] = [];
  let start = 0;
  let depth = 0;
  let inString = false;
  for (let at = 0; at <= bytes.length; at++) {
    const byte = bytes[at] ?? 0x2c;
    if (inString) {
      if (byte === 0x5c) at++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) depth--;
    else if (byte === 0x2c && depth === 0) {
      const position = positionOf(bytes, start, batch.line, batch.column);
      const index = firstIndex < 0 ? -1 : firstIndex + single.length;
      single.push({ ...batch, ...position, firstIndex: index, bytes: bytes.subarray(start, at) });
      start = at + 1;
    }
  }
  return single;
}

/** The batch without its brackets is no JSON of its own, so they are put back for the search. */
function faultIn({ bytes, line, column }: ElementBatch): JsonFault | null {
  const whole = new Uint8Array(bytes.length + 2);
  whole[0] = 0x5b;
  whole.set(bytes, 1);
  whole[bytes.length + 1] = 0x5d;
  const fault = locateJsonFault(whole);
  if (!fault) return null;
  const offset = Math.max(0, fault.offset - 1);
  return new JsonFault(positionOf(bytes, offset, line, column), fault.expected, fault.found);
}

function positionOf(bytes: Uint8Array, offset: number, line: number, column: number) {
  let last = -1;
  let lines = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < offset; at = bytes.indexOf(0x0a, at + 1)) {
    lines++;
    last = at;
  }
  return { line: line + lines, column: lines === 0 ? column + offset : offset - last };
}
