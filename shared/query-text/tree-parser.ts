import { type Dialect, type Lexeme, lex, type Term } from './lexer.ts';
import { type AnyCondition, joined, type Place, type QueryProblem, type QueryTree } from './tree.ts';

export interface ReadTree<C extends AnyCondition> {
  /** Null for an empty text; what could not be read is left out. */
  query: QueryTree<C> | null;
  /** Empty when all was read. */
  problems: QueryProblem[];
}

/** Tells that something else was expected at a place; nothing is read there. */
export type Fault = (place: Place, expected: string) => null;

export interface Grammar<C extends AnyCondition> {
  dialect: Dialect;
  /** What a condition looks like, for a person. */
  condition: string;
  read(term: Term, fault: Fault): QueryTree<C> | null;
}

/** Deeper nesting is nobody's query. */
const MOST_DEPTH = 50;

/**
 * Reads conditions joined by words and parentheses; the grammar says what a condition is:
 *
 *     query     = any of: group { "or" group }
 *     group     = term { ["and"] term }
 *     term      = ["not" | "-"] ( condition | "(" query ")" )
 *
 * All that can be read is read, and each thing that cannot is one problem with its place.
 */
export const readTree = <C extends AnyCondition>(text: string, grammar: Grammar<C>): ReadTree<C> =>
  new TreeReader(text, grammar).read();

class TreeReader<C extends AnyCondition> {
  readonly #text: string;
  readonly #grammar: Grammar<C>;
  readonly #lexemes: Lexeme[];
  readonly #problems: QueryProblem[] = [];
  #next = 0;
  #depth = 0;

  constructor(text: string, grammar: Grammar<C>) {
    this.#text = text;
    this.#grammar = grammar;
    this.#lexemes = lex(text, grammar.dialect);
  }

  read(): ReadTree<C> {
    const parts: QueryTree<C>[] = [];
    while (this.#next < this.#lexemes.length) {
      const query = this.#either();
      if (query) parts.push(query);
      // Only a closing parenthesis that nothing opened stops it before the end.
      const stray = this.#lexemes[this.#next++];
      if (stray) this.#problem(stray, 'a "(" before it');
    }
    return { query: parts.length === 0 ? null : joined('and', parts), problems: this.#problems };
  }

  #either(): QueryTree<C> | null {
    const groups: QueryTree<C>[] = [];
    do {
      const group = this.#all();
      if (group) groups.push(group);
    } while (this.#take('or'));
    return groups.length === 0 ? null : joined('or', groups);
  }

  #all(): QueryTree<C> | null {
    const parts: QueryTree<C>[] = [];
    let expectsMore = true;
    for (;;) {
      const lexeme = this.#lexemes[this.#next];
      if (!lexeme || lexeme.kind === 'close' || lexeme.kind === 'or') break;
      if (lexeme.kind === 'and') {
        if (expectsMore) this.#problem(lexeme, this.#grammar.condition);
        this.#next++;
        expectsMore = true;
        continue;
      }
      const part = this.#one(lexeme);
      if (part) parts.push(part);
      expectsMore = false;
    }
    if (expectsMore && this.#lexemes.length > 0)
      this.#problem(this.#lexemes[this.#next], this.#grammar.condition);
    return parts.length === 0 ? null : joined('and', parts);
  }

  #one(lexeme: Lexeme): QueryTree<C> | null {
    this.#next++;
    if (lexeme.kind === 'term') {
      return this.#grammar.read(lexeme, (place, expected) => this.#problem(place, expected));
    }
    if (this.#depth >= MOST_DEPTH) {
      this.#problem(lexeme, `at most ${MOST_DEPTH} levels of parentheses`);
      this.#next = this.#lexemes.length;
      return null;
    }
    this.#depth++;
    const part = lexeme.kind === 'not' ? this.#not(lexeme) : this.#group(lexeme);
    this.#depth--;
    return part;
  }

  #not(lexeme: Place): QueryTree<C> | null {
    const next = this.#lexemes[this.#next];
    if (!next || next.kind === 'close' || next.kind === 'and' || next.kind === 'or') {
      this.#problem(next, this.#grammar.condition);
      return null;
    }
    const part = this.#one(next);
    return part && { kind: 'not', part, at: { from: lexeme.from, to: part.at.to } };
  }

  #group(open: Place): QueryTree<C> | null {
    const query = this.#either();
    if (!this.#take('close')) this.#problem(undefined, `a ")" for the "(" at ${open.from + 1}`);
    return query;
  }

  #take(kind: Lexeme['kind']): boolean {
    if (this.#lexemes[this.#next]?.kind !== kind) return false;
    this.#next++;
    return true;
  }

  /** The end of the text where nothing is given. */
  #problem(place: Place | undefined, expected: string): null {
    const { from, to } = place ?? { from: this.#text.length, to: this.#text.length };
    this.#problems.push({ from, to, found: this.#text.slice(from, to), expected });
    return null;
  }
}
