import type { Field, Operator } from './ast.ts';
import { fieldOf } from './fields.ts';
import { type Lexeme, lex, type Term } from './lexer.ts';
import { parseTraceQuery } from './parser.ts';

interface Typed {
  /** What is typed of it so far, without quotes. */
  typed: string;
  /** What a chosen candidate replaces. */
  from: number;
  to: number;
  /** The other conditions, when all of them must hold; what is counted is counted among what meets them. */
  rest: string;
}

/** What may stand at a place of a query. */
export type CompletionContext =
  | (Typed & { kind: 'key' })
  | (Typed & { kind: 'value'; field: Field; operator: Operator })
  /** The name of an attribute after `has:`. */
  | (Typed & { kind: 'attribute' });

/** What is being written at the position, a number of characters from the start. */
export function completionAt(text: string, position: number): CompletionContext {
  const lexemes = lex(text);
  const touching = lexemes.filter((each) => each.from <= position && position <= each.to);
  const under = touching.find(({ kind }) => kind === 'term') ?? touching.at(-1);
  const term = termAt(under, position);
  const at = { from: term?.from ?? position, to: term?.to ?? position };
  const rest = restOf(text, lexemes, at);
  if (!term) return { kind: 'key', typed: '', from: position, to: position, rest };
  const { key, operator, value } = term;
  if (!operator || !value || position < operator.to) {
    return { kind: 'key', typed: text.slice(key.from, position), ...at, rest };
  }
  const typed = { typed: value.text, from: value.from, to: value.to, rest };
  if (key.text === 'has' && !key.quoted) return { kind: 'attribute', ...typed };
  return { kind: 'value', field: fieldOf(key.text, key.quoted), operator: operator.text, ...typed };
}

/** A word such as `or` may be the beginning of a key. */
function termAt(under: Lexeme | undefined, position: number): Term | null {
  if (under?.kind === 'term') return under;
  const isWord = under && under.kind !== 'open' && under.kind !== 'close' && under.to - under.from > 1;
  if (!isWord || position < under.to) return null;
  const { from, to } = under;
  return { kind: 'term', from, to, key: { text: '', quoted: false, from, to }, operator: null, value: null };
}

function restOf(text: string, lexemes: Lexeme[], { from, to }: { from: number; to: number }): string {
  const others = lexemes.filter((each) => each.from !== from || each.to !== to);
  if (others.some(({ kind }) => kind === 'or' || kind === 'open')) return '';
  // A "-" before the condition goes with it.
  const last = others.findLast((each) => each.to <= from);
  const start = last?.kind === 'not' && last.to === from ? last.from : from;
  const rest = `${text.slice(0, start)} ${text.slice(to)}`.trim();
  return parseTraceQuery(rest).problems.length === 0 ? rest : '';
}
