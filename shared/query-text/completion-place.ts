import { type Dialect, type Lexeme, lex, type Term } from './lexer.ts';
import type { Place } from './tree.ts';

/** The condition at a place of a query, and what is around it. */
export interface PlacedTerm extends Place {
  /** Null between conditions. */
  term: Term | null;
  /** The other conditions, when all of them must hold; what is counted is counted among what meets them. */
  rest: string;
}

/** What is being written, as a completion takes it. */
export interface Typed {
  /** What is typed of it so far, without quotes. */
  typed: string;
  /** What a chosen candidate replaces. */
  from: number;
  to: number;
  /** The other conditions, when all of them must hold; what is counted is counted among what meets them. */
  rest: string;
}

/** @param isReadable whether a text is a query without a fault */
export function placeAt(
  text: string,
  position: number,
  dialect: Dialect,
  isReadable: (text: string) => boolean,
): PlacedTerm {
  const lexemes = lex(text, dialect);
  const touching = lexemes.filter((each) => each.from <= position && position <= each.to);
  const under = touching.find(({ kind }) => kind === 'term') ?? touching.at(-1);
  const term = termAt(under, position);
  const at = { from: term?.from ?? position, to: term?.to ?? position };
  const rest = restOf(text, lexemes, at);
  return { term, rest: isReadable(rest) ? rest : '', ...at };
}

/** A word such as `or` may be the beginning of a key. */
function termAt(under: Lexeme | undefined, position: number): Term | null {
  if (under?.kind === 'term') return under;
  const isWord = under && under.kind !== 'open' && under.kind !== 'close' && under.to - under.from > 1;
  if (!isWord || position < under.to) return null;
  const { from, to } = under;
  const key = { text: '', form: 'bare' as const, from, to };
  return { kind: 'term', from, to, key, operator: null, value: null };
}

function restOf(text: string, lexemes: Lexeme[], { from, to }: Place): string {
  const others = lexemes.filter((each) => each.from !== from || each.to !== to);
  if (others.some(({ kind }) => kind === 'or' || kind === 'open')) return '';
  // A "-" before the condition goes with it.
  const last = others.findLast((each) => each.to <= from);
  const start = last?.kind === 'not' && last.to === from ? last.from : from;
  return `${text.slice(0, start)} ${text.slice(to)}`.trim();
}
