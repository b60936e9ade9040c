import type { DecodeLimits } from '../limits.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/** {resourceSpans [ {scopeSpans [ {spans [ {item}: an item is an object in an array at this depth. */
const ITEM_DEPTH = 7;

export interface JsonShape {
  /** Of objects and arrays inside each other. */
  depth: number;
  containers: number;
  /** Records of an OTLP export request, as long as it is one. */
  items: number;
  /** Digits of the longest integer or part of a number: a double holds any of 15. */
  longestDigits: number;
}

/**
 * Looks at a JSON text without parsing it, for JSON.parse makes every object that it is told to. Stops as soon
 * as a limit is passed; what is no JSON is left to the parser to refuse.
 */
export function scanJson(bytes: Uint8Array, limits: DecodeLimits): JsonShape {
  const shape: JsonShape = { depth: 0, containers: 0, items: 0, longestDigits: 0 };
  const isArray: boolean[] = [];
  let depth = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === QUOTE) i = stringEnd(bytes, i);
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      isArray[depth++] = byte === OPEN_ARRAY;
      shape.containers++;
      if (depth > shape.depth) shape.depth = depth;
      if (depth === ITEM_DEPTH && byte === OPEN_OBJECT && isArray[depth - 2]) shape.items++;
      if (depth > limits.jsonDepth || shape.containers > limits.jsonContainers) return shape;
      if (shape.items > limits.items) return shape;
    } else if ((byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) && depth > 0) depth--;
    else if (byte >= DIGIT_0 && byte <= DIGIT_9) {
      const end = digitsEnd(bytes, i);
      if (end - i > shape.longestDigits) shape.longestDigits = end - i;
      i = end - 1;
    }
  }
  return shape;
}

function digitsEnd(bytes: Uint8Array, start: number): number {
  let i = start + 1;
  while (i < bytes.length && bytes[i]! >= DIGIT_0 && bytes[i]! <= DIGIT_9) i++;
  return i;
}

/** Where the string that begins at `start` has its closing quote, or the end of the text. */
function stringEnd(bytes: Uint8Array, start: number): number {
  let i = start + 1;
  while (i < bytes.length && bytes[i] !== QUOTE) i += bytes[i] === BACKSLASH ? 2 : 1;
  return i;
}
