import { unquoted } from '../promql/go-text.ts';
import type { Chain, Command, Node, Operand, Pipeline, Templates } from './ast.ts';
import { lexTemplate, type Token } from './lexer.ts';
import { TemplateError } from './template-error.ts';

/** Blocks and brackets that may stand within another. */
const MOST_NESTED = 100;
const BLOCKS = new Set(['if', 'with', 'range', 'block', 'define']);

/**
 * Reads a template and those it defines.
 *
 * @param name stands in messages, and is the name of the template itself
 * @param functions those that may be called
 * @throws TemplateError in Go's words
 */
export function parseTemplate(source: string, name: string, functions: ReadonlySet<string>): Templates {
  const parser = new Parser(lexTemplate(source, name), name, functions);
  return parser.all();
}

class Parser {
  readonly #tokens: Token[];
  readonly #name: string;
  readonly #functions: ReadonlySet<string>;
  readonly #templates: Templates = new Map();
  #variables: string[] = ['$'];
  #at = 0;
  #nested = 0;
  #ranges = 0;

  constructor(tokens: Token[], name: string, functions: ReadonlySet<string>) {
    this.#tokens = tokens;
    this.#name = name;
    this.#functions = functions;
  }

  all(): Templates {
    const { nodes, ended } = this.#list();
    if (ended) throw this.#fault(`unexpected {{${ended}}}`);
    this.#templates.set(this.#name, nodes);
    return this.#templates;
  }

