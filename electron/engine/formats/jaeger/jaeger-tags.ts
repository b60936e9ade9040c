import type { Attributes, AttributeValue } from '../../../../shared/model/attributes.ts';
import { FormatFault, within } from '../fault.ts';
import { decodeBase64 } from '../ids.ts';
import { isObject, listOrEmpty } from '../json-values.ts';

/**
 * Jaeger's typed tags (`{key, type, value}`) as attributes. The type decides; where it is absent or does not fit
 * the value, the value's own JSON type does, so nothing is lost.
 *
 * @param binaryIsHex as in Jaeger's Elasticsearch documents; its UI writes base64
 * @throws FormatFault where the list or a tag has another shape
 */
export function decodeTags(value: unknown, path: string, binaryIsHex = false): Attributes {
  const list = listOrEmpty(value, path);
  const attributes: Attributes = [];
  for (let i = 0; i < list.length; i++) {
    const tag = list[i];
    if (!isObject(tag) || typeof tag.key !== 'string') {
      throw within(new FormatFault('', 'a tag with key, type and value', tag), `${path}[${i}]`);
    }
    attributes.push([tag.key, decodeTagValue(tag.type, tag.value, binaryIsHex)]);
  }
  return attributes;
}

function decodeTagValue(type: unknown, value: unknown, binaryIsHex: boolean): AttributeValue {
  if (type === 'string' && typeof value === 'string') return value;
  switch (type) {
    case 'bool':
      return value === 'true' ? true : value === 'false' ? false : plainValue(value);
    case 'int64':
      return decodeInt64(value);
    case 'float64':
      return decodeFloat64(value);
    case 'binary':
      return decodeBinary(value, binaryIsHex);
    default:
      return plainValue(value);
  }
}

function decodeInt64(value: unknown): AttributeValue {
  if (typeof value === 'string' && /^-?\d{1,19}$/.test(value)) return BigInt(value);
  return plainValue(value);
}

function decodeFloat64(value: unknown): AttributeValue {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && value.trim() !== '') {
    const number = Number(value);
    return Number.isNaN(number) && value !== 'NaN' ? value : number;
  }
  return typeof value === 'number' ? value : plainValue(value);
}

function decodeBinary(value: unknown, isHex: boolean): AttributeValue {
  if (typeof value !== 'string') return plainValue(value);
  if (isHex && value.length % 2 === 0 && /^[0-9a-f]+$/.test(value)) {
    return Uint8Array.from(value.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  }
  return decodeBase64(value) ?? value;
}

/** A JSON value without a type of its own; objects and arrays, which Jaeger does not know, are kept as JSON. */
export function plainValue(value: unknown): AttributeValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return value;
    case 'number':
      return Number.isSafeInteger(value) ? BigInt(value) : value;
    default:
      return value === null || value === undefined ? null : JSON.stringify(value);
  }
}
