import { isDigit, isLetter } from './bytes.ts';
import { caps, type JsonObject, type JsonValue } from './json-value.ts';

/** What a tolerant reading made of a text that is, or nearly is, one JSON object. */
export interface NearJson {
  value: JsonObject;
  /** What had to be supplied or left out, for a person. */
  notes: string[];
}

/** More faults than this, and the text is no JSON with a slip but something else. */
const MOST_FAULTS = 4;
/** With so many keys read, what no rule explains is left out, and the text an object all the same. */
const LEAST_KEYS = 2;
const LONGEST_NAME = 64;

/**
 * Reads an object with a slip in it: a comma, quote or brace missing, a comma too many, single quotes, bare names,
 * Python's words. 64-bit integers keep their digits. Keys and depth are bounded: what is over is read over and
 * counted. Every character is looked at a bounded number of times. Null where it is nothing of the kind.
 */
export function readNearJson(text: string): NearJson | null {
  return new Reader(text).read();
}

class Reader {
  readonly #text: string;
  readonly #notes: string[] = [];
  #at = 0;
  #keys = 0;
  #over = 0;
  #deep = 0;
  #gaveUp = false;
  #cut = false;

  constructor(text: string) {
    this.#text = text;
  }

  read(): NearJson | null {
    this.#blanks();
    if (this.#text[this.#at] !== '{') this.#fault('an opening brace');
    else this.#at++;
    const value = this.#members(1);
    if (this.#notes.length > 0 || this.#gaveUp) {
      if (this.#keys < (this.#gaveUp ? LEAST_KEYS : 1)) return null;
    }
    this.#blanks();
    const left = this.#text.length - this.#at;
    if (left > 0 && this.#keys === 0) return null;
    if (left > 0) this.#notes.push(`${left} characters behind the object left out`);
    if (this.#over > 0) this.#notes.push(`${this.#over} keys over ${caps.keys} left out`);
    if (this.#deep > 0) this.#notes.push(`${this.#deep} values nested deeper than ${caps.depth} left out`);
    return { value, notes: this.#notes };
  }

  #fault(supplied: string): void {
    this.#notes.push(supplied);
    if (this.#notes.length > MOST_FAULTS) this.#gaveUp = true;
  }

  /** The text ends here: one fault, however many braces it leaves open. */
  #end(): void {
    if (!this.#cut) this.#fault('the end');
    this.#cut = true;
  }

  #members(depth: number): JsonObject {
    const object: JsonObject = Object.create(null) as JsonObject;
    let behindValue = false;
    let comma = false;
    while (!this.#gaveUp) {
      this.#blanks();
      const next = this.#text[this.#at];
      if (next === undefined) {
        this.#end();
        break;
      }
      if (next === '}') {
        if (comma) this.#fault('left out a comma before a closing brace');
        this.#at++;
        break;
      }
      if (next === ',') {
        if (comma || !behindValue) this.#fault('left out a comma');
        comma = true;
        this.#at++;
        continue;
      }
      const key = this.#key();
      if (key === null) break;
      if (behindValue && !comma) this.#fault(`a comma before "${key}"`);
      comma = false;
      behindValue = true;
      this.#member(object, key, next === '"' || next === "'", depth);
    }
    return object;
  }

  #member(object: JsonObject, key: string, quoted: boolean, depth: number): void {
    this.#blanks();
    const separator = this.#text[this.#at];
    if (separator === ':' || separator === '=') {
      if (separator === '=') this.#fault(`a colon behind "${key}"`);
      this.#at++;
    } else if (separator === undefined) {
      this.#end();
      return;
    } else if (this.#keys === 0 || !quoted) {
      this.#gaveUp = true;
      return;
    } else this.#fault(`a colon behind "${key}"`);
    const value = this.#value(depth);
    if (value === undefined) return;
    if (this.#keys++ >= caps.keys) this.#over++;
    else object[key] = value;
  }

  #key(): string | null {
    const quote = this.#text[this.#at] as string;
    if (quote === '"' || quote === "'") {
      const key = this.#string(quote);
      if (quote === "'") this.#once('double quotes');
      return key;
    }
    const from = this.#at;
    while (this.#at - from < LONGEST_NAME && isNamePart(this.#text.charCodeAt(this.#at))) this.#at++;
    if (this.#at === from) {
      this.#gaveUp = true;
      return null;
    }
    this.#once('quotes around keys');
    return this.#text.slice(from, this.#at);
  }

  #once(note: string): void {
    if (!this.#notes.includes(note)) this.#fault(note);
  }

  /** Undefined where there is none before what follows. */
  #value(depth: number): JsonValue | undefined {
    this.#blanks();
    const first = this.#text[this.#at];
    if (first === undefined) {
      this.#end();
      return undefined;
    }
    if (first === '"') return this.#string('"');
    if (first === "'") {
      this.#once('double quotes');
      return this.#string("'");
    }
    if (first === '{' || first === '[') {
      if (depth >= caps.depth) return this.#readOver();
      this.#at++;
      return first === '{' ? this.#members(depth + 1) : this.#elements(depth + 1);
    }
    return this.#scalar();
  }

  #elements(depth: number): JsonValue[] {
    const values: JsonValue[] = [];
    while (!this.#gaveUp) {
      this.#blanks();
      const next = this.#text[this.#at];
      if (next === undefined) {
        this.#end();
        break;
      }
      if (next === ']') {
        this.#at++;
        break;
      }
      if (next === ',') {
        this.#at++;
        continue;
      }
      if (next === '}' || next === ':') {
        this.#fault('a closing bracket');
        break;
      }
      const value = this.#value(depth);
      if (value === undefined) break;
      if (values.length < caps.elements) values.push(value);
      else this.#over++;
    }
    return values;
  }

  /** Reads over an object or array without keeping it. */
  #readOver(): string {
    this.#deep++;
    let open = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at] as string;
      if (char === '"') {
        this.#toQuote(char);
        continue;
      }
      if (char === '{' || char === '[') open++;
      else if (char === '}' || char === ']') {
        if (--open === 0) {
          this.#at++;
          return '…';
        }
      }
    }
    this.#end();
    return '…';
  }

