import { err, ok, type Result } from '../util/result.ts';
import type { Expr, PromqlFault, VectorSelector } from './ast.ts';
import { Builder, TooDeep } from './build.ts';
import { functions } from './functions.ts';
import { quoted } from './go-text.ts';
import { lex, type Token } from './lexer.ts';
import { syntaxFault } from './syntax-fault.ts';
import { children, syntaxTree } from './tree.ts';
import { checkTypes } from './type-check.ts';

/** In UTF-16 units. */
const LONGEST = 65_536;
/** Brackets that may stand within another, and signs or operators in all; the grammar's tree is walked recursively. */
const MOST_NESTED = 200;
const MOST_OPERATORS = 2_000;

/**
 * Reads a query and checks its types. What is wrong is told in Prometheus' words, with its place.
 *
 * Source: Prometheus 3, promql/parser; the tree is that of its own grammar for editors.
 */
export function parse(text: string): Result<Expr, PromqlFault> {
  const tokens = lex(text);
  const fault = tooMuch(text, tokens);
  if (fault) return err(fault);
  const failed = tokens.at(-1)?.kind === 'error';
  const top = failed ? null : syntaxTree(readable(text, tokens));
  const node = top && children(top)[0];
  if (!node) return err(refusal(text, tokens));
  return build(text, node);
}

function build(text: string, node: Parameters<Builder['expr']>[0]): Result<Expr, PromqlFault> {
  const builder = new Builder(text);
  try {
    const expr = builder.expr(node);
    const fault = builder.faults[0] ?? checkTypes(expr, text);
    return fault ? err(fault) : ok(expr);
  } catch (error) {
    if (error instanceof TooDeep)
      return err({ message: error.message, from: error.at.from, to: error.at.to });
    throw error;
  }
}

/** A selector alone, as the API's `match[]` takes it. */
export function parseSelector(text: string): Result<VectorSelector, PromqlFault> {
  const parsed = parse(text);
  if (!parsed.ok) return parsed;
  const { value: expr } = parsed;
  if (expr.kind !== 'selector' || expr.offsetMs !== 0 || expr.at) {
    return err({ message: 'expected a series selector', from: expr.from, to: expr.to });
  }
  return ok(expr);
}

/** `1:5: parse error: …`, as Prometheus says it: line and column from 1, columns in bytes of UTF-8. */
export function faultText(text: string, fault: PromqlFault): string {
  const before = text.slice(0, fault.from);
  const line = before.split('\n').length;
  const column = utf8Length(before.slice(before.lastIndexOf('\n') + 1)) + 1;
  return `${line}:${column}: parse error: ${fault.message}`;
}

function utf8Length(text: string): number {
  let length = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}

function tooMuch(text: string, tokens: Token[]): PromqlFault | null {
  if (text.length > LONGEST) {
    return { message: `expression is longer than ${LONGEST} characters`, from: LONGEST, to: text.length };
  }
  let nested = 0;
  let operators = 0;
  for (const { kind, text: word, from, to } of tokens) {
    if (kind === 'operator' || word === '[' || kind === 'keyword') operators++;
    else if (word === '(') nested++;
    else if (word === ')') nested--;
    if (nested > MOST_NESTED || operators > MOST_OPERATORS) {
      return { message: 'expression is nested too deeply', from, to };
    }
  }
  return null;
}

/**
 * The text with what the grammar does not know put in another form of the same length, so that places stay what they
 * are: it takes neither `1.` nor `0X1F` nor underscores everywhere, and no metric named `offset`.
 */
function readable(text: string, tokens: Token[]): string {
  let out = '';
  let last = 0;
  tokens.forEach(({ kind, text: word, from, to }, at) => {
    const unread =
      kind === 'number' ? /^0|[._]/.test(word) : /^offset$/i.test(word) && begins(tokens[at - 1]);
    if (!unread) return;
    out += text.slice(last, from) + (kind === 'number' ? '1' : 'x').repeat(to - from);
    last = to;
  });
  return out + text.slice(last);
}

/** Whether an operand begins after a token. */
const begins = (before: Token | undefined): boolean =>
  !before || before.kind === 'operator' || before.text === '(' || before.text === ',';

/** Why the grammar took nothing of the text. */
function refusal(text: string, tokens: Token[]): PromqlFault {
  const fault = syntaxFault(tokens);
  if (fault) return fault;
  const at = tokens.findIndex(
    ({ kind, text: name }, i) => kind === 'identifier' && tokens[i + 1]?.text === '(' && !functions.has(name),
  );
  const unknown = tokens[at];
  if (!unknown) return { message: 'not understood', from: 0, to: text.length };
  const { from, to } = unknown;
  return { message: `unknown function with name ${quoted(unknown.text)}`, from, to };
}
