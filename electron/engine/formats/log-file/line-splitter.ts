const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const LONGEST = 8 * 1024 * 1024;

/** Lines of records that are read one by one; one that is longer than any record is left out. */
export class LineSplitter {
  readonly #take: (line: string, number: number) => void;
  readonly #tooLong: (number: number) => void;
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #number = 1;

  constructor(take: (line: string, number: number) => void, tooLong: (number: number) => void) {
    this.#take = take;
    this.#tooLong = tooLong;
  }

  push(bytes: Uint8Array): void {
    let from = 0;
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
      this.#keep(bytes.subarray(from, at));
      this.#finish();
      from = at + 1;
    }
    if (from < bytes.length) this.#keep(Uint8Array.from(bytes.subarray(from)));
  }

  end(): void {
    if (this.#bytes > 0) this.#finish();
  }

  #keep(part: Uint8Array): void {
    this.#bytes += part.length;
    if (this.#bytes <= LONGEST) this.#parts.push(part);
    else this.#parts = [];
  }

  #finish(): void {
    const number = this.#number++;
    const [parts, bytes] = [this.#parts, this.#bytes];
    this.#parts = [];
    this.#bytes = 0;
    if (bytes > LONGEST) {
      this.#tooLong(number);
      return;
    }
    const line = parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
    const end = line.at(-1) === CARRIAGE_RETURN ? line.length - 1 : line.length;
    if (end > 0) this.#take(Buffer.from(line.buffer, line.byteOffset, end).toString('utf8'), number);
  }
}
