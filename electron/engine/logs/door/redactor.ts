import type { Attributes } from '../../../../shared/model/attributes.ts';
import { redactAttributes } from '../../../../shared/redaction/redact-attributes.ts';
import { type RedactionRules, TextRedactor } from '../../../../shared/redaction/text-redactor.ts';

/**
 * Redaction of records as bytes. All that detectors look for is ASCII, so bytes are looked at as if each were a
 * character, which costs no decoding and keeps bytes that are no UTF-8; one's own rules see the text.
 */
export class Redactor {
  readonly #redactor: TextRedactor;
  #viewed: Uint8Array | null = null;
  #view: Buffer = Buffer.alloc(0);
  /** Holds the outcome of `redact` where it answered true: bytes[0, length). */
  bytes: Buffer = Buffer.alloc(0);
  length = 0;

  constructor(rules: RedactionRules) {
    this.#redactor = new TextRedactor(rules);
  }

  /** Whether something was replaced. The bytes themselves stay as they are. */
  redact(bytes: Uint8Array, start: number, end: number): boolean {
    const text = this.#viewOf(bytes).toString('latin1', start, end);
    const clean = this.#redactor.byDetectors(text);
    if (this.#redactor.hasRules) return this.#byRules(clean, clean !== text);
    if (clean === text) return false;
    this.#keep(clean, 'latin1', clean.length);
    return true;
  }

  attributes(attributes: Attributes): Attributes {
    return redactAttributes(attributes, this.#redactor);
  }

  /** By detector or rule, since the last call. */
  takeCounts(): [name: string, count: number][] {
    return this.#redactor.takeCounts();
  }

  /** Making a view costs as much as looking through a line, and records come out of the same few buffers. */
  #viewOf(bytes: Uint8Array): Buffer {
    if (bytes instanceof Buffer) return bytes;
    if (this.#viewed !== bytes) {
      this.#viewed = bytes;
      this.#view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    return this.#view;
  }

  #byRules(latin1: string, changed: boolean): boolean {
    const text = NOT_ASCII.test(latin1) ? Buffer.from(latin1, 'latin1').toString() : latin1;
    const clean = this.#redactor.byRules(text);
    if (clean !== text) this.#keep(clean, 'utf8', clean.length * 3);
    else if (changed) this.#keep(latin1, 'latin1', latin1.length);
    return changed || clean !== text;
  }

  #keep(text: string, encoding: 'latin1' | 'utf8', most: number): void {
    if (this.bytes.length < most) this.bytes = Buffer.allocUnsafeSlow(Math.max(most, 4096));
    this.length = this.bytes.write(text, 0, encoding);
  }
}

const NOT_ASCII = /[^\0-\x7f]/;
