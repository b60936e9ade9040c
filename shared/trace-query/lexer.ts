import type { Operator, Place } from './ast.ts';

/** A piece of text with its place; `text` is without quotes. */
export interface Piece extends Place {
  text: string;
  quoted: boolean;
}

/** One condition as it is written: a key, and with an operator also its value; without one a bare word. */
export interface Term extends Place {
  kind: 'term';
  key: Piece;
  operator: (Place & { text: Operator }) | null;
  value: Piece | null;
}

export type Lexeme = Term | (Place & { kind: 'open' | 'close' | 'and' | 'or' | 'not' });

/** Longest first. */
const OPERATORS: readonly [written: string, operator: Operator][] = [
  ['!=', '!='],
  ['!~', '!~'],
  ['>=', '>='],
  ['<=', '<='],
  ['≥', '>='],
  ['≤', '<='],
  [':', '='],
  ['=', '='],
  ['>', '>'],
  ['<', '<'],
  ['~', '~'],
];
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
export function lex(text: string): Lexeme[] {
  return new Lexer(text).all();
}

class Lexer {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
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
    const key = this.#key();
    const operator = this.#operator();
    const keyword = key.quoted ? undefined : KEYWORDS.get(key.text);
    if (!operator) {
      return keyword
        ? { kind: keyword, from, to: key.to }
        : { kind: 'term', key, operator, value: null, from, to: key.to };
    }
    const value = this.#value(operator);
    return { kind: 'term', key, operator, value, from, to: value.to };
  }

  #key(): Piece {
    if (this.#text[this.#at] === '"') return this.#quoted();
    const from = this.#at;
    while (this.#at < this.#text.length && !this.#endsKey()) this.#at++;
    return { text: this.#text.slice(from, this.#at), quoted: false, from, to: this.#at };
  }

  #endsKey(): boolean {
    return /[\s()"]/.test(this.#text[this.#at]!) || this.#operatorAt(this.#at) !== undefined;
  }

  #operatorAt(at: number) {
    return OPERATORS.find(([written]) => this.#text.startsWith(written, at));
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
    const from = this.#at;
    let depth = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at]!;
      if (BLANK.test(char)) break;
      if (char === '(') depth++;
      // One that was not opened inside closes the group around.
      if (char === ')' && --depth < 0) break;
    }
    return { text: this.#text.slice(from, this.#at), quoted: false, from, to: this.#at };
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
    return { text, quoted: true, from, to: this.#at };
  }

  #skipBlanks(): void {
    while (this.#at < this.#text.length && BLANK.test(this.#text[this.#at]!)) this.#at++;
  }
}