  /** Moves from an opening quote to the closing one. */
  #toQuote(quote: string): void {
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at];
      if (char === '\\') this.#at++;
      else if (char === quote) return;
    }
  }

  #string(quote: string): string {
    const from = this.#at;
    this.#toQuote(quote);
    const closed = this.#at < this.#text.length;
    const raw = this.#text.slice(from + 1, Math.min(this.#at, this.#text.length));
    if (closed) this.#at++;
    else this.#end();
    return raw.includes('\\') ? unescaped(raw) : raw;
  }

  #scalar(): JsonValue | undefined {
    const from = this.#at;
    while (this.#at < this.#text.length && isScalarPart(this.#text.charCodeAt(this.#at))) this.#at++;
    const word = this.#text.slice(from, this.#at);
    if (word === '') {
      const next = this.#text[this.#at] as string;
      if (next === ',' || next === '}') this.#fault('null for a missing value');
      else this.#gaveUp = true;
      return next === ',' || next === '}' ? null : undefined;
    }
    const value = wordValue(word);
    if (value === undefined) {
      this.#once('quotes around a value');
      return word;
    }
    if (word in pythonWords) this.#once(`JSON's word for ${word}`);
    return value;
  }

  #blanks(): void {
    while (this.#at < this.#text.length && this.#text.charCodeAt(this.#at) <= 0x20) this.#at++;
  }
}

const pythonWords: Record<string, JsonValue> = Object.assign(Object.create(null), {
  True: true,
  False: false,
  None: null,
  undefined: null,
  NaN: 'NaN',
  Infinity: 'Infinity',
  '-Infinity': '-Infinity',
});

function wordValue(word: string): JsonValue | undefined {
  if (word === 'true') return true;
  if (word === 'false') return false;
  if (word === 'null') return null;
  if (word in pythonWords) return pythonWords[word];
  return /^-?\d/.test(word) && word.length < 400 ? numberValue(word) : undefined;
}

/** A 64-bit integer that a double cannot hold is a bigint. Undefined where the word is no number. */
function numberValue(word: string): number | bigint | undefined {
  const value = Number(word);
  if (Number.isNaN(value)) return undefined;
  if (Number.isSafeInteger(value) || word.length > 20 || !/^-?\d+$/.test(word)) return value;
  const exact = BigInt(word);
  return exact === BigInt.asUintN(64, exact) || exact === BigInt.asIntN(64, exact) ? exact : value;
}

const isNamePart = (unit: number): boolean =>
  isLetter(unit) ||
  isDigit(unit) ||
  unit === 0x5f ||
  unit === 0x24 ||
  unit === 0x2d ||
  unit === 0x2e ||
  unit === 0x40;
/** What a number or a bare word is made of. */
const isScalarPart = (unit: number): boolean =>
  isNamePart(unit) || unit === 0x2b || unit === 0x3a || unit === 0x2f;

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

function unescaped(raw: string): string {
  return raw.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, code: string | undefined, char: string) =>
    code ? String.fromCharCode(Number.parseInt(code, 16)) : (escapes[char] ?? char),
  );
}
