/** Reading of JSON that many versions of a program wrote: what is not of the kind asked for is as if it were absent. */
export type Loose = { readonly [key: string]: unknown };

const NOTHING: Loose = {};

export const obj = (value: unknown): Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : NOTHING;

export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const objects = (value: unknown): Loose[] => list(value).map(obj);
export const str = (value: unknown): string => (typeof value === 'string' ? value : '');
export const flag = (value: unknown): boolean => value === true;
export const strings = (value: unknown): string[] =>
  list(value).filter((item): item is string => typeof item === 'string');

/** A number, also one written as text; null else. */
export function num(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const read = Number(value);
  return Number.isFinite(read) ? read : null;
}

/** Text, or what a number reads as. */
export const words = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : str(value);

/** One of the words, else null. */
export function oneOf<T extends string>(value: unknown, all: readonly T[]): T | null {
  return all.find((candidate) => candidate === value) ?? null;
}

/** Shortened to what the model takes. */
export const cut = (text: string, most: number): string => (text.length > most ? text.slice(0, most) : text);

export const whole = (value: unknown, least: number, most: number): number | null => {
  const read = num(value);
  return read === null ? null : Math.min(Math.max(Math.round(read), least), most);
};
