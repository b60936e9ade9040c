import { sprint, sprintf } from './printf.ts';
import { GoList, GoMap, type GoValue, isTrue, shown, typeName } from './values.ts';

/** A function of templates. What it throws is told with the place where it was called. */
export type GoFunction = (...args: GoValue[]) => GoValue;

const utf8Length = (text: string): number => new TextEncoder().encode(text).length;

/** `eq`, `lt` and their like compare values of one basic kind, as Go does: an integer with a float is an error. */
function comparable(a: GoValue, b: GoValue): void {
  for (const value of [a, b]) {
    if (value instanceof GoList || value instanceof GoMap) throw new Error('non-comparable type');
  }
  if (a !== null && b !== null && typeof a !== typeof b) throw new Error('incompatible types for comparison');
}

function equal(a: GoValue, b: GoValue): boolean {
  comparable(a, b);
  return a === b;
}

function less(a: GoValue | undefined, b: GoValue | undefined): boolean {
  if (a === undefined || b === undefined) throw new Error('wrong number of args: want 2');
  comparable(a, b);
  if (a === null || b === null || typeof a === 'boolean') throw new Error('invalid type for comparison');
  return a < b;
}

function isIn(value: GoValue | undefined, others: readonly GoValue[]): boolean {
  if (value === undefined || others.length === 0) throw new Error('missing argument for comparison');
  return others.some((other) => equal(value, other));
}

function indexOf(value: GoValue, index: GoValue): GoValue {
  if (value instanceof GoMap) {
    if (typeof index !== 'string') throw new Error(`value has type ${typeName(index)}; should be string`);
    return value.entries.get(index) ?? value.missing ?? null;
  }
  const items = value instanceof GoList ? value.items : typeof value === 'string' ? bytesOf(value) : null;
  if (!items) throw new Error(`can't index item of type ${typeName(value)}`);
  if (typeof index !== 'bigint') throw new Error(`cannot index slice/array with type ${typeName(index)}`);
  const item = index < 0n ? undefined : items[Number(index)];
  if (item === undefined) throw new Error(`index out of range: ${index}`);
  return item;
}

const bytesOf = (text: string): bigint[] => [...new TextEncoder().encode(text)].map(BigInt);

function sliceOf(value: GoValue | undefined, from: GoValue = 0n, to?: GoValue): GoValue {
  const [start, end] = [from, to].map((bound) => (bound === undefined ? undefined : Number(bound)));
  if (value instanceof GoList) return new GoList(within(value.items, start, end));
  if (typeof value !== 'string') throw new Error(`can't slice item of type ${typeName(value ?? null)}`);
  return new TextDecoder().decode(new Uint8Array(within([...new TextEncoder().encode(value)], start, end)));
}

function within<T>(items: readonly T[], start = 0, end = items.length): T[] {
  if (start < 0 || end > items.length || start > end) throw new Error(`index out of range: ${end}`);
  return items.slice(start, end);
}

function lengthOf(value: GoValue): bigint {
  if (typeof value === 'string') return BigInt(utf8Length(value));
  if (value instanceof GoList) return BigInt(value.items.length);
  if (value instanceof GoMap) return BigInt(value.entries.size);
  throw new Error(`len of type ${typeName(value)}`);
}

const HTML: Record<string, string> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&#34;',
  "'": '&#39;',
  '\0': '\ufffd',
};

export const escapeHtml = (text: string): string => text.replace(/[<>&"'\0]/g, (char) => HTML[char] ?? char);

const JS: Record<string, string> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
};

function escapeJs(text: string): string {
  return text.replace(/[\\'"<>&=]|[^\x20-\x7e\u00a0-\u{10ffff}]/gu, (char) => {
    return JS[char] ?? `\\u${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  });
}

const urlQuery = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');

/** Functions that every template has, but for `and` and `or`, which do not look at all of their arguments. */
export const builtins: Readonly<Record<string, GoFunction>> = {
  not: (...args) => {
    if (args.length !== 1) throw new Error(`wrong number of args for not: want 1 got ${args.length}`);
    return !isTrue(args[0] ?? null);
  },
  eq: (value, ...others) => isIn(value, others),
  ne: (a = null, b = null) => !equal(a, b),
  lt: (a, b) => less(a, b),
  le: (a, b) => less(a, b) || isIn(a, [b ?? null]),
  gt: (a, b) => !less(a, b) && !isIn(a, [b ?? null]) && ordered(a, b),
  ge: (a, b) => !less(a, b) && ordered(a, b),
  len: (value = null) => lengthOf(value),
  index: (value = null, ...path) => path.reduce(indexOf, value),
  slice: (value, from, to) => sliceOf(value, from, to),
  print: (...args) => sprint(args),
  println: (...args) => `${args.map(shown).join(' ')}\n`,
  printf: (format = '', ...args) => {
    if (typeof format !== 'string')
      throw new Error(`wrong type for value; expected string; got ${typeName(format)}`);
    return sprintf(format, args);
  },
  html: (...args) => escapeHtml(sprint(args)),
  js: (...args) => escapeJs(sprint(args)),
  urlquery: (...args) => urlQuery(sprint(args)),
};

/** What is not a number is neither greater nor less. */
const ordered = (a: GoValue | undefined, b: GoValue | undefined): boolean =>
  ![a, b].some((value) => typeof value === 'number' && Number.isNaN(value));
