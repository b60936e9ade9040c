import type { AttributeValue } from '../../../shared/model/attributes.ts';
import { encodeBase64 } from './ids.ts';

/**
 * A value as plain JSON, for formats without types of their own: bytes become base64, integers beyond a double
 * decimal strings, what is no number null. A list of pairs becomes an object, in which a repeated key keeps its
 * last value.
 */
export function plainJson(value: AttributeValue): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Uint8Array) return encodeBase64(value);
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(value.pairs.map(([key, inner]) => [key, plainJson(inner)]));
}
