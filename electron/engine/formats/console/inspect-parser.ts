/** Where a text stops being what util.inspect prints, as an index into it. */
export class InspectFault extends Error {
  readonly at: number;
  constructor(at: number, expected: string) {
    super(expected);
    this.at = at;
  }
}

const DEEPEST = 64;
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', 0: '\0' };
const WORDS: Record<string, unknown> = {
  true: true,
  false: false,
  null: null,
  undefined: undefined,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/**
 * Reads a value as Node's util.inspect prints it (nodejs.org/api/util.html): bare keys, three kinds of quotes, long
 * texts in pieces joined by `+`, `undefined`. What was cut off there (`[Object]`, `... 3 more items`) and values
 * that have no JSON (`[Function: f]`, `Symbol(x)`, `Map(1) {…}`) become their printed text, or are left out of a list.
 *
 * @throws InspectFault
 */
export function parseInspected(text: string): unknown {
  const parser = new InspectParser(text);
  return parser.document();
}

class InspectParser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): unknown {
    const value = this.#value();
    this.#space();
    if (this.#at < this.#text.length) this.#fail('the end of the value');
    return value;
  }

  #value(): unknown {
    this.#space();
    const char = this.#text[this.#at];
    if (char === '{') return this.#nested(() => this.#object());
    if (char === '[') return this.#bracket();
    if (char === "'" || char === '"' || char === '`') return this.#joinedText();
    return this.#word();
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > DEEPEST) this.#fail(`at most ${DEEPEST} levels`);
    const value = read();
    this.#depth--;
    return value;
  }

  #object(): object {
    this.#at++;
    // Entries, not assignment: a key such as __proto__ stays data.
    const entries: [string, unknown][] = [];
    while (!this.#takes('}')) {
      if (!this.#more()) entries.push([this.#key(), this.#value()]);
      this.#comma('}');
    }
    return Object.fromEntries(entries);
  }

  #key(): string {
    const char = this.#text[this.#at];
    let key: string;
    if (char === "'" || char === '"' || char === '`') key = this.#quoted();
    else
      key =
        this.#match(/\[[^\]\n]{1,200}\]|[\p{ID_Start}$_][\p{ID_Continue}$]*|\d+/uy) ?? this.#fail('a key');
    if (!this.#takes(':')) this.#fail('":" after a key');
    return key;
  }

  /** A list, or what was not printed, such as `[Object]`, `[Circular *1]` or `[Object: null prototype] {…}`. */
  #bracket(): unknown {
    const label = this.#match(/\[(?:Object|Array|Circular|Function|Getter|class|AsyncFunction)\b[^\]\n]*\]/y);
    if (label === null) return this.#nested(() => this.#list());
    this.#space();
    return label.includes('null prototype') && this.#text[this.#at] === '{' ? this.#value() : label;
  }

  #list(): unknown[] {
    this.#at++;
    const list: unknown[] = [];
    while (!this.#takes(']')) {
      if (!this.#more()) list.push(this.#value());
      this.#comma(']');
    }
    return list;
  }

  #comma(closer: string): void {
    if (this.#takes(',')) return;
    this.#space();
    if (this.#text[this.#at] !== closer) this.#fail(`"," or "${closer}"`);
  }

  /** `... 2 more items` and `<1 empty item>` stand where values were. */
  #more(): boolean {
    this.#space();
    return this.#match(/\.\.\. \d+ more (?:items?|properties|property)|<\d+ empty items?>/y) !== null;
  }

  #joinedText(): string {
    let text = this.#quoted();
    for (let at = this.#at; ; at = this.#at) {
      this.#space();
      if (this.#text[this.#at] !== '+') {
        this.#at = at;
        // A text beyond inspect's limit ends with how much was left out.
        this.#match(/\.\.\. \d+ more characters?/y);
        return text;
      }
      this.#at++;
      this.#space();
      text += this.#quoted();
    }
  }

  #quoted(): string {
    const quote = this.#text[this.#at];
    if (quote !== "'" && quote !== '"' && quote !== '`') this.#fail('a text in quotes');
    let text = '';
    for (let from = ++this.#at; ; this.#at++) {
      const char = this.#text[this.#at];
      if (char === undefined) this.#fail('the closing quote of a text');
      if (char !== quote && char !== '\\') continue;
      text += this.#text.slice(from, this.#at);
      if (char === quote) {
        this.#at++;
        return text;
      }
      text += this.#escape();
      from = this.#at + 1;
    }
  }

  /** The escaped character; goes to the escape's last one. */
  #escape(): string {
    const char = this.#text[++this.#at] ?? this.#fail('the closing quote of a text');
    if (char === 'x' || char === 'u') {
      const digits = this.#text.slice(this.#at + 1, this.#at + (char === 'x' ? 3 : 5));
      if (!/^(?:[0-9a-fA-F]{2}|[0-9a-fA-F]{4})$/.test(digits)) this.#fail('hex digits');
      this.#at += digits.length;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    return ESCAPES[char] ?? char;
  }

  #word(): unknown {
    const integer = this.#match(/-?\d+n/y);
    if (integer !== null) return BigInt(integer.slice(0, -1));
    const number = this.#match(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w-])/y);
    if (number !== null) return Number(number);
    const word = this.#match(/-?[A-Za-z]+(?![\w(])/y);
    if (word !== null && Object.hasOwn(WORDS, word)) return WORDS[word];
    // A date, a symbol, an instance of a class: what was printed of it on its line.
    return this.#match(/[^\s,{}[\]][^\n,{}[\]]*/y)?.trim() ?? word ?? this.#fail('a value');
  }

  #takes(char: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #match(sticky: RegExp): string | null {
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }

  #fail(expected: string): never {
    throw new InspectFault(this.#at, expected);
  }
}
