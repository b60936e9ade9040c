import type { Operator } from './operators.ts';
import type { Place } from './tree.ts';

/** A piece of text with its place; `text` is without quotes, of a regular expression without its slashes. */
export interface Piece extends Place {
  text: string;
  form: 'bare' | 'quoted' | 'regex';
}

/** One condition as it is written: a key, and with an operator also its value; without one a bare word. */
export interface Term extends Place {
  kind: 'term';
  key: Piece;
  operator: (Place & { text: Operator }) | null;
  value: Piece | null;
}

export type Lexeme = Term | (Place & { kind: 'open' | 'close' | 'and' | 'or' | 'not' });

/** In what languages differ that are cut alike. */
export interface Dialect {
  /** How operators are written, the longest first. */
  operators: readonly [written: string, operator: Operator][];
  /** `/…/` and `/…/i` are regular expressions where they stand for a word or a value. */
  regexes: boolean;
  /** `main(x)` is one word; a parenthesis behind a word opens a group otherwise. */
  calls: boolean;
  /** False where an operator behind the text makes no condition of it: it is a word as a whole. */
  isKey(text: string, behind: string): boolean;
}

const KEYWORDS = new Map<string, 'and' | 'or' | 'not'>([
  ['and', 'and'],
  ['AND', 'and'],
  ['or', 'or'],
  ['OR', 'or'],
  ['not', 'not'],
  ['NOT', 'not'],
]);
export const isKeyword = (word: string): boolean => KEYWORDS.has(word);

const BLANK = /\s/;
/** A backslash stands for itself unless a quote or another one follows, so patterns need no doubling. */
export const unescaped = (text: string): string => text.replace(/\\(["\\])/g, '$1');

/** Cuts a query into conditions, parentheses and the words between them. Any text is cut; the parser judges. */
export function lex(text: string, dialect: Dialect): Lexeme[] {
  return new Lexer(text, dialect).all();
}

class Lexer {
  readonly #text: string;
  readonly #dialect: Dialect;
  #at = 0;

  constructor(text: string, dialect: Dialect) {
    this.#text = text;
    this.#dialect = dialect;
  }

  all(): Lexeme[] {
    const lexemes: Lexeme[] = [];
    for (;;) {
      this.#skipBlanks();
      if (this.#at >= this.#text.length) return lexemes;
      lexemes.push(this.#next());
    }
  }

  #next(): Lexeme {
    const from = this.#at;
    const char = this.#text[from]!;
    if (char === '(' || char === ')') {
      this.#at++;
      return { kind: char === '(' ? 'open' : 'close', from, to: this.#at };
    }
    if (char === '-' && from + 1 < this.#text.length && !BLANK.test(this.#text[from + 1]!)) {
      this.#at++;
      return { kind: 'not', from, to: this.#at };
    }
    return this.#term(from);
  }

  #term(from: number): Lexeme {
    const regex = this.#regex();
    if (regex) return wordOf(regex);
    const key = this.#key();
    const operator = this.#operator();
    if (operator && key.form === 'bare' && !this.#dialect.isKey(key.text, this.#text.slice(operator.from))) {
      this.#at = from;
      return wordOf(this.#bare());
    }
    const keyword = key.form === 'bare' ? KEYWORDS.get(key.text) : undefined;
    if (this.#dialect.calls && !operator && !keyword && key.form === 'bare' && this.#text[this.#at] === '(') {
      this.#at = from;
      return wordOf(this.#bare());
    }
    if (!operator) return keyword ? { kind: keyword, from, to: key.to } : wordOf(key);
    const value = this.#value(operator);
    return { kind: 'term', key, operator, value, from, to: value.to };
  }

  #key(): Piece {
    if (this.#text[this.#at] === '"') return this.#quoted();
    const from = this.#at;
    while (this.#at < this.#text.length && !this.#endsKey()) this.#at++;
    return { text: this.#text.slice(from, this.#at), form: 'bare', from, to: this.#at };
  }

  #endsKey(): boolean {
    return /[\s()"]/.test(this.#text[this.#at]!) || this.#operatorAt(this.#at) !== undefined;
  }

  #operatorAt(at: number) {
    return this.#dialect.operators.find(([written]) => this.#text.startsWith(written, at));
  }

  /** It may stand apart from its key, but for the colon, which begins nothing by itself. */
  #operator(): Term['operator'] {
    const key = this.#at;
    this.#skipBlanks();
    const found = this.#operatorAt(this.#at);
    if (!found || (found[0] === ':' && this.#at > key)) {
      this.#at = key;
      return null;
    }
    const from = this.#at;
    this.#at += found[0].length;
    return { text: found[1], from, to: this.#at };
  }

  /** After a colon it follows at once; after a comparison there may be blanks. */
  #value(operator: Place & { text: Operator }): Piece {
    if (this.#text[operator.from] !== ':') this.#skipBlanks();
    if (this.#text[this.#at] === '"') return this.#quoted();
    return this.#regex() ?? this.#bare();
  }

  /** Up to a blank, or to a parenthesis that was not opened inside: that one closes the group around. */
  #bare(): Piece {
    const from = this.#at;
    let depth = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at]!;
      if (BLANK.test(char)) break;
      if (char === '(') depth++;
      if (char === ')' && --depth < 0) break;
    }
    return { text: this.#text.slice(from, this.#at), form: 'bare', from, to: this.#at };
  }

  /** Up to the closing quote, or to the end where there is none. */
  #quoted(): Piece {
    const from = this.#at++;
    while (this.#at < this.#text.length && this.#text[this.#at] !== '"') {
      const escapes = this.#text[this.#at] === '\\' && /["\\]/.test(this.#text[this.#at + 1] ?? '');
      this.#at += escapes ? 2 : 1;
    }
    const text = unescaped(this.#text.slice(from + 1, this.#at));
    this.#at = Math.min(this.#at + 1, this.#text.length);
    return { text, form: 'quoted', from, to: this.#at };
  }

  /**
   * A slash up to the next one that is not escaped, when nothing but an `i` is between that one and the end of the
   * word; else it is a path.
   */
  #regex(): Piece | null {
    if (!this.#dialect.regexes || this.#text[this.#at] !== '/') return null;
    const match = /^\/((?:\\[\s\S]|[^\\/])+)\/(i?)(?=[\s)]|$)/.exec(this.#text.slice(this.#at));
    if (!match) return null;
    const from = this.#at;
    this.#at += match[0].length;
    const pattern = match[1]!.replace(/\\([\s\S])/g, (pair, char: string) => (char === '/' ? '/' : pair));
    return { text: match[2] ? `(?i)${pattern}` : pattern, form: 'regex', from, to: this.#at };
  }

  #skipBlanks(): void {
    while (this.#at < this.#text.length && BLANK.test(this.#text[this.#at]!)) this.#at++;
  }
}

const wordOf = (key: Piece): Term => ({
  kind: 'term',
  key,
  operator: null,
  value: null,
  from: key.from,
  to: key.to,
});
