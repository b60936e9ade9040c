/** Longer statements are told by their beginning. */
const MOST_CHARACTERS = 2_000;

/** Quoted names, comments, quoted texts, UUIDs, numbers and numbered parameters. Every branch takes time in proportion to its text. */
const LITERALS =
  /--[^\n]*|\/\*[^*]*(?:\*(?!\/)[^*]*)*(?:\*\/|$)|"[^"]*"|'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}|(?<![\w$])0x[\da-f]+|\$\d+|(?<!\w)\d+(?:\.\d+)?(?:e[+-]?\d+)?(?!\w)/gi;
/** In a JSON command every text after a colon is a value. */
const JSON_VALUES = /:\s*"(?:[^"\\]|\\[\s\S])*"/g;
const IN_LIST = /\bin\s*\((?!\s*select\b)[^()]*\)/gi;
const VALUE_LISTS = /\(\s*\?(?:\s*,\s*\?)*\s*\)(?:\s*,\s*\(\s*\?(?:\s*,\s*\?)*\s*\))*/g;

/**
 * A database statement without what differs between calls that do the same: literals, numbers and parameters become
 * `?`, comments go, IN lists and lists of rows shrink to one entry, white space to one blank. Double-quoted names
 * stay, as they do in standard SQL. Works for SQL, and well enough for Redis commands and MongoDB's JSON.
 */
export function normaliseStatement(statement: string): string {
  const text = statement.slice(0, MOST_CHARACTERS).trim();
  const bare = /^[{[]/.test(text) ? text.replace(JSON_VALUES, ': ?') : text;
  return bare
    .replace(LITERALS, bareLiteral)
    .replace(IN_LIST, 'IN (?)')
    .replace(VALUE_LISTS, '(?)')
    .replace(/\s+/g, ' ')
    .trim();
}

function bareLiteral(literal: string): string {
  if (literal.startsWith('"')) return literal;
  return literal.startsWith('--') || literal.startsWith('/*') ? ' ' : '?';
}
