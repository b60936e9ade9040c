import {
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';

const line = (n: number) => `line ${String(n).padStart(7, '0')} ${'x'.repeat(n % 40)}`;
export const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `${line(from + i)}\n`).join('');
export const expected = (to: number) => Array.from({ length: to }, (_, i) => line(i));

/** A program that logs, and what rotates its file: all its steps are whole ones between two lines. */
export class Writer {
  written = 0;
  #fd: number;
  readonly #path: string;
  #rotations = 0;

  constructor(path: string) {
    this.#path = path;
    this.#fd = openSync(path, 'a');
  }

  write(count: number): void {
    for (let i = 0; i < count; i += 20) {
      writeSync(this.#fd, lines(this.written, this.written + 20));
      this.written += 20;
    }
  }

  rotate(): void {
    const kind = this.#rotations++ % 3;
    this.#shift();
    if (kind === 1) {
      copyFileSync(this.#path, `${this.#path}.1`);
      truncateSync(this.#path, 0);
      return;
    }
    renameSync(this.#path, `${this.#path}.1`);
    // Told to open its file again only now: these still go to the old one.
    this.write(100);
    closeSync(this.#fd);
    this.#fd = openSync(this.#path, 'a');
    if (kind === 2) this.#pack(1);
  }

  close(): void {
    closeSync(this.#fd);
  }

  #shift(): void {
    for (let i = 20; i >= 1; i--) {
      for (const ending of ['', '.gz']) {
        const from = `${this.#path}.${i}${ending}`;
        try {
          renameSync(from, `${this.#path}.${i + 1}${ending}`);
        } catch {
          // There is none of this number.
        }
      }
    }
    this.#pack(2);
  }

  #pack(number: number): void {
    const path = `${this.#path}.${number}`;
    try {
      writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
      rmSync(path);
    } catch {
      // It is packed already, or not there yet.
    }
  }
}
