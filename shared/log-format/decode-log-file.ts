/** How the bytes of a log file are to be read; `skip` bytes of a byte order mark stand in front. */
export interface FileEncoding {
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be';
  skip: 0 | 2 | 3;
}

/** Units that are looked at where no mark tells. */
const SAMPLE = 512;

/**
 * What a file's first bytes are written in: by its byte order mark, or, without one, by zero bytes at every other
 * place, as PowerShell's and .NET's UTF-16 has them in mostly Latin text. Text in other code pages counts as UTF-8:
 * what does not decode is shown by the replacement character.
 */
export function fileEncoding(head: Uint8Array): FileEncoding {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', skip: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', skip: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', skip: 2 };
  const units = Math.min(SAMPLE, Math.floor(head.length / 2));
  let low = 0;
  let high = 0;
  for (let unit = 0; unit < units; unit++) {
    if (head[2 * unit] === 0 && head[2 * unit + 1] !== 0) high++;
    else if (head[2 * unit + 1] === 0 && head[2 * unit] !== 0) low++;
  }
  if (units >= 4 && low > units * 0.7) return { encoding: 'utf-16le', skip: 0 };
  if (units >= 4 && high > units * 0.7) return { encoding: 'utf-16be', skip: 0 };
  return { encoding: 'utf-8', skip: 0 };
}

/**
 * Turns the chunks of a file into UTF-8 as they are read, so that everything behind works on UTF-8 bytes. A pair cut
 * between two chunks is kept for the next one; half a surrogate becomes the replacement character.
 */
export class ToUtf8 {
  readonly #decoder: TextDecoder | null;
  readonly #encoder = new TextEncoder();

  constructor(encoding: FileEncoding['encoding']) {
    this.#decoder = encoding === 'utf-8' ? null : new TextDecoder(encoding, { ignoreBOM: true });
  }

  /** The chunk itself where it is UTF-8 already. */
  push(chunk: Uint8Array): Uint8Array {
    return this.#decoder ? this.#encoder.encode(this.#decoder.decode(chunk, { stream: true })) : chunk;
  }

  /** What the last chunk left. */
  end(): Uint8Array {
    return this.#decoder ? this.#encoder.encode(this.#decoder.decode()) : new Uint8Array(0);
  }
}
