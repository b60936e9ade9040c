import type { PromqlFault } from './ast.ts';
import { quoted } from './go-text.ts';
import type { Token } from './lexer.ts';

/** How Prometheus names a token in a message. */
function described(token: Token): string {
  switch (token.kind) {
    case 'eof':
      return 'end of input';
    case 'identifier':
      return `identifier ${quoted(token.text)}`;
    case 'metric':
      return `metric identifier ${quoted(token.text)}`;
    case 'operator':
      return `<op:${token.text}>`;
    case 'aggregator':
      return `<aggr:${token.text}>`;
    case 'keyword':
      return `<${token.text}>`;
    case 'number':
    case 'duration':
    case 'string':
      return `${token.kind} ${shortened(token.text)}`;
    default:
      return shortened(token.text);
  }
}

const shortened = (text: string): string => {
  const chars = [...text];
  return chars.length > 10 ? `${quoted(chars.slice(0, 10).join(''))}...` : quoted(text);
};

class Unexpected extends Error {
  readonly fault: PromqlFault;

  constructor(fault: PromqlFault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** What a wrong token is said to stand in, and what was expected instead. */
type Context = readonly [place: string, expected: string];

const OFFSET: Context = ['offset', 'number, duration, step(), or range()'];
const AT: Context = ['@', 'timestamp'];
const RANGE: Context = ['subquery or range selector', 'number, duration, step(), or range()'];
const RANGE_END: Context = ['subquery or range', '":" or "]"'];
const STEP: Context = ['subquery selector', 'number, duration, step(), range(), or "]"'];
const STEP_END: Context = ['subquery selector', '"]"'];
const LABELS: Context = ['grouping opts', '"("'];
const LABEL: Context = ['grouping opts', 'label'];
const LABEL_END: Context = ['grouping opts', '"," or ")"'];
const MATCHER: Context = ['label matching', 'identifier or "}"'];
const MATCHER_OPERATOR: Context = ['label matching', 'label matching operator'];
const MATCHER_VALUE: Context = ['label matching', 'string'];
const MATCHER_END: Context = ['label matching', '"," or "}"'];

const BINARY = new Set('+ - * / % ^ == != <= < >= > and or unless atan2'.split(' '));
const WORDS_AS_METRICS = new Set('by without offset and or unless anchored smoothed'.split(' '));

/**
 * Where and why Prometheus refuses a text that the grammar does not take, in its own words. Prometheus finds the first
 * token that cannot follow and names the innermost of the constructs around it that it has words for; so does this
 * walk over the tokens, which builds nothing. The fault is null when every token may stand where it does; `names` are
 * the words of the language that stand for metrics, `calls` those of functions.
 */
export function walkTokens(
  tokens: Token[],
  what: 'expression' | 'selector' = 'expression',
): { fault: PromqlFault | null; names: Set<Token>; calls: Set<Token> } {
  const walk = new Walk(tokens);
  try {
    walk.all(what);
    return { fault: null, names: walk.names, calls: walk.calls };
  } catch (error) {
    if (error instanceof Unexpected) {
      return { fault: error.fault, names: walk.names, calls: walk.calls };
    }
    throw error;
  }
}

class Walk {
  readonly names = new Set<Token>();
  readonly calls = new Set<Token>();
  readonly #tokens: Token[];
  #at = 0;
  #context: Context = ['', ''];

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  all(what: 'expression' | 'selector'): void {
    if (what === 'expression' && this.#tokens[0]?.kind === 'eof')
      throw new Unexpected({ message: 'no expression found in input', from: 0, to: 0 });
    if (what === 'selector') this.#selector();
    else this.#expression();
    if (this.#token.kind !== 'eof') this.#unexpected();
  }

  get #token(): Token {
    const token = this.#tokens[Math.min(this.#at, this.#tokens.length - 1)];
    if (!token) throw new RangeError('no tokens');
    // What the lexer could not read is told as soon as it is reached, whatever was expected.
    if (token.kind === 'error') {
      throw new Unexpected({ message: token.text, from: token.from, to: token.to });
    }
    return token;
  }

  #is(...words: string[]): boolean {
    const { kind, word } = this.#token;
    return kind !== 'string' && kind !== 'identifier' && words.includes(word);
  }

  #take(...words: string[]): boolean {
    if (!this.#is(...words)) return false;
    this.#at++;
    return true;
  }

  #unexpected([place, expected]: Context = this.#context): never {
    const token = this.#token;
    const where = (place && ` in ${place}`) + (expected && `, expected ${expected}`);
    throw new Unexpected({
      message: `unexpected ${described(token)}${where}`,
      from: token.from,
      to: token.to,
    });
  }

  #need(word: string, context?: Context): void {
    if (!this.#take(word)) this.#unexpected(context);
  }

  #within(context: Context, part: () => void): void {
    const outer = this.#context;
    this.#context = context;
    part();
    this.#context = outer;
  }

