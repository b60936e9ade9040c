import type { Span } from './ast.ts';
import { quoted, quotedRune, runePoint } from './go-text.ts';

export type TokenKind =
  | 'number'
  | 'duration'
  | 'string'
  | 'identifier'
  /** A name with a colon in it. */
  | 'metric'
  | 'operator'
  | 'aggregator'
  | 'keyword'
  /** start, end, step, range. */
  | 'preprocessor'
  | 'punctuation'
  | 'comment'
  | 'eof'
  | 'error';

/** Of an error the text is the message. `word` is what tells tokens of a kind apart, keywords in lower case. */
export interface Token extends Span {
  kind: TokenKind;
  text: string;
  word: string;
}

const KEYWORDS = new Map<string, TokenKind>([
  ...words('operator', 'and or unless atan2'),
  ...words(
    'aggregator',
    'sum avg count min max group stddev stdvar topk bottomk count_values quantile limitk limit_ratio',
  ),
  ...words('keyword', 'offset smoothed anchored by without on ignoring group_left group_right bool'),
  ...words('keyword', 'fill fill_left fill_right'),
  ...words('preprocessor', 'start end step range'),
  ...words('number', 'inf nan'),
]);

function words(kind: TokenKind, list: string): [string, TokenKind][] {
  return list.split(' ').map((word) => [word, kind]);
}

const isSpace = (char: string): boolean => char === ' ' || char === '\t' || char === '\n' || char === '\r';
const isDigit = (char: string): boolean => char >= '0' && char <= '9';
const isAlpha = (char: string): boolean => /^[A-Za-z_]$/.test(char);
const isAlphaNumeric = (char: string): boolean => isAlpha(char) || isDigit(char);

/** The text's tokens, an `eof` or the first `error` last. Rules and words are those of Prometheus' lexer. */
export function lex(text: string): Token[] {
  return new Lexer(text).all();
}

class Lexer {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  #at = 0;
  #from = 0;
  #parens = 0;
  #inBraces = false;
  #inBrackets = false;
  #colonSeen = false;

  constructor(text: string) {
    this.#text = text;
  }

  all(): Token[] {
    for (;;) {
      this.#skipSpaces();
      const token = this.#inBraces ? this.#insideBraces() : this.#statement();
      if (token) this.#tokens.push(token);
      if (token?.kind === 'eof' || token?.kind === 'error') return this.#tokens;
    }
  }

