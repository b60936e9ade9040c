import { functions } from '../../shared/promql/functions.ts';
import { lex, type Token } from '../../shared/promql/lexer.ts';

export interface HighlightedPart {
  /** Where it begins in the text. */
  from: number;
  text: string;
  kind: 'plain' | 'keyword' | 'function' | 'label' | 'string' | 'number' | 'comment' | 'error';
}

/** The whole text in pieces, blanks included; what cannot be read is the last piece, an error. */
export function promqlParts(text: string): HighlightedPart[] {
  const tokens = lex(text);
  const parts: HighlightedPart[] = [];
  let at = 0;
  const put = (from: number, to: number, kind: HighlightedPart['kind']) => {
    if (to > from) parts.push({ from, text: text.slice(from, to), kind });
    at = to;
  };
  let braces = 0;
  let grouping = false;
  for (const [i, token] of tokens.entries()) {
    if (token.kind === 'eof' || token.from < at) continue;
    put(at, token.from, 'plain');
    if (token.kind === 'error') {
      put(token.from, text.length, 'error');
      break;
    }
    if (token.text === '{') braces++;
    if (token.text === '}') braces--;
    if (token.text === ')') grouping = false;
    put(token.from, token.to, kindOf(token, tokens[i + 1], braces > 0 || grouping));
    if (GROUPING.has(token.word)) grouping = true;
  }
  // The lexer tells nothing of a comment that ends the text.
  const comment = /^\s*#/.test(text.slice(at)) ? text.indexOf('#', at) : text.length;
  put(at, comment, 'plain');
  put(comment, text.length, 'comment');
  return parts;
}

const GROUPING = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);

function kindOf(token: Token, next: Token | undefined, labels: boolean): HighlightedPart['kind'] {
  switch (token.kind) {
    case 'number':
    case 'duration':
      return 'number';
    case 'string':
      return 'string';
    case 'comment':
      return 'comment';
    case 'aggregator':
    case 'keyword':
    case 'preprocessor':
      return labels ? 'label' : 'keyword';
    case 'operator':
      return /^[a-z]/i.test(token.text) ? (labels ? 'label' : 'keyword') : 'plain';
    case 'identifier':
      if (labels) return 'label';
      return next?.text === '(' && functions.has(token.text) ? 'function' : 'plain';
    default:
      return 'plain';
  }
}
