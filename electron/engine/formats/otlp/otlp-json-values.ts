import type { Attributes, AttributeValue, KeyValue } from '../../../../shared/model/attributes.ts';
import { FormatFault, within } from '../fault.ts';
import { decodeBase64 } from '../ids.ts';
import { listOrEmpty, own, requireObject } from '../json-values.ts';

/** Arrays and key-value lists inside each other; what lies deeper is refused. */
export const DEEPEST_VALUE = 32;

/** A KeyValue list of OTLP JSON. @throws FormatFault */
export function decodeAttributes(value: unknown, path: string, depth = 0): Attributes {
  if (value === undefined || value === null) return [];
  const list = listOrEmpty(value, path);
  let at = 0;
  try {
    const attributes: Attributes = [];
    for (; at < list.length; at++) attributes.push(decodeKeyValue(list[at], depth));
    return attributes;
  } catch (error) {
    throw within(error, `${path}[${at}]`);
  }
}

function decodeKeyValue(item: unknown, depth: number): KeyValue {
  const pair = requireObject(item, '', 'an attribute with key and value');
  if (typeof pair.key !== 'string') throw new FormatFault('key', 'a string', pair.key);
  try {
    return [pair.key, decodeAnyValue(pair.value, depth)];
  } catch (error) {
    throw within(error, 'value');
  }
}

type Decode = (value: unknown, depth: number) => AttributeValue;

/** By field name of AnyValue (opentelemetry-proto common/v1). */
const fields: Record<string, Decode> = {
  stringValue: decodeString,
  boolValue: decodeBool,
  intValue: decodeInt,
  doubleValue: decodeDouble,
  bytesValue: decodeBytes,
  arrayValue: (value, depth) => {
    const list = listOrEmpty(own(requireObject(value, ''), 'values'), 'values');
    return list.map((item) => decodeAnyValue(item, depth + 1));
  },
  kvlistValue: (value, depth) => ({
    pairs: decodeAttributes(own(requireObject(value, ''), 'values'), 'values', depth + 1),
  }),
};

/** An AnyValue; one without a field is null. */
export function decodeAnyValue(value: unknown, depth: number): AttributeValue {
  if (value === undefined || value === null) return null;
  if (depth > DEEPEST_VALUE) throw new FormatFault('', `at most ${DEEPEST_VALUE} levels`, value);
  const any = requireObject(value, '', 'a value such as {"stringValue": …}');
  for (const field in any) {
    const decode = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (!decode || any[field] === null) continue;
    try {
      return decode(any[field], depth);
    } catch (error) {
      throw within(error, field);
    }
  }
  return null;
}

function decodeString(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new FormatFault('', 'a string', value);
}

function decodeBool(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new FormatFault('', 'true or false', value);
}

const LEAST_INT = -(2n ** 63n);
const MOST_INT = 2n ** 63n - 1n;

function decodeInt(value: unknown): bigint {
  const int = toInt(value);
  if (int !== null && int >= LEAST_INT && int <= MOST_INT) return int;
  throw new FormatFault('', 'a 64-bit integer', value);
}

function toInt(value: unknown): bigint | null {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : null;
  if (typeof value === 'string') return /^-?\d{1,19}$/.test(value) ? BigInt(value) : null;
  return typeof value === 'bigint' ? value : null;
}

/** Protobuf's JSON mapping writes NaN and the infinities as strings, and allows numbers as strings. */
function decodeDouble(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && value.trim() !== '') {
    const number = Number(value);
    if (!Number.isNaN(number) || value === 'NaN') return number;
  }
  throw new FormatFault('', 'a number', value);
}

function decodeBytes(value: unknown): Uint8Array {
  if (typeof value === 'string') {
    const bytes = decodeBase64(value.replaceAll('-', '+').replaceAll('_', '/'));
    if (bytes) return bytes;
  }
  throw new FormatFault('', 'base64', value);
}
