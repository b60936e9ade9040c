import { TrivetError } from '../../../shared/contract/errors.ts';
import type { UploadPiece } from './messages.ts';

/** A piece may be this large, and so many may wait: what a window can make the engine hold. */
export const MOST_PIECE_BYTES = 4 * 1024 * 1024;
const MOST_WAITING = 2;

interface Given {
  piece: UploadPiece;
  taken(): void;
  refused(error: unknown): void;
}

/** A file that a window sends piece by piece, in order; each is answered when the reader took it. */
export class Upload {
  readonly name: string;
  /** As the window announced it. */
  readonly bytes: number;
  readonly #given: Given[] = [];
  #wanted: ((piece: UploadPiece) => void) | null = null;
  #ended: TrivetError | null = null;
  #complete = false;

  constructor(name: string, bytes: number) {
    this.name = name;
    this.bytes = bytes;
  }

  /** Resolves when the reader took the piece. @throws TrivetError when nobody will */
  give(piece: UploadPiece): Promise<void> {
    if (this.#ended) throw this.#ended;
    if (this.#complete)
      throw new TrivetError('invalid_params', 'the last piece of the upload was sent already');
    if (piece.bytes.length > MOST_PIECE_BYTES) {
      throw new TrivetError('limit', `a piece of an upload may have ${MOST_PIECE_BYTES} bytes`);
    }
    if (this.#given.length >= MOST_WAITING) {
      throw new TrivetError('limit', 'wait for the answer before sending more pieces');
    }
    this.#complete = piece.last;
    return new Promise((resolve, reject) => {
      this.#given.push({ piece, taken: resolve, refused: reject });
      this.#match();
    });
  }

  /** The reader wants the next piece. */
  want(take: (piece: UploadPiece) => void): void {
    this.#wanted = take;
    this.#match();
  }

  /** No piece is taken any more. */
  end(reason = 'the file is not being read'): void {
    this.#ended ??= new TrivetError('cancelled', reason);
    for (const { refused } of this.#given.splice(0)) refused(this.#ended);
  }

  #match(): void {
    const take = this.#wanted;
    const given = take && this.#given.shift();
    if (!take || !given) return;
    this.#wanted = null;
    take(given.piece);
    given.taken();
  }
}
