import type { FileEncoding } from '../../../../shared/log-format/decode-log-file.ts';
import type { Disposable } from '../../../../shared/util/disposable.ts';
import { Utf16Reader, utf16Units } from '../../formats/utf16.ts';

/** Where a file's text goes. Lines are told apart behind it; nothing is dropped there. */
export interface ByteFeed extends Disposable {
  /** UTF-8. False when the sender must wait for `onDrain`. */
  push(bytes: Uint8Array): boolean;
  onDrain: () => void;
  /**
   * No more bytes come. `whole`: what stands behind the last newline is a line; else it is left out, and comes again.
   * Resolves when everything is committed; rejects with what ended the feed before.
   */
  end(whole: boolean): Promise<void>;
  readonly ended: Promise<void>;
}

export interface ByteFeedOptions {
  /** The text that is stored now; null before the first line. */
  cursor: string | null;
  /** The text to store beside the lines that end so many bytes behind the first one pushed. */
  cursorAt(consumed: number): string;
}

export type OpenByteFeed = (options: ByteFeedOptions) => ByteFeed;

interface Piece {
  /** Bytes pushed before it. */
  fed: number;
  /** Its place in the file. */
  file: number;
  bytes: number;
  /** Its text where the file holds another encoding. */
  text: Uint8Array | null;
}

/** Writes one generation's bytes to a feed and knows the place in the file of every byte that it pushed. */
export class FeedWriter {
  readonly #feed: ByteFeed;
  readonly #utf16: Utf16Reader | null;
  #fed = 0;
  #file: number;
  /** Bytes of the mark at the file's start that are still to come. */
  #skip: number;
  #pieces: Piece[] = [];
  #room: Promise<void> | null = null;

  /**
   * @param open makes the feed; it is given what tells the place of a line's end in the file
   * @param offset place in the file of the first byte that will be written
   */
  constructor(
    open: (fileOffset: (consumed: number) => number) => ByteFeed,
    { encoding, skip }: FileEncoding,
    offset: number,
  ) {
    this.#file = offset;
    this.#skip = Math.max(0, skip - offset);
    this.#utf16 = encoding === 'utf-8' ? null : new Utf16Reader(encoding === 'utf-16be');
    this.#feed = open((consumed) => this.#fileOffset(consumed));
  }

  /** Resolves when there is room for more. @throws what ended the feed */
  async write(read: Uint8Array): Promise<void> {
    await this.#room;
    const skipped = Math.min(this.#skip, read.length);
    const bytes = read.subarray(skipped);
    this.#skip -= skipped;
    this.#file += skipped;
    const text = this.#utf16 ? this.#utf16.push(bytes) : bytes;
    const held = this.#utf16?.heldBytes ?? 0;
    const before = this.#pieces.at(-1);
    const start = before ? before.file + before.bytes : this.#file;
    this.#file += bytes.length;
    const end = this.#file - held;
    if (end === start) return;
    this.#pieces.push({ fed: this.#fed, file: start, bytes: end - start, text: this.#utf16 ? text : null });
    this.#fed += text.length;
    if (!this.#feed.push(text)) await this.#drain();
  }

  end(whole: boolean): Promise<void> {
    return this.#feed.end(whole);
  }

  dispose(): void {
    this.#feed.dispose();
  }

  async #drain(): Promise<void> {
    const drained = new Promise<void>((resolve) => {
      this.#feed.onDrain = resolve;
    });
    this.#room = Promise.race([drained, this.#feed.ended]);
    await this.#room;
    this.#room = null;
  }

  #fileOffset(consumed: number): number {
    while (this.#pieces.length > 1 && (this.#pieces[1] as Piece).fed < consumed) this.#pieces.shift();
    const [piece] = this.#pieces;
    if (!piece) return this.#file;
    const into = consumed - piece.fed;
    return piece.file + (piece.text ? utf16Units(piece.text, into) * 2 : into);
  }
}
