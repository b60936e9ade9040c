import { FormatFault } from './fault.ts';

/** A parsed JSON object. Its keys come from outside: only its own properties count. */
export type JsonObject = { readonly [key: string]: unknown };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The own property, so that a missing `constructor` or `__proto__` is not found on the prototype. */
export const own = (object: JsonObject, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined;

export function requireObject(value: unknown, path: string, what = 'an object'): JsonObject {
  if (isObject(value)) return value;
  throw new FormatFault(path, what, value);
}

/** Missing and null are empty. */
export function listOrEmpty(value: unknown, path: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new FormatFault(path, 'an array', value);
}

/** Missing and null are ''. */
export function textOrEmpty(value: unknown, path: string): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  throw new FormatFault(path, 'a string', value);
}

/** A count of things dropped: missing is 0, decimal strings are read. */
export function countOrZero(value: unknown, path: string): number {
  if (value === undefined || value === null) return 0;
  const count = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count;
  throw new FormatFault(path, 'a whole number', value);
}
