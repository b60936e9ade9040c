import type { Attributes } from '../../../../shared/model/attributes.ts';

const NAME = /[^\s="\]]{1,128}/y;
/** In a value `"`, `\` and `]` are escaped; a backslash before anything else is itself (RFC 5424, 6.3.3). */
const ESCAPE = /\\(["\\\]])/g;

/** Reads STRUCTURED-DATA at a place of the text. What is none is left standing, as part of the message. */
export function readStructuredData(text: string, start: number): { structured: Attributes; end: number } {
  if (text[start] === '-' && (start + 1 === text.length || text[start + 1] === ' ')) {
    return { structured: [], end: start + 1 };
  }
  const structured: Attributes = [];
  let end = start;
  while (text[end] === '[') {
    const element = readElement(text, end + 1);
    if (!element) break;
    structured.push(...element.pairs);
    end = element.end;
  }
  return { structured, end };
}

function readElement(text: string, start: number): { pairs: Attributes; end: number } | null {
  const id = name(text, start);
  if (id === '') return null;
  const pairs: Attributes = [];
  let at = start + id.length;
  while (text[at] === ' ') {
    while (text[at] === ' ') at++;
    if (text[at] === ']') break;
    const key = name(text, at);
    at += key.length;
    if (key === '' || text[at] !== '=' || text[at + 1] !== '"') return null;
    const end = valueEnd(text, at + 2);
    if (end < 0) return null;
    pairs.push([`${id}.${key}`, text.slice(at + 2, end).replace(ESCAPE, '$1')]);
    at = end + 1;
  }
  if (text[at] !== ']') return null;
  return { pairs: pairs.length > 0 ? pairs : [[id, true]], end: at + 1 };
}

function name(text: string, at: number): string {
  NAME.lastIndex = at;
  return NAME.exec(text)?.[0] ?? '';
}

/** Where the closing quote is, or -1. */
function valueEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at < text.length ? at : -1;
}
