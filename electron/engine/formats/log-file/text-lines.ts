import { fileEncoding, ToUtf8 } from '../../../../shared/log-format/decode-log-file.ts';
import type { LogFileOutput, LogFileReader } from './log-file-reader.ts';

/** Lines of text, UTF-8 or UTF-16. */
export class TextLinesReader implements LogFileReader {
  readonly format = 'log-text';
  readonly #output: LogFileOutput;
  #decoder: ToUtf8 | null = null;

  constructor(output: LogFileOutput) {
    this.#output = output;
  }

  push(bytes: Uint8Array): void {
    if (this.#decoder) this.#output.text(this.#decoder.push(bytes));
    else this.#begin(bytes);
  }

  end(): void {
    // A line without its newline is one all the same: whoever takes the text knows that it is over.
    if (this.#decoder) this.#output.text(this.#decoder.end());
  }

  /** The first piece holds at least what was looked at to tell what the file is. */
  #begin(bytes: Uint8Array): void {
    const { encoding, skip } = fileEncoding(bytes);
    this.#decoder = new ToUtf8(encoding);
    this.#output.text(this.#decoder.push(bytes.subarray(skip)));
  }
}

/** A dump of the body of Docker's log API. */
export class DockerFramesReader implements LogFileReader {
  readonly format = 'log-docker-frames';
  readonly #output: LogFileOutput;

  constructor(output: LogFileOutput) {
    this.#output = output;
  }

  push(bytes: Uint8Array): void {
    this.#output.frames(bytes);
  }

  end(): void {
    // The last frame may be cut: what came before it is read.
  }
}
