/**
 * Attributes are ordered pairs end to end, never plain objects: keys come from telemetry, and a key such as
 * `__proto__` must stay data. A 64-bit integer is a bigint and a double a number, so that 5 and 5.0 stay apart.
 */
export type AttributeValue =
  | string
  | boolean
  | number
  | bigint
  | null
  | Uint8Array
  | AttributeValue[]
  | { readonly pairs: Attributes };

export type KeyValue = [key: string, value: AttributeValue];
export type Attributes = KeyValue[];

/** The first value under the key, or undefined. */
export function attribute(attributes: Attributes, key: string): AttributeValue | undefined {
  for (const pair of attributes) if (pair[0] === key) return pair[1];
  return undefined;
}

/** The value under the key when it is a non-empty string. */
export function stringAttribute(attributes: Attributes, key: string): string | undefined {
  const value = attribute(attributes, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** One line of text for a value, as lists and filters show it. Bytes are hex. */
export function attributeText(value: AttributeValue): string {
  if (typeof value === 'string') return value;
  if (value === null) return 'null';
  if (value instanceof Uint8Array) return hex(value);
  if (Array.isArray(value)) return `[${value.map(attributeText).join(', ')}]`;
  if (typeof value === 'object') {
    return `{${value.pairs.map(([key, inner]) => `${key}: ${attributeText(inner)}`).join(', ')}}`;
  }
  return String(value);
}

/** Lower-case hexadecimal text of the bytes. */
export function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += (byte < 16 ? '0' : '') + byte.toString(16);
  return text;
}