  #expression(): void {
    this.#operand();
    while (this.#token.kind === 'operator' && BINARY.has(this.#token.word)) {
      this.#at++;
      this.#modifiers();
      this.#operand();
    }
  }

  #modifiers(): void {
    this.#take('bool');
    if (this.#take('on', 'ignoring')) {
      this.#labels();
      if (this.#take('group_left', 'group_right') && this.#is('(')) this.#labels();
    }
    while (this.#take('fill', 'fill_left', 'fill_right')) {
      this.#need('(');
      this.#take('+', '-');
      this.#at++;
      this.#need(')');
    }
  }

  #operand(): void {
    while (this.#take('+', '-'));
    this.#primary();
    for (;;) {
      if (this.#take('[')) this.#range();
      else if (this.#take('offset')) this.#within(OFFSET, () => this.#durationOperand());
      else if (this.#take('@')) this.#within(AT, () => this.#timestamp());
      else if (!this.#take('anchored', 'smoothed')) return;
    }
  }

  #primary(): void {
    const { kind, word } = this.#token;
    if (kind === 'number' || kind === 'duration' || kind === 'string') this.#at++;
    else if (this.#take('(')) {
      this.#expression();
      this.#need(')');
    } else if (this.#is('{')) this.#matchers();
    else if (kind === 'aggregator') this.#aggregation();
    else if (kind === 'identifier' || kind === 'preprocessor') this.#named();
    else if (kind === 'metric' || WORDS_AS_METRICS.has(word)) this.#metric();
    else this.#unexpected();
  }

  #selector(): void {
    const { kind, word } = this.#token;
    const named = /^(metric|identifier|aggregator|preprocessor)$/.test(kind) || WORDS_AS_METRICS.has(word);
    if (named) this.#metric();
    else if (this.#is('{')) this.#matchers();
    else this.#unexpected();
  }

  #metric(): void {
    this.names.add(this.#token);
    this.#at++;
    if (this.#is('{')) this.#matchers();
  }

  #named(): void {
    const name = this.#token;
    this.#metric();
    if (this.#tokens[this.#at - 1] !== name || !this.#take('(')) return;
    this.names.delete(name);
    this.calls.add(name);
    this.#arguments();
  }

  #aggregation(): void {
    const next = this.#tokens[this.#at + 1];
    if (next?.text !== '(' && next?.word !== 'by' && next?.word !== 'without') {
      this.#metric();
      return;
    }
    this.#at++;
    const modified = this.#take('by', 'without');
    this.#within(['aggregation', ''], () => {
      if (modified) this.#labels();
      this.#need('(');
      this.#arguments();
    });
    if (!modified && this.#take('by', 'without')) this.#labels();
  }

  #arguments(): void {
    if (this.#take(')')) return;
    for (;;) {
      this.#expression();
      const comma = this.#token;
      if (!this.#take(',')) break;
      if (this.#is(')')) {
        const message = 'trailing commas not allowed in function call args';
        throw new Unexpected({ message, from: comma.from, to: comma.to });
      }
    }
    this.#need(')');
  }

  #labels(): void {
    this.#need('(', LABELS);
    if (this.#take(')')) return;
    for (;;) {
      const { kind, word } = this.#token;
      const named =
        kind === 'operator'
          ? /^[a-z]/.test(word)
          : /^(identifier|metric|string|aggregator|keyword|preprocessor)$/.test(kind);
      if (!named) this.#unexpected(LABEL);
      this.#at++;
      if (this.#take(')')) return;
      this.#need(',', LABEL_END);
      if (this.#take(')')) return;
    }
  }

  #matchers(): void {
    this.#at++;
    if (this.#take('}')) return;
    for (;;) {
      const { kind } = this.#token;
      if (kind !== 'identifier' && kind !== 'string') this.#unexpected(MATCHER);
      this.#at++;
      if (this.#take('=', '!=', '=~', '!~')) {
        if (this.#token.kind !== 'string') this.#unexpected(MATCHER_VALUE);
        this.#at++;
      } else if (kind === 'identifier') this.#unexpected(MATCHER_OPERATOR);
      if (this.#take('}')) return;
      this.#need(',', MATCHER_END);
      if (this.#take('}')) return;
    }
  }

  #range(): void {
    this.#within(RANGE, () => this.#duration());
    if (this.#take(']')) return;
    this.#need(':', RANGE_END);
    if (this.#take(']')) return;
    this.#within(STEP, () => this.#duration());
    this.#need(']', STEP_END);
  }

  #duration(): void {
    this.#durationOperand();
    while (this.#take('+', '-', '*', '/', '%', '^')) this.#durationOperand();
  }

  #durationOperand(): void {
    while (this.#take('+', '-'));
    const { kind } = this.#token;
    if (kind === 'number' || kind === 'duration') this.#at++;
    else if (this.#take('(')) {
      this.#duration();
      this.#need(')');
    } else if (this.#take('step', 'range')) {
      this.#need('(');
      this.#need(')');
    } else if (/^(min|max)(_of)?$/i.test(this.#token.text)) {
      this.#at++;
      this.#need('(');
      this.#duration();
      this.#need(',');
      this.#duration();
      this.#need(')');
    } else this.#unexpected();
  }

  #timestamp(): void {
    if (this.#take('start', 'end')) {
      this.#need('(');
      this.#need(')');
      return;
    }
    this.#take('+', '-');
    const { kind } = this.#token;
    if (kind !== 'number' && kind !== 'duration') this.#unexpected();
    this.#at++;
  }
}
