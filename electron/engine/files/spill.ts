import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { DeferredBytes } from '../formats/trace-file/trace-reader.ts';

/** Bytes kept in memory; what comes after them goes to the file. */
const MOST_IN_MEMORY = 64 * 1024 * 1024;

/** Holds bytes until they are asked for, in memory as long as they are few, else in a temporary file. */
export class Spill implements DeferredBytes {
  readonly #path: string;
  readonly #entries: (Uint8Array | { offset: number; length: number } | null)[] = [];
  readonly #mostInMemory: number;
  #inMemory = 0;
  #file: number | null = null;
  #fileLength = 0;

  constructor(path: string, mostInMemory = MOST_IN_MEMORY) {
    this.#path = path;
    this.#mostInMemory = mostInMemory;
  }

  keep(bytes: Uint8Array): number {
    if (this.#inMemory + bytes.length <= this.#mostInMemory) {
      this.#inMemory += bytes.length;
      return this.#entries.push(Uint8Array.from(bytes)) - 1;
    }
    this.#file ??= openSync(this.#path, 'wx+', 0o600);
    const offset = this.#fileLength;
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.#file, bytes, written, bytes.length - written, offset + written);
    }
    this.#fileLength += bytes.length;
    return this.#entries.push({ offset, length: bytes.length }) - 1;
  }

  /** Each entry is read once. */
  read(id: number): Uint8Array {
    const entry = this.#entries[id];
    this.#entries[id] = null;
    if (!entry) throw new RangeError(`no bytes ${id}`);
    if (entry instanceof Uint8Array) {
      this.#inMemory -= entry.length;
      return entry;
    }
    const bytes = new Uint8Array(entry.length);
    if (this.#file === null || readSync(this.#file, bytes, 0, entry.length, entry.offset) !== entry.length) {
      throw new Error(`${this.#path} was cut off`);
    }
    return bytes;
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}
