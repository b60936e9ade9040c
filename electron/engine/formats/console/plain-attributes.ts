import type { Attributes, AttributeValue } from '../../../../shared/model/attributes.ts';
import { FormatFault } from '../fault.ts';
import { isObject, own, requireObject } from '../json-values.ts';

/** Deeper than this a value is kept as its JSON. */
const DEEPEST = 32;

/** A JSON value without types of its own: whole numbers become integers, objects pairs. */
export function jsonAttribute(value: unknown, depth = 0): AttributeValue {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (value === null || typeof value !== 'object') return null;
  if (depth > DEEPEST) return JSON.stringify(value);
  if (Array.isArray(value)) return value.map((item) => jsonAttribute(item, depth + 1));
  return { pairs: Object.entries(value).map(([key, inner]) => [key, jsonAttribute(inner, depth + 1)]) };
}

/** An object of attributes by key; missing and null are none. @throws FormatFault */
export function objectAttributes(value: unknown, path: string): Attributes {
  if (value === undefined || value === null) return [];
  return Object.entries(requireObject(value, path)).map(([key, inner]) => [key, jsonAttribute(inner)]);
}

/** Go's attribute.KeyValue as JSON: `{Key, Value: {Type, Value}}`. @throws FormatFault */
export function typedAttributes(value: unknown, path: string): Attributes {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new FormatFault(path, 'an array of attributes', value);
  return value.map((pair, i) => {
    const key = isObject(pair) ? own(pair, 'Key') : undefined;
    const typed = isObject(pair) ? own(pair, 'Value') : undefined;
    if (typeof key !== 'string' || !isObject(typed)) {
      throw new FormatFault(`${path}[${i}]`, 'an attribute with Key and Value', pair);
    }
    return [key, typedValue(own(typed, 'Type'), own(typed, 'Value'))];
  });
}

/** FLOAT64 keeps 5.0 a double, which JSON writes as 5; the rest tells itself. */
function typedValue(type: unknown, value: unknown): AttributeValue {
  if (type === 'FLOAT64' && (typeof value === 'number' || typeof value === 'bigint')) return Number(value);
  if (type === 'FLOAT64SLICE' && Array.isArray(value))
    return value.map((item) => typedValue('FLOAT64', item));
  return jsonAttribute(value);
}
