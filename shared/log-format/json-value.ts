import type { Attributes, AttributeValue } from '../model/attributes.ts';

export type JsonValue = string | number | bigint | boolean | null | JsonValue[] | JsonObject;
/** Own keys only; `__proto__` is one like any other. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/** Bounds of what one record may make of itself. */
export const caps = {
  /** Fields of a record. */
  keys: 1000,
  /** Elements of an array. */
  elements: 1000,
  depth: 32,
  /** Characters that are read for fields; the rest stays text. */
  characters: 1 << 22,
} as const;

/** A value as an attribute: objects within arrays keep their shape as pairs. */
export function attributeOf(value: JsonValue, depth = 0): AttributeValue {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > caps.depth) return '…';
  if (Array.isArray(value))
    return value.slice(0, caps.elements).map((inner) => attributeOf(inner, depth + 1));
  const pairs: Attributes = [];
  for (const key in value) pairs.push([key, attributeOf(value[key] as JsonValue, depth + 1)]);
  return { pairs };
}
