import { LineAssembler, type LineLimits } from './docker-lines.ts';
import { type LineSink, lineSource } from './line-sink.ts';

/**
 * The body of `GET /containers/ID/logs?timestamps=1`, as the Docker Engine API describes it: with a TTY the raw
 * text of the console, else frames of an 8-byte header (type, three zeros, length big-endian) and a payload.
 * Which of the two it is, inspect says (Config.Tty); it cannot be told from the bytes.
 */
export interface LogStreamDecoder {
  /** Takes the next bytes, cut anywhere. @throws FrameError */
  push(chunk: Uint8Array): void;
  /**
   * The stream is over. Where it ended in the middle of a frame, or broke off (`clean` false), a line that was
   * not finished is left out: it comes again, whole, when the stream is resumed.
   */
  end(clean: boolean): void;
  /** Bytes cut off lines that were longer than the limit. */
  readonly discardedBytes: number;
}

/** These are no frames: the stream is broken, or its container has a TTY. */
export class FrameError extends Error {
  constructor(header: Uint8Array) {
    super(`not a frame header: ${[...header].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}`);
    this.name = 'FrameError';
  }
}

const HEADER = 8;

export class MultiplexedDecoder implements LogStreamDecoder {
  readonly #lines: readonly LineAssembler[];
  readonly #header = new Uint8Array(HEADER);
  #headerLength = 0;
  #remaining = 0;
  #current: LineAssembler;

  constructor(sink: LineSink, limits?: LineLimits) {
    const { console, stdout, stderr, system } = lineSource;
    this.#lines = [console, stdout, stderr, system].map((source) => new LineAssembler(source, sink, limits));
    this.#current = this.#lines[1] as LineAssembler;
  }

  get discardedBytes(): number {
    return this.#lines.reduce((sum, { discardedBytes }) => sum + discardedBytes, 0);
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#remaining === 0) {
        at = this.#readHeader(chunk, at);
        if (this.#remaining === 0) continue;
      }
      const end = Math.min(chunk.length, at + this.#remaining);
      this.#current.push(chunk, at, end);
      this.#remaining -= end - at;
      at = end;
    }
  }

  end(clean: boolean): void {
    for (const lines of this.#lines) {
      const cutShort = this.#remaining > 0 && lines === this.#current;
      if (clean && !cutShort) lines.finish();
      else lines.discard();
    }
    this.#remaining = 0;
    this.#headerLength = 0;
  }

  /** Answers the index behind what it took; `#remaining` is set once the header is whole. */
  #readHeader(chunk: Uint8Array, at: number): number {
    const header = this.#header;
    while (this.#headerLength < HEADER && at < chunk.length) {
      header[this.#headerLength++] = chunk[at++] as number;
    }
    if (this.#headerLength < HEADER) return at;
    this.#headerLength = 0;
    const lines = this.#lines[header[0] as number];
    if (!lines || header[1] !== 0 || header[2] !== 0 || header[3] !== 0) throw new FrameError(header);
    this.#remaining =
      (header[4] as number) * 0x1000000 +
      (((header[5] as number) << 16) | ((header[6] as number) << 8) | (header[7] as number));
    this.#current = lines;
    lines.beginFrame();
    return at;
  }
}

export class TtyDecoder implements LogStreamDecoder {
  readonly #lines: LineAssembler;

  constructor(sink: LineSink, limits?: LineLimits) {
    this.#lines = new LineAssembler(lineSource.console, sink, { ...limits, tty: true });
  }

  get discardedBytes(): number {
    return this.#lines.discardedBytes;
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk, 0, chunk.length);
  }

  end(clean: boolean): void {
    if (clean) this.#lines.finish();
    else this.#lines.discard();
  }
}
