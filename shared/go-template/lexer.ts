import { TemplateError } from './template-error.ts';

export interface Token {
  kind:
    | 'text'
    | 'open'
    | 'close'
    | 'string'
    | 'char'
    | 'number'
    | 'word'
    | 'field'
    | 'variable'
    | 'dot'
    | 'mark'
    | 'end';
  text: string;
  line: number;
  /** White space stands before it. */
  spaced: boolean;
}

const ACTION =
  /(\s+)|("(?:[^"\\\n]|\\.)*")|(`[^`]*`)|('(?:[^'\\\n]|\\.)+')|([+-]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))|(\$[\p{L}\p{N}_]*)|(\.[\p{L}_][\p{L}\p{N}_]*)|([\p{L}_][\p{L}\p{N}_]*)|(:=|[|,()=])|(\.)/uy;
const KINDS = [
  'space', 'string', 'string', 'char', 'number', 'variable', 'field', 'word', 'mark', 'dot',
] as const; // biome-ignore format: one line a group of the pattern

/** Takes a template apart. @throws TemplateError */
export function lexTemplate(source: string, name: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let at = 0;
  let trims = false;
  const push = (kind: Token['kind'], text: string, spaced = false) =>
    tokens.push({ kind, text, line, spaced });
  while (at < source.length) {
    const open = source.indexOf('{{', at);
    const text = source.slice(at, open < 0 ? source.length : open);
    const trimsNext = open >= 0 && /^-\s/.test(source.slice(open + 2, open + 4));
    const start = trims ? text.trimStart() : text;
    const shown = trimsNext ? start.trimEnd() : start;
    if (shown !== '') push('text', shown);
    line += newlines(text);
    if (open < 0) break;
    const body = open + (trimsNext ? 3 : 2);
    const comment = /^\s*\/\*/.test(source.slice(body, body + 200));
    const action = comment ? skipComment(source, body, name, line) : lexAction(source, body, name, line);
    if (!comment) {
      push('open', '{{');
      tokens.push(...action.tokens);
      line = action.line;
      push('close', '}}');
    } else line = action.line;
    trims = action.trims;
    at = action.at;
  }
  push('end', '');
  return tokens;
}

interface Action {
  tokens: Token[];
  at: number;
  line: number;
  /** The text behind it loses the white space at its start. */
  trims: boolean;
}

function skipComment(source: string, from: number, name: string, line: number): Action {
  const end = source.indexOf('*/', from);
  const close = end < 0 ? null : /^\s*(-?)\}\}/.exec(source.slice(end + 2, end + 200));
  if (!close)
    throw TemplateError.at(
      name,
      line,
      end < 0 ? 'unclosed comment' : 'comment ends before closing delimiter',
    );
  const at = end + 2 + close[0].length;
  return { tokens: [], at, line: line + newlines(source.slice(from, at)), trims: close[1] === '-' };
}

function lexAction(source: string, from: number, name: string, startLine: number): Action {
  const tokens: Token[] = [];
  let line = startLine;
  let spaced = true;
  for (let at = from; at < source.length; ) {
    const trims = spaced && source.startsWith('-}}', at);
    if (trims || source.startsWith('}}', at)) return { tokens, at: at + (trims ? 3 : 2), line, trims };
    ACTION.lastIndex = at;
    const match = ACTION.exec(source);
    if (!match) throw TemplateError.at(name, line, faultAt(source, at));
    const group = match.findIndex((part, i) => i > 0 && part !== undefined) - 1;
    const kind = KINDS[group];
    if (kind === 'space') spaced = true;
    else if (kind) {
      tokens.push({ kind, text: match[0], line, spaced });
      spaced = false;
    }
    line += newlines(match[0]);
    at += match[0].length;
  }
  throw TemplateError.at(name, line, 'unclosed action');
}

function faultAt(source: string, at: number): string {
  const char = String.fromCodePoint(source.codePointAt(at) ?? 0);
  if (char === '"') return 'unterminated quoted string';
  if (char === '`') return 'unterminated raw quoted string';
  if (char === "'") return 'unterminated character constant';
  return `unexpected ${JSON.stringify(char)} in command`;
}

const newlines = (text: string): number => text.split('\n').length - 1;
