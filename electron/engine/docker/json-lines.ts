import { StringDecoder } from 'node:string_decoder';

/** Longer than any event or pull progress line of the daemon. */
const LONGEST_LINE = 1 << 20;

/**
 * Splits a byte stream into complete JSON texts, by newlines or, as some daemons leave them out, by balanced
 * braces. A line past the limit is dropped whole and counted.
 */
export class JsonLines {
  readonly #decoder = new StringDecoder('utf8');
  #text = '';
  #depth = 0;
  #scanned = 0;
  #inString = false;
  #escaped = false;
  tooLong = 0;

  push(chunk: Buffer): string[] {
    this.#text += this.#decoder.write(chunk);
    const complete: string[] = [];
    let start = 0;
    let index = this.#scanned;
    for (; index < this.#text.length; index++) {
      if (!this.#closesObject(this.#text.charCodeAt(index))) continue;
      complete.push(this.#text.slice(start, index + 1).trim());
      start = index + 1;
    }
    this.#text = this.#text.slice(start);
    this.#scanned = index - start;
    if (this.#text.length > LONGEST_LINE) {
      this.tooLong++;
      this.#reset();
    }
    return complete;
  }

  #closesObject(code: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (code === BACKSLASH) this.#escaped = true;
      else if (code === QUOTE) this.#inString = false;
      return false;
    }
    if (code === QUOTE) this.#inString = this.#depth > 0;
    else if (code === OPEN) this.#depth++;
    else if (code === CLOSE && this.#depth > 0) return --this.#depth === 0;
    return false;
  }

  #reset(): void {
    this.#text = '';
    this.#scanned = 0;
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
