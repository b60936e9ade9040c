import { err, ok, type Result } from '../util/result.ts';
import type { Expr, PromqlFault, VectorSelector } from './ast.ts';
import { Builder, TooDeep } from './build.ts';
import { functions } from './functions.ts';
import { quoted } from './go-text.ts';
import { lex, type Token } from './lexer.ts';
import type { QueryTiming } from './modifiers.ts';
import { parseDuration } from './number.ts';
import { walkTokens } from './syntax-fault.ts';
import { children, syntaxTree } from './tree.ts';
import { checkTypes } from './type-check.ts';

type Walked = ReturnType<typeof walkTokens>;

const STAND_IN: QueryTiming = { stepMs: 1000, rangeMs: 1000, assumed: true };

/** In UTF-16 units. */
const LONGEST = 65_536;
/** Brackets that may stand within another, and signs or operators in all; the grammar's tree is walked recursively. */
const MOST_NESTED = 200;
const MOST_OPERATORS = 2_000;

/**
 * Reads a query and checks its types. What is wrong is told in Prometheus' words, with its place.
 *
 * Source: Prometheus 3, promql/parser; the tree is that of its own grammar for editors.
 *
 * @param timing - of the query that is to be evaluated, for durations that depend on it. Without one they have some
 *   length, which does for checks; null refuses them, which printing needs.
 */
export function parse(text: string, timing: QueryTiming | null = STAND_IN): Result<Expr, PromqlFault> {
  const tokens = lex(text);
  const fault = tooMuch(text, tokens);
  if (fault) return err(fault);
  const walked = walkTokens(tokens);
  if (walked.fault) return err(walked.fault);
  const top = syntaxTree(readable(text, tokens, walked));
  const node = top && children(top)[0];
  if (!node) return err(unknownFunction(tokens) ?? { message: 'not understood', from: 0, to: text.length });
  return build(text, node, timing);
}

function build(
  text: string,
  node: Parameters<Builder['expr']>[0],
  timing: QueryTiming | null,
): Result<Expr, PromqlFault> {
  const builder = new Builder(text, timing);
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

/** A selector alone, as the API's `match[]` takes it; it may match everything. */
export function parseSelector(text: string): Result<VectorSelector, PromqlFault> {
  const tokens = lex(text);
  const walked = walkTokens(tokens, 'selector');
  const fault = tooMuch(text, tokens) ?? walked.fault;
  if (fault) return err(fault);
  const top = syntaxTree(readable(text, tokens, walked));
  const node = top && children(top)[0];
  const builder = new Builder(text, STAND_IN);
  const expr = node && builder.expr(node);
  if (builder.faults[0]) return err(builder.faults[0]);
  return expr?.kind === 'selector' ? ok(expr) : err({ message: 'not understood', from: 0, to: text.length });
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
 * are: it takes neither `1.` nor `0X1F` nor underscores everywhere nor `1m1h`, and not all words of the
 * language as names of metrics, nor its newest functions.
 */
function readable(text: string, tokens: Token[], walked: Walked): string {
  let out = '';
  let last = 0;
  for (const token of tokens) {
    const { from, to } = token;
    const known = knownForm(token, walked);
    if (known === null) continue;
    out += text.slice(last, from) + known;
    last = to;
  }
  return out + text.slice(last);
}

/** Null where the grammar knows it as it stands. */
function knownForm(token: Token, { names, calls }: Walked): string | null {
  const { kind, text, word } = token;
  if (isUnread(token)) return '1'.repeat(text.length);
  if (kind !== 'identifier' && names.has(token)) return 'x'.repeat(text.length);
  if (kind === 'preprocessor' && text !== word) return word;
  // Within durations the grammar knows them, as functions it does not; any other takes their place.
  return calls.has(token) && /^(min|max)_of$/.test(text) ? 'minute' : null;
}

const isUnread = ({ kind, text }: Token): boolean =>
  (kind === 'number' && /^0|[._]/.test(text)) ||
  (kind === 'duration' && typeof parseDuration(text) === 'string');

/** The grammar knows all functions by name, and takes no call of another. */
function unknownFunction(tokens: Token[]): PromqlFault | null {
  const unknown = tokens.find(
    ({ kind, text: name }, at) =>
      kind === 'identifier' && tokens[at + 1]?.text === '(' && !functions.has(name),
  );
  if (!unknown) return null;
  const { from, to, text: name } = unknown;
  return { message: `unknown function with name ${quoted(name)}`, from, to };
}
