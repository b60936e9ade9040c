import { describeByte } from './json-fault.ts';

/** Where text stops being JSON (RFC 8259), as an offset into the bytes. */
export interface LocatedFault {
  offset: number;
  expected: string;
  found: string;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const WORDS = ['true', 'false', 'null'];
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

class Located extends Error {
  readonly fault: LocatedFault;
  constructor(fault: LocatedFault) {
    super(fault.expected);
    this.fault = fault;
  }
}

/**
 * Finds the first fault of one JSON value. JSON.parse says that something is wrong but not always where; this slow
 * walk is taken only then. Null when there is nothing wrong.
 */
export function locateJsonFault(bytes: Uint8Array): LocatedFault | null {
  try {
    new Walk(bytes).document();
    return null;
  } catch (error) {
    if (error instanceof Located) return error.fault;
    throw error;
  }
}

class Walk {
  readonly #bytes: Uint8Array;
  #at = 0;
  /** The closing bytes that are awaited, innermost last. */
  readonly #open: number[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  document(): void {
    this.#value();
    while (this.#open.length > 0) this.#afterValue();
    this.#space();
    if (this.#at < this.#bytes.length) this.#fail('the end of the value');
  }

  #afterValue(): void {
    this.#space();
    const closer = this.#open.at(-1)!;
    const byte = this.#bytes[this.#at];
    if (byte === closer) {
      this.#at++;
      this.#open.pop();
    } else if (byte === 0x2c) {
      this.#at++;
      if (closer === 0x7d) this.#key();
      this.#value();
    } else this.#fail(`"," or "${String.fromCharCode(closer)}"`);
  }

  /** Steps into arrays and objects without recursion, so that depth costs no stack. */
  #value(): void {
    for (;;) {
      this.#space();
      const byte = this.#bytes[this.#at];
      if (byte !== 0x5b && byte !== 0x7b) break;
      const closer = byte + 2;
      this.#at++;
      this.#space();
      if (this.#bytes[this.#at] === closer) {
        this.#at++;
        return;
      }
      this.#open.push(closer);
      if (byte === 0x7b) this.#key();
    }
    if (this.#bytes[this.#at] === QUOTE) this.#string();
    else this.#word();
  }

  #key(): void {
    this.#space();
    if (this.#bytes[this.#at] !== QUOTE) this.#fail('a key in quotes');
    this.#string();
    this.#space();
    if (this.#bytes[this.#at] !== 0x3a) this.#fail('":" after a key');
    this.#at++;
  }

  #string(): void {
    this.#at++;
    for (; this.#at < this.#bytes.length; this.#at++) {
      const byte = this.#bytes[this.#at]!;
      if (byte === QUOTE) {
        this.#at++;
        return;
      }
      if (byte < 0x20) this.#fail('the closing quote of a string, or an escape such as \\n');
      if (byte === BACKSLASH) this.#escape();
    }
    this.#fail('the closing quote of a string');
  }

  #escape(): void {
    this.#at++;
    const byte = this.#bytes[this.#at];
    if (byte === 0x75) {
      const digits = String.fromCharCode(...this.#bytes.subarray(this.#at + 1, this.#at + 5));
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#fail('four hex digits after \\u');
      this.#at += 4;
    } else if (byte === undefined || !'"\\/bfnrt'.includes(String.fromCharCode(byte))) {
      this.#fail('an escape such as \\n');
    }
  }

  #word(): void {
    const start = this.#at;
    while (this.#at < this.#bytes.length && /[\w+.-]/.test(String.fromCharCode(this.#bytes[this.#at]!)))
      this.#at++;
    const text = String.fromCharCode(...this.#bytes.subarray(start, Math.min(this.#at, start + 400)));
    if (WORDS.includes(text) || NUMBER.test(text)) return;
    this.#at = start;
    this.#fail('a value');
  }

  #space(): void {
    while ([0x20, 0x0a, 0x0d, 0x09].includes(this.#bytes[this.#at] ?? 0)) this.#at++;
  }

  #fail(expected: string): never {
    throw new Located({ offset: this.#at, expected, found: describeByte(this.#bytes[this.#at]) });
  }
}
