import { type FileHandle, open } from 'node:fs/promises';
import { HEAD_BYTES } from './file-head.ts';

const READ_BYTES = 256 * 1024;
/** Of what was read last: read again with the next bytes, it shows that these still follow it. */
const ANCHOR_BYTES = 64;

/** What a look behind the last byte read found. */
export type LiveRead =
  | { kind: 'bytes'; bytes: Uint8Array }
  | { kind: 'end' }
  /** The file was cut off, or holds something else than before. */
  | { kind: 'replaced' };

/**
 * Reads a file that grows, by a handle that stays with it through renames and deletion. Each read begins a little
 * before its place, so that a file that was emptied and has already grown again is not taken for the same.
 */
export class LiveReader {
  readonly #file: FileHandle;
  readonly ino: string;
  readonly dev: bigint;
  #head: Uint8Array;
  #offset = 0;
  #anchor: Uint8Array = new Uint8Array(0);
  mtimeMs: number;

  private constructor(file: FileHandle, at: { ino: bigint; dev: bigint; mtimeMs: bigint }, head: Uint8Array) {
    this.#file = file;
    this.ino = String(at.ino);
    this.dev = at.dev;
    this.mtimeMs = Number(at.mtimeMs);
    this.#head = head;
  }

  /** Stands at the file's start. @throws what the system says */
  static async open(path: string): Promise<LiveReader> {
    const file = await open(path, 'r');
    try {
      const head = await readAt(file, 0, HEAD_BYTES);
      return new LiveReader(file, await file.stat({ bigint: true }), head);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** The file's first bytes, as many as are known. */
  get head(): Uint8Array {
    return this.#head;
  }

  get offset(): number {
    return this.#offset;
  }

  /** False when the file does not reach so far. */
  async seek(offset: number): Promise<boolean> {
    const from = Math.max(0, offset - ANCHOR_BYTES);
    const anchor = await readAt(this.#file, from, offset - from);
    if (anchor.length < offset - from) return false;
    this.#anchor = anchor;
    this.#offset = offset;
    return true;
  }

  async read(): Promise<LiveRead> {
    const from = this.#offset - this.#anchor.length;
    const read = await readAt(this.#file, from, this.#anchor.length + READ_BYTES);
    const before = read.subarray(0, this.#anchor.length);
    if (Buffer.compare(before, this.#anchor) !== 0) return { kind: 'replaced' };
    const bytes = read.subarray(this.#anchor.length);
    if (bytes.length === 0) return { kind: 'end' };
    if (!(await this.#growHead())) return { kind: 'replaced' };
    this.#offset += bytes.length;
    this.#anchor = Buffer.from(read.subarray(Math.max(0, read.length - ANCHOR_BYTES)));
    return { kind: 'bytes', bytes };
  }

  /** Bytes that the file has now, and how many names still lead to it. */
  async look(): Promise<{ size: number; links: number }> {
    const at = await this.#file.stat({ bigint: true });
    this.mtimeMs = Number(at.mtimeMs);
    return { size: Number(at.size), links: Number(at.nlink) };
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** A short head grows with its file; false when it does not begin as before. Further on the anchor tells enough. */
  async #growHead(): Promise<boolean> {
    if (this.#head.length === HEAD_BYTES && this.#offset >= HEAD_BYTES) return true;
    const head = await readAt(this.#file, 0, HEAD_BYTES);
    if (Buffer.compare(head.subarray(0, this.#head.length), this.#head) !== 0) return false;
    this.#head = head;
    return true;
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
