import type { StatsJson } from './stats-json.ts';

/** Far longer than any stats body: one of 100 interfaces and devices has 40 KiB. */
const LONGEST_BODY = 1 << 20;
const NEWLINE = 0x0a;

/**
 * Cuts a stats stream into its bodies, one a line. A chunk nearly always is one whole line and is parsed as it is;
 * pieces of a longer one are put together once, when its end has come.
 */
export class StatsLines {
  #pieces: Buffer[] = [];
  #held = 0;
  /** Bodies that were too long or no JSON. */
  broken = 0;

  push(chunk: Buffer): StatsJson[] {
    const bodies: StatsJson[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#parse(this.#take(chunk.subarray(start, end)), bodies);
      start = end + 1;
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start));
    return bodies;
  }

  #take(last: Buffer): Buffer {
    if (this.#pieces.length === 0) return last;
    const whole = Buffer.concat([...this.#pieces, last]);
    this.#pieces = [];
    this.#held = 0;
    return whole;
  }

  #hold(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#held += piece.length;
    if (this.#held <= LONGEST_BODY) return;
    this.#pieces = [];
    this.#held = 0;
    this.broken++;
  }

  #parse(line: Buffer, bodies: StatsJson[]): void {
    if (line.length === 0) return;
    try {
      const body: unknown = JSON.parse(line.toString());
      if (typeof body === 'object' && body !== null) bodies.push(body as StatsJson);
      else this.broken++;
    } catch {
      // The rest of a body that was too long, or damage: the next line starts anew.
      this.broken++;
    }
  }
}
