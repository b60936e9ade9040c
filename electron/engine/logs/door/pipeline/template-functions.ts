import { createHash } from 'node:crypto';
import { RE2JS } from 're2js';
import type { GoFunction } from '../../../../../shared/go-template/builtins.ts';
import { type GoValue, isTrue, shown } from '../../../../../shared/go-template/values.ts';

const textOf = (value: GoValue | undefined): string =>
  value === undefined || value === null ? '' : shown(value);

const hashed =
  (algorithm: string): GoFunction =>
  (salt, text) =>
    createHash(algorithm)
      .update(textOf(salt) + textOf(text))
      .digest('hex');

const trimmed = (text: string, characters: string, left: boolean, right: boolean): string => {
  let from = 0;
  let to = text.length;
  while (left && from < to && characters.includes(text[from] as string)) from++;
  while (right && to > from && characters.includes(text[to - 1] as string)) to--;
  return text.slice(from, to);
};

const known = new Map<string, RE2JS>();

function compiled(pattern: string): RE2JS {
  let found = known.get(pattern);
  if (!found) {
    if (known.size > 100) known.clear();
    found = RE2JS.compile(pattern);
    known.set(pattern, found);
  }
  return found;
}

const replaceAll = (pattern: GoValue | undefined, text: GoValue | undefined, by: string): string => {
  // Go writes groups as `${1}`, re2js as `$1`.
  const replacement = by.replace(/\$\{(\w+)\}/g, (_, name: string) =>
    /^\d+$/.test(name) ? `$${name}` : `\${${name}}`,
  );
  return compiled(textOf(pattern)).matcher(textOf(text)).replaceAll(replacement);
};

/**
 * The functions that Promtail documents for templates, and what people use of the Sprig library. Where a value is piped in it is the last one.
 */
export const templateFunctions: Readonly<Record<string, GoFunction>> = {
  ToLower: (text) => textOf(text).toLowerCase(),
  ToUpper: (text) => textOf(text).toUpperCase(),
  lower: (text) => textOf(text).toLowerCase(),
  upper: (text) => textOf(text).toUpperCase(),
  Replace: (text, old, by, count) => replaced(textOf(text), textOf(old), textOf(by), Number(count)),
  replace: (old, by, text) => textOf(text).replaceAll(textOf(old), textOf(by)),
  Trim: (text, characters) => trimmed(textOf(text), textOf(characters), true, true),
  TrimLeft: (text, characters) => trimmed(textOf(text), textOf(characters), true, false),
  TrimRight: (text, characters) => trimmed(textOf(text), textOf(characters), false, true),
  TrimPrefix: (text, start) => withoutPrefix(textOf(text), textOf(start)),
  TrimSuffix: (text, end) => withoutSuffix(textOf(text), textOf(end)),
  TrimSpace: (text) => textOf(text).trim(),
  trim: (text) => textOf(text).trim(),
  trimPrefix: (start, text) => withoutPrefix(textOf(text), textOf(start)),
  trimSuffix: (end, text) => withoutSuffix(textOf(text), textOf(end)),
  regexReplaceAll: (pattern, text, by) => replaceAll(pattern, text, textOf(by)),
  regexReplaceAllLiteral: (pattern, text, by) =>
    replaceAll(pattern, text, textOf(by).replace(/[\\$]/g, '\\$&')),
  Hash: hashed('sha3-256'),
  Sha2Hash: hashed('sha256'),
  default: (other, value) => (value !== undefined && isTrue(value) ? value : (other ?? null)),
  contains: (part, text) => textOf(text).includes(textOf(part)),
  hasPrefix: (start, text) => textOf(text).startsWith(textOf(start)),
  hasSuffix: (end, text) => textOf(text).endsWith(textOf(end)),
  trunc: (length, text) => truncated(textOf(text), Number(length)),
  quote: (text) => JSON.stringify(textOf(text)),
};

function replaced(text: string, old: string, by: string, count: number): string {
  if (count < 0) return text.replaceAll(old, by);
  let result = text;
  let from = 0;
  for (let left = count; left > 0; left--) {
    const at = result.indexOf(old, from);
    if (at < 0) break;
    result = result.slice(0, at) + by + result.slice(at + old.length);
    from = at + by.length;
  }
  return result;
}

const withoutPrefix = (text: string, start: string) =>
  text.startsWith(start) ? text.slice(start.length) : text;
const withoutSuffix = (text: string, end: string) =>
  end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text;
const truncated = (text: string, length: number) => (length < 0 ? text.slice(length) : text.slice(0, length));
