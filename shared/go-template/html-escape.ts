import { GoList, GoMap, GoObject, type GoValue } from './values.ts';

/** Stands where a value could do harm whatever is done to it. Source: pkg.go.dev/html/template, "ZgotmplZ" */
export const UNSAFE = 'ZgotmplZ';

const HTML: Record<string, string> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&#34;',
  "'": '&#39;',
  '+': '&#43;',
  '\0': '\ufffd',
};

/** For text, and for attributes in quotes. */
export const quotedHtml = (text: string): string => text.replace(/[<>&"'+\0]/g, (char) => HTML[char] ?? char);

/** For attributes without quotes, where white space would end them. */
export function unquotedHtml(text: string): string {
  if (text === '') return UNSAFE;
  return text.replace(/[<>&"'+\0\s=`]/g, (char) => HTML[char] ?? `&#${char.charCodeAt(0)};`);
}

/** A scheme that runs nothing, and no characters that a URL cannot hold. */
export function escapedUrl(text: string, part: 'start' | 'path' | 'query', safe: boolean): string {
  if (part === 'start' && !safe && !hasSafeScheme(text)) return `#${UNSAFE}`;
  const kept = part === 'query' && !safe ? /[A-Za-z0-9\-._~]/ : /[A-Za-z0-9\-._~!#$&*+,/:;=?@[\]]/;
  return [...text].map((char, i, all) => (isKept(char, i, all, part, kept) ? char : percent(char))).join('');
}

function isKept(char: string, i: number, all: string[], part: string, kept: RegExp): boolean {
  if (kept.test(char)) return true;
  // What is escaped already stays as it is.
  return char === '%' && part !== 'query' && /^[\da-f]{2}$/i.test(all.slice(i + 1, i + 3).join(''));
}

const percent = (char: string): string =>
  [...new TextEncoder().encode(char)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

function hasSafeScheme(text: string): boolean {
  const scheme = /^([^/]*?):/.exec(text)?.[1];
  return scheme === undefined || /^(?:https?|mailto)$/i.test(scheme);
}

/** Values of properties that hold nothing but words, numbers and colours. */
export function escapedForCss(text: string): string {
  const harmless = !/[\0"'()/;@[\\\]`{}<>]|--/.test(text);
  return harmless && !/expression|mozbinding/i.test(text.replace(/[^a-z]/gi, '')) ? text : UNSAFE;
}

/** A value as a script's own literal. */
export function escapedForScript(value: GoValue): string {
  const json = JSON.stringify(asJson(value)) ?? 'null';
  // Numbers stand apart, so that none melts into what is before it.
  if (typeof value === 'bigint' || typeof value === 'number') return ` ${json} `;
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** As encoding/json takes it; keys of maps are in order there. @param nameOf a struct's field as JSON has it */
export function asJson(value: GoValue, nameOf = (field: string, _struct: GoMap): string => field): unknown {
  if (value instanceof GoList) return value.items.map((item) => asJson(item, nameOf));
  if (value instanceof GoMap) {
    const isStruct = value.missing === undefined;
    const entries = [...value.entries].map(([key, one]): [string, unknown] => [
      isStruct ? nameOf(key, value) : key,
      asJson(one, nameOf),
    ]);
    return Object.fromEntries(isStruct ? entries : entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  if (value instanceof GoObject) return value.value ?? value.text;
  return typeof value === 'bigint' ? Number(value) : value;
}
