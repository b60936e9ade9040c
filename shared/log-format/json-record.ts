import { knownKeys } from './json-keys.ts';
import { caps, type JsonObject, type JsonValue } from './json-value.ts';
import { KeyedRecord } from './keyed-record.ts';
import { readNearJson } from './near-json.ts';
import { readOtlpLine } from './otlp-line.ts';
import type { ParsedLog } from './parsed-log.ts';

/** Reads one JSON object a record, of whatever logger; null where the text is none and not nearly one. */
export function readJsonRecord(text: string): ParsedLog | null {
  const strict = text.length <= caps.characters ? parsed(text) : null;
  if (strict) {
    if (Array.isArray(strict.resourceLogs)) return readOtlpLine(strict);
    const record = new KeyedRecord();
    record.walk(strict, '', knownKeys, 1);
    if (record.exact) return record.finish('json', isClef(strict), null);
  }
  const near = readNearJson(text.length > caps.characters ? text.slice(0, caps.characters) : text);
  if (!near) return null;
  if (Array.isArray(near.value.resourceLogs)) {
    const record = readOtlpLine(near.value);
    return record && { ...record, repaired: near.notes.join('; ') || null };
  }
  const record = new KeyedRecord();
  record.walk(near.value, '', knownKeys, 1);
  return record.finish('json', isClef(near.value), near.notes.join('; ') || null);
}

function parsed(text: string): JsonObject | null {
  try {
    const value = JSON.parse(text) as JsonValue;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : null;
  } catch {
    // Whether it is nearly JSON is for the tolerant reader to say.
    return null;
  }
}

/** Serilog's compact form. */
const isClef = (object: JsonObject): boolean => typeof object['@t'] === 'string';