  /** Up to `{{end}}` or `{{else}}`, whose word is taken, or to the end of the text. */
  #list(): { nodes: Node[]; ended: '' | 'end' | 'else' } {
    const nodes: Node[] = [];
    for (;;) {
      const token = this.#next();
      const { line } = token;
      if (token.kind === 'end') return { nodes, ended: '' };
      if (token.kind === 'text') {
        nodes.push({ kind: 'text', text: token.text, line });
        continue;
      }
      const word = this.#peek().kind === 'word' ? this.#peek().text : '';
      if (word === 'end' || word === 'else') {
        this.#next();
        if (word === 'end') this.#close();
        return { nodes, ended: word };
      }
      const node = this.#action(word, line);
      if (node) nodes.push(node);
    }
  }

  #action(word: string, line: number): Node | null {
    if (BLOCKS.has(word)) {
      this.#next();
      return this.#block(word, line);
    }
    if (word === 'template') {
      this.#next();
      const name = this.#string('template');
      const pipeline = this.#peek().kind === 'close' ? null : this.#pipeline('template clause');
      this.#close();
      return { kind: 'template', name, pipeline, line };
    }
    if (word === 'break' || word === 'continue') {
      this.#next();
      if (this.#ranges === 0) throw this.#fault(`{{${word}}} outside {{range}}`);
      this.#close();
      return word === 'break' ? { kind: 'break', line } : { kind: 'continue', line };
    }
    const pipeline = this.#pipeline('command');
    this.#close();
    return { kind: 'action', pipeline, line };
  }

  #block(word: string, line: number): Node | null {
    if (++this.#nested > MOST_NESTED) throw this.#fault(`more than ${MOST_NESTED} blocks within each other`);
    const known = this.#variables.length;
    const node =
      word === 'define' || word === 'block' ? this.#definition(word, line) : this.#control(word, line);
    this.#variables.length = known;
    this.#nested--;
    return node;
  }

  #definition(word: string, line: number): Node | null {
    const name = this.#string(word);
    const pipeline = word === 'block' ? this.#pipeline('block clause') : null;
    this.#close();
    const outside = this.#variables;
    this.#variables = ['$'];
    const { nodes, ended } = this.#list();
    if (ended !== 'end') throw this.#fault(ended === '' ? 'unexpected EOF' : `unexpected {{else}}`);
    this.#variables = outside;
    this.#define(name, nodes);
    return pipeline && { kind: 'template', name, pipeline, line };
  }

  /** Twice in one text is an error; one of nothing but white space gives way. */
  #define(name: string, nodes: Node[]): void {
    const before = this.#templates.get(name);
    if (before && !isBlank(before) && !isBlank(nodes)) {
      throw this.#fault(`multiple definition of template ${JSON.stringify(name)}`);
    }
    if (!before || isBlank(before)) this.#templates.set(name, nodes);
  }

  #control(word: string, line: number): Node {
    const kind = word as 'if' | 'with' | 'range';
    const known = this.#variables.length;
    const pipeline = this.#pipeline(kind);
    this.#close();
    if (kind === 'range') this.#ranges++;
    const { nodes: then, ended } = this.#list();
    if (kind === 'range') this.#ranges--;
    if (ended === '') throw this.#fault('unexpected EOF');
    const otherwise = ended === 'else' ? this.#otherwise(kind, known) : [];
    return { kind, pipeline, then, otherwise, line };
  }

  /** Behind `{{else`: the rest of the block, or the block that `else if` begins. */
  #otherwise(kind: string, known: number): Node[] {
    const token = this.#peek();
    if (token.kind === 'word' && token.text === kind && kind !== 'range') {
      this.#next();
      const nested = this.#control(kind, token.line);
      return [nested];
    }
    this.#close();
    this.#variables.length = Math.min(this.#variables.length, Math.max(known, 1));
    const { nodes, ended } = this.#list();
    if (ended !== 'end') throw this.#fault(ended === '' ? 'unexpected EOF' : 'unexpected {{else}}');
    return nodes;
  }

  #pipeline(context: string): Pipeline {
    const { line } = this.#peek();
    const { variables, declares } = this.#declaration(context);
    const commands: Command[] = [];
    do commands.push(this.#command(context));
    while (this.#takeMark('|'));
    if (declares) this.#variables.push(...variables);
    return { kind: 'pipeline', variables, declares, commands, line };
  }

  #declaration(context: string): { variables: string[]; declares: boolean } {
    const [first, second, third, fourth] = [0, 1, 2, 3].map((ahead) => this.#tokens[this.#at + ahead]);
    if (first?.kind !== 'variable') return { variables: [], declares: false };
    const assigns = (token: Token | undefined) => token?.text === ':=' || token?.text === '=';
    const two = context === 'range' && second?.text === ',' && third?.kind === 'variable' && assigns(fourth);
    if (!assigns(second) && !two) return { variables: [], declares: false };
    this.#at += two ? 4 : 2;
    const declares = (two ? fourth : second)?.text === ':=';
    const variables = two ? [first.text, third.text] : [first.text];
    if (!declares) for (const name of variables) this.#known(name);
    return { variables, declares };
  }

  #command(context: string): Command {
    const { line } = this.#peek();
    const operands: Operand[] = [];
    for (;;) {
      const operand = this.#operand();
      if (!operand) break;
      operands.push(operand);
    }
    if (operands.length === 0) {
      const { kind } = this.#peek();
      throw this.#fault(
        kind === 'close' ? `missing value for ${context}` : `unexpected ${this.#shown()} in ${context}`,
      );
    }
    return { operands, line };
  }

  #operand(): Operand | null {
    const token = this.#peek();
    const { kind, text, line } = token;
    const literal = this.#literal(token);
    if (literal !== undefined) {
      this.#next();
      return { kind: 'literal', value: literal, line };
    }
    if (kind === 'word') {
      if (!this.#functions.has(text)) throw this.#fault(`function ${JSON.stringify(text)} not defined`);
      this.#next();
      return { kind: 'function', name: text, line };
    }
    const of = this.#chainStart(kind, text);
    if (!of) return null;
    return { kind: 'chain', of, fields: this.#fields(kind === 'field'), line };
  }

  #literal(token: Token): ReturnType<typeof literalOf> {
    const literal = literalOf(token);
    const quotedText = JSON.stringify(token.text);
    if (typeof literal === 'number' && !Number.isFinite(literal))
      throw this.#fault(`illegal number syntax: ${quotedText}`);
    if (typeof literal === 'bigint' && literal !== BigInt.asIntN(64, literal))
      throw this.#fault(`integer overflow: ${quotedText}`);
    return literal;
  }

  #chainStart(kind: Token['kind'], text: string): Chain['of'] | null {
    if (kind === 'dot') {
      this.#next();
      return { kind: 'dot' };
    }
    // The field itself is taken with those behind it.
    if (kind === 'field') return { kind: 'dot' };
    if (kind === 'variable') {
      this.#known(text);
      this.#next();
      return { kind: 'variable', name: text };
    }
    if (!this.#takeMark('(')) return null;
    if (++this.#nested > MOST_NESTED)
      throw this.#fault(`more than ${MOST_NESTED} brackets within each other`);
    const inner = this.#pipeline('parenthesized pipeline');
    if (!this.#takeMark(')')) throw this.#fault('unclosed left paren');
    this.#nested--;
    return inner;
  }

  #fields(firstSpaced: boolean): string[] {
    const fields: string[] = [];
    while (this.#peek().kind === 'field' && (!this.#peek().spaced || (firstSpaced && fields.length === 0))) {
      fields.push(this.#next().text.slice(1));
    }
    return fields;
  }

  #known(variable: string): void {
    if (!this.#variables.includes(variable))
      throw this.#fault(`undefined variable ${JSON.stringify(variable)}`);
  }

  #string(context: string): string {
    const token = this.#next();
    if (token.kind !== 'string')
      throw this.#fault(`unexpected ${JSON.stringify(token.text)} in ${context} clause`);
    return unquoted(token.text);
  }

  #takeMark(mark: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'mark' || token.text !== mark) return false;
    this.#at++;
    return true;
  }

  #close(): void {
    if (this.#peek().kind !== 'close') throw this.#fault(`unexpected ${this.#shown()} in operand`);
    this.#at++;
  }

  #peek(): Token {
    return this.#tokens[this.#at] as Token;
  }

  #next(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  #shown(): string {
    const { kind, text } = this.#peek();
    return kind === 'end' ? 'EOF' : `<${text}>`;
  }

  #fault(message: string): TemplateError {
    return TemplateError.at(this.#name, this.#peek().line, message);
  }
}

/** Nothing but white space. */
export const isBlank = (nodes: readonly Node[]): boolean =>
  nodes.every((node) => node.kind === 'text' && node.text.trim() === '');

/** Undefined where the token is no literal. */
function literalOf({ kind, text }: Token): string | boolean | bigint | number | null | undefined {
  if (kind === 'string') return unquoted(text);
  if (kind === 'char') return BigInt(unquoted(text).codePointAt(0) ?? 0);
  if (kind === 'number') return numberOf(text.replaceAll('_', ''));
  if (kind !== 'word') return undefined;
  if (text === 'true' || text === 'false') return text === 'true';
  return text === 'nil' ? null : undefined;
}

function numberOf(text: string): bigint | number {
  const magnitude = text.replace(/^[+-]/, '');
  const whole = /^\d+$|^0[xXbBoO]/.test(magnitude);
  if (!whole) return Number(text);
  const value = BigInt(/^0\d/.test(magnitude) ? `0o${magnitude.slice(1)}` : magnitude);
  return text.startsWith('-') ? -value : value;
}
