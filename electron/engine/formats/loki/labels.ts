import type { Attributes } from '../../../../shared/model/attributes.ts';

const NAME = /[a-zA-Z_][a-zA-Z0-9_.:-]*/y;
const SPACE = /[\s]*/y;

/**
 * Labels as Loki writes them, `{app="shop", env="dev"}` (LogQL stream selector with `=` only; values are Go string
 * literals, quoted or between backticks).
 *
 * @returns null, and what is wrong, in `fault`
 */
export function parseLabels(
  text: string,
): { labels: Attributes; fault: null } | { labels: null; fault: string } {
  const cursor = { text, at: 0 };
  const labels: Attributes = [];
  if (!take(cursor, '{')) return refused('expected {');
  while (!take(cursor, '}')) {
    if (labels.length > 0 && !take(cursor, ',')) return refused(`expected , or } at ${cursor.at}`);
    // Loki allows a comma at the end.
    if (labels.length > 0 && take(cursor, '}')) break;
    const name = match(cursor, NAME);
    if (!name) return refused(`expected a label's name at ${cursor.at}`);
    if (!take(cursor, '=')) return refused(`expected = behind ${name}`);
    const value = literal(cursor);
    if (value === null) return refused(`expected a quoted value behind ${name}=`);
    labels.push([name, value]);
  }
  match(cursor, SPACE);
  return cursor.at === text.length ? { labels, fault: null } : refused(`unexpected text at ${cursor.at}`);
}

const refused = (fault: string) => ({ labels: null, fault });

interface Cursor {
  text: string;
  at: number;
}

function match(cursor: Cursor, expression: RegExp): string {
  expression.lastIndex = cursor.at;
  const found = expression.exec(cursor.text)?.[0] ?? '';
  cursor.at += found.length;
  return found;
}

function take(cursor: Cursor, char: string): boolean {
  match(cursor, SPACE);
  if (cursor.text[cursor.at] !== char) return false;
  cursor.at++;
  match(cursor, SPACE);
  return true;
}

function literal(cursor: Cursor): string | null {
  const quote = cursor.text[cursor.at];
  if (quote !== '"' && quote !== '`') return null;
  const start = ++cursor.at;
  while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== quote) {
    cursor.at += quote === '"' && cursor.text[cursor.at] === '\\' ? 2 : 1;
  }
  if (cursor.at >= cursor.text.length) return null;
  const raw = cursor.text.slice(start, cursor.at++);
  return quote === '`' ? raw : unescaped(raw);
}

const ESCAPE = /\\(?:([abfnrtv\\"'])|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3}))/g;
const ESCAPED: Record<string, string> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Go's interpreted string literals (go.dev/ref/spec#String_literals). */
function unescaped(raw: string): string {
  if (!raw.includes('\\')) return raw;
  return raw.replace(ESCAPE, (_all, char?: string, x?: string, u?: string, long?: string, octal?: string) => {
    if (char) return ESCAPED[char] ?? char;
    const code = octal ? Number.parseInt(octal, 8) : Number.parseInt(x ?? u ?? long ?? '', 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}
