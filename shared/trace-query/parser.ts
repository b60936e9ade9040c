import {
  type Condition,
  type Field,
  joined,
  type Operator,
  type Place,
  type QueryNode,
  type QueryProblem,
} from './ast.ts';
import { expectedValue, fieldOf, ruleOf } from './fields.ts';
import { type Lexeme, lex, type Term } from './lexer.ts';

export interface ParsedQuery {
  /** Null for an empty text, which every trace meets; what could not be read is left out. */
  query: QueryNode | null;
  /** Empty when all was read. */
  problems: QueryProblem[];
}

/** Deeper nesting is nobody's query. */
const MOST_DEPTH = 50;
const A_CONDITION = 'a condition such as service:NAME, duration>10ms, status:error or attribute:value';

/**
 * Reads a query:
 *
 *     query     = any of: group { "or" group }
 *     group     = term { ["and"] term }
 *     term      = ["not" | "-"] ( condition | "(" query ")" )
 *     condition = key operator value | "has:" key | word
 *
 * All that can be read is read, and each thing that cannot is one problem with its place.
 */
export function parseTraceQuery(text: string): ParsedQuery {
  return new Parser(text).parse();
}

class Parser {
  readonly #text: string;
  readonly #lexemes: Lexeme[];
  readonly #problems: QueryProblem[] = [];
  #next = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#lexemes = lex(text);
  }

  parse(): ParsedQuery {
    const parts: QueryNode[] = [];
    while (this.#next < this.#lexemes.length) {
      const query = this.#either();
      if (query) parts.push(query);
      // Only a closing parenthesis that nothing opened stops it before the end.
      const stray = this.#lexemes[this.#next++];
      if (stray) this.#problem(stray, 'a "(" before it');
    }
    return { query: parts.length === 0 ? null : joined('and', parts), problems: this.#problems };
  }

  #either(): QueryNode | null {
    const groups: QueryNode[] = [];
    do {
      const group = this.#all();
      if (group) groups.push(group);
    } while (this.#take('or'));
    return groups.length === 0 ? null : joined('or', groups);
  }

  #all(): QueryNode | null {
    const parts: QueryNode[] = [];
    let expectsMore = true;
    for (;;) {
      const lexeme = this.#lexemes[this.#next];
      if (!lexeme || lexeme.kind === 'close' || lexeme.kind === 'or') break;
      if (lexeme.kind === 'and') {
        if (expectsMore) this.#problem(lexeme, A_CONDITION);
        this.#next++;
        expectsMore = true;
        continue;
      }
      const part = this.#one(lexeme);
      if (part) parts.push(part);
      expectsMore = false;
    }
    if (expectsMore && this.#lexemes.length > 0) this.#problem(this.#lexemes[this.#next], A_CONDITION);
    return parts.length === 0 ? null : joined('and', parts);
  }

  #one(lexeme: Lexeme): QueryNode | null {
    this.#next++;
    if (lexeme.kind === 'term') return this.#condition(lexeme);
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

  #not(lexeme: Place): QueryNode | null {
    const next = this.#lexemes[this.#next];
    if (!next || next.kind === 'close' || next.kind === 'and' || next.kind === 'or') {
      this.#problem(next, A_CONDITION);
      return null;
    }
    const part = this.#one(next);
    return part && { kind: 'not', part, at: { from: lexeme.from, to: part.at.to } };
  }

  #group(open: Place): QueryNode | null {
    const query = this.#either();
    if (!this.#take('close')) this.#problem(undefined, `a ")" for the "(" at ${open.from + 1}`);
    return query;
  }

  #take(kind: Lexeme['kind']): boolean {
    if (this.#lexemes[this.#next]?.kind !== kind) return false;
    this.#next++;
    return true;
  }

  #condition(term: Term): Condition | null {
    const { key, operator, value } = term;
    const at = { from: term.from, to: term.to };
    if (!operator || !value) {
      if (key.text === '') return this.#problem(term, A_CONDITION);
      return { kind: 'condition', field: { kind: 'text' }, operator: '=', value: key.text, at };
    }
    if (key.text === '') return this.#problem(term, 'a name before the operator');
    if (key.text === 'has' && !key.quoted && operator.text === '=') return this.#has(term);
    const field = fieldOf(key.text, key.quoted);
    if (value.text === '' && !value.quoted)
      return this.#problem({ from: value.from, to: value.to }, this.#wanted(field, operator.text));
    if (!ruleOf(field).operators.includes(operator.text)) {
      const known = ruleOf(field).operators.map((each) => (each === '=' ? ':' : each));
      return this.#problem(operator, `one of ${known.join(' ')} after ${key.text}`);
    }
    const expected = expectedValue(field, operator.text, value.text);
    if (expected !== null) return this.#problem(value, expected);
    return { kind: 'condition', field, operator: operator.text, value: value.text, at };
  }

  #has(term: Term): Condition | null {
    const value = term.value!;
    if (value.text === '') return this.#problem(value, 'the name of an attribute');
    const field = fieldOf(value.text, true);
    const prefixed = value.quoted ? field : fieldOf(value.text, false);
    return {
      kind: 'condition',
      // A field such as `service` is there on every span; asked for like this it is an attribute.
      field: prefixed.kind === 'attribute' ? prefixed : field,
      operator: 'has',
      value: '',
      at: { from: term.from, to: term.to },
    };
  }

  #wanted(field: Field, operator: Operator): string {
    const { values } = ruleOf(field);
    if (values) return `one of ${values.join(', ')}`;
    return expectedValue(field, operator, '') ?? 'a value';
  }

  /** The end of the text where nothing is given. */
  #problem(place: Place | undefined, expected: string): null {
    const { from, to } = place ?? { from: this.#text.length, to: this.#text.length };
    this.#problems.push({ from, to, found: this.#text.slice(from, to), expected });
    return null;
  }
}