  /** '' at the end. */
  #peek(ahead = 0): string {
    const code = this.#text.codePointAt(this.#at + ahead);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  #next(): string {
    const char = this.#peek();
    this.#at += char.length;
    return char;
  }

  #skipSpaces(): void {
    while (isSpace(this.#peek())) this.#at++;
    this.#from = this.#at;
  }

  #emit(kind: TokenKind, word?: string): Token {
    const { from, to } = { from: this.#from, to: this.#at };
    const text = this.#text.slice(from, to);
    this.#from = to;
    return { kind, text, word: word ?? text, from, to };
  }

  #fail(message: string): Token {
    return { kind: 'error', text: message, word: '', from: this.#from, to: this.#text.length };
  }

  #statement(): Token | null {
    const char = this.#next();
    if (char === '') return this.#end();
    if (char === '#') return this.#comment();
    if (char === '"' || char === "'") return this.#string(char);
    if (char === '`') return this.#rawString();
    if (isDigit(char) || (char === '.' && isDigit(this.#peek()))) return this.#number();
    if (isAlpha(char) || char === ':') return this.#inBrackets ? this.#inDuration(char) : this.#word();
    if ('(){}[]'.includes(char)) return this.#bracket(char);
    if ('*/%+-^<>=!@'.includes(char)) return this.#operator(char);
    if (char === ',') return this.#emit('punctuation');
    const where = this.#inBrackets ? ' in duration expression' : '';
    return this.#fail(`unexpected character${where}: ${quotedRune(char)}`);
  }

  #end(): Token | null {
    if (this.#parens !== 0) return this.#fail('unclosed left parenthesis');
    if (!this.#inBrackets) return this.#emit('eof');
    const opened = this.#tokens.at(-1)?.text === '[';
    return this.#fail(opened ? 'unexpected end of input in duration expression' : 'unclosed left bracket');
  }

  #comment(): null {
    while (this.#peek() !== '' && this.#peek() !== '\n' && this.#peek() !== '\r') this.#next();
    this.#from = this.#at;
    return null;
  }

  #operator(char: string): Token | null {
    const next = this.#peek();
    if (char === '=' && next === '~') {
      return this.#fail(`unexpected character after '=': ${quotedRune(next)}`);
    }
    if (char === '!' && next !== '=') {
      return this.#fail(`unexpected character after '!': ${next === '' ? '-1' : quotedRune(next)}`);
    }
    if ('=!<>'.includes(char) && next === '=') this.#at++;
    return this.#emit(char === '=' && next !== '=' ? 'punctuation' : 'operator');
  }

  #bracket(char: string): Token | null {
    if (char === '[' && this.#inBrackets) return this.#fail(`unexpected left bracket ${quotedRune(char)}`);
    if (char === ']' && !this.#inBrackets) return this.#fail(`unexpected right bracket ${quotedRune(char)}`);
    if (char === '}') return this.#fail(`unexpected character: ${quotedRune(char)}`);
    const token = this.#emit('punctuation');
    if (char === '{') this.#inBraces = true;
    if (char === '(') this.#parens++;
    if (char === '[') this.#colonSeen = false;
    if (char === '[' || char === ']') this.#inBrackets = char === '[';
    if (char === ')' && --this.#parens < 0) {
      return this.#fail(`unexpected right parenthesis ${quotedRune(char)}`);
    }
    return token;
  }

  /** Within [ ] stand durations, the colon of a subquery and the words of duration expressions. */
  #inDuration(char: string): Token | null {
    if (char !== ':') {
      while (isAlphaNumeric(this.#peek())) this.#at++;
      const word = this.#text.slice(this.#from, this.#at).toLowerCase();
      if (/^(step|range|min|max|min_of|max_of)$/.test(word)) return this.#emit('preprocessor', word);
      return this.#fail(`unexpected character in duration expression: ${quotedRune(char)}`);
    }
    const first = this.#tokens.at(-1)?.text === '[';
    if (this.#colonSeen) return this.#fail(`unexpected colon ${quotedRune(':')}`);
    this.#colonSeen = true;
    if (!first) return this.#emit('punctuation');
    this.#from = this.#at;
    return this.#fail('unexpected colon before duration in duration expression');
  }

  #word(): Token | null {
    while (isAlphaNumeric(this.#peek()) || this.#peek() === ':') this.#at++;
    const word = this.#text.slice(this.#from, this.#at);
    const lower = word.toLowerCase();
    const kind = KEYWORDS.get(lower);
    if (kind && (!lower.startsWith('fill') || this.#parenFollows())) return this.#emit(kind, lower);
    return this.#emit(word.includes(':') ? 'metric' : 'identifier');
  }

  #parenFollows(): boolean {
    let at = this.#at;
    while (isSpace(this.#text[at] ?? '')) at++;
    return this.#text[at] === '(';
  }

  #insideBraces(): Token | null {
    const char = this.#next();
    if (char === '') return this.#fail('unexpected end of input inside braces');
    if (char === '#') return this.#comment();
    if (char === '"' || char === "'") return this.#string(char);
    if (char === '`') return this.#rawString();
    if (isAlpha(char)) {
      while (isAlphaNumeric(this.#peek())) this.#at++;
      return this.#emit('identifier');
    }
    if (char === ',') return this.#emit('punctuation');
    if (char === '}') {
      this.#inBraces = false;
      return this.#emit('punctuation');
    }
    if (char === '=' || char === '!') return this.#matchOperator(char);
    if (char === '{') return this.#fail(`unexpected left brace ${quotedRune(char)}`);
    return this.#fail(`unexpected character inside braces: ${quotedRune(char)}`);
  }

  #matchOperator(char: string): Token | null {
    const next = this.#peek();
    const long = next === '~' || (char === '!' && next === '=');
    if (long) this.#at++;
    else if (char === '!') {
      return this.#fail(
        `unexpected character after '!' inside braces: ${next === '' ? '-1' : quotedRune(next)}`,
      );
    }
    return this.#emit(long ? 'operator' : 'punctuation');
  }

  #string(quote: string): Token | null {
    for (;;) {
      const char = this.#next();
      if (char === '' || char === '\n') return this.#fail('unterminated quoted string');
      if (char === quote) return this.#emit('string');
      if (char === '\\') {
        const wrong = this.#escape(quote);
        if (wrong) return this.#fail(wrong);
      }
    }
  }

  #rawString(): Token | null {
    const end = this.#text.indexOf('`', this.#at);
    if (end < 0) return this.#fail('unterminated raw string');
    this.#at = end + 1;
    return this.#emit('string');
  }

  /** What is wrong with the escape that a backslash has begun, '' for nothing. */
  #escape(quote: string): string {
    const char = this.#next();
    if (char === '') return 'escape sequence not terminated';
    if (char === quote || 'abfnrtv\\'.includes(char)) return '';
    if (char >= '0' && char <= '7') {
      this.#at--;
      return this.#digits(3, 8, 255);
    }
    if (char === 'x') return this.#digits(2, 16, 255);
    if (char === 'u') return this.#digits(4, 16, 0x10ffff);
    if (char === 'U') return this.#digits(8, 16, 0x10ffff);
    return `unknown escape sequence ${runePoint(char)}`;
  }

  #digits(count: number, base: number, largest: number): string {
    let code = 0;
    for (let i = 0; i < count; i++) {
      const char = this.#next();
      if (char === '') return 'escape sequence not terminated';
      const digit = Number.parseInt(char, base);
      if (Number.isNaN(digit)) return `illegal character ${runePoint(char)} in escape sequence`;
      code = code * base + digit;
    }
    const invalid = code > largest || (code >= 0xd800 && code < 0xe000);
    return invalid ? 'escape sequence is an invalid Unicode code point' : '';
  }

  #number(): Token | null {
    this.#at = this.#from;
    const rest = this.#text.slice(this.#from, this.#from + 512);
    const number =
      /^(?:0[xX]_?[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*|(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?)(?![\w.])/.exec(
        rest,
      );
    if (number) {
      this.#at += number[0].length;
      return this.#emit('number');
    }
    const duration = /^\d+(?:ms|[smhdwy])(?:\d+(?:ms|[smhdw]))*(?!\w)/.exec(rest);
    if (duration) {
      this.#at += duration[0].length;
      return this.#emit('duration');
    }
    // As much as Prometheus has read when it gives up: with the character after a unit, without it after a number.
    const bad =
      /^(?:0[xX][0-9a-fA-F_]*|[\d_]*(?:\.[\d_]*\.?)?(?:[eE][+-]?[\d_]*)?)(?:[smhdwy]s?(?:\d+[smhdw]s?)*(?:\d+|\w)?)?/.exec(
        rest,
      );
    return this.#fail(`bad number or duration syntax: ${quoted(bad?.[0] ?? rest.slice(0, 1))}`);
  }
}
