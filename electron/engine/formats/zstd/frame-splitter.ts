/** The bytes are no zstd stream. */
export class ZstdFault extends Error {}

export interface FramePiece {
  bytes: Uint8Array;
  /** The frame ends with this piece. */
  last: boolean;
}

const MAGIC = 0xfd2fb528;
const MAGIC_BYTES = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd);
const SKIPPABLE = 0x184d2a50;
/** The descriptor says how many bytes each of these fields has (RFC 8878, 3.1.1.1). */
const DICTIONARY_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];
const BLOCK_HEADER_BYTES = 3;
const RLE_BLOCK = 1;

type Step = 'magic' | 'skip size' | 'descriptor' | 'block' | 'checksum';

/**
 * Finds where zstd frames end (RFC 8878), for Node's decompressor stops at the end of the first one and drops what
 * follows in the same piece. Frames to be skipped are left out.
 */
export class FrameSplitter {
  #step: Step = 'magic';
  /** Bytes of the frame that need no look. */
  #pass = 0;
  #skipping = false;
  #checksum = false;
  #lastBlock = false;
  /** Header bytes that came so far; they are part of the frame. */
  #header: number[] = [];

  /** True between frames: the stream may end here. */
  get whole(): boolean {
    return this.#step === 'magic' && this.#pass === 0 && this.#header.length === 0;
  }

  /** The piece cut where frames end. @throws ZstdFault */
  push(bytes: Uint8Array): FramePiece[] {
    const pieces: FramePiece[] = [];
    let from = 0;
    let at = 0;
    const cut = (last: boolean) => {
      const held = this.#skipping || this.#step === 'magic';
      if (!held && (at > from || last)) pieces.push({ bytes: bytes.subarray(from, at), last });
      from = at;
    };
    while (at < bytes.length) {
      const passed = Math.min(this.#pass, bytes.length - at);
      at += passed;
      this.#pass -= passed;
      if (this.#pass > 0) break;
      if (this.#endsFrame()) {
        cut(true);
        this.#begin();
        continue;
      }
      if (at === bytes.length) break;
      this.#header.push(bytes[at++]!);
      const inMagic = this.#step === 'magic';
      this.#readHeader();
      if (!inMagic) continue;
      // Only the whole magic tells a frame from one to be skipped; its bytes may have come in several pieces.
      from = at;
      if (this.#step === 'descriptor') pieces.push({ bytes: MAGIC_BYTES, last: false });
    }
    if (this.#pass === 0 && this.#endsFrame()) {
      cut(true);
      this.#begin();
    } else cut(false);
    return pieces;
  }

  #begin(): void {
    this.#step = 'magic';
    this.#skipping = false;
    this.#header = [];
  }

  /** All that was announced has passed, and nothing more was. */
  #endsFrame(): boolean {
    return this.#step === 'checksum' && this.#header.length === 0;
  }

  /** Looks at the header's bytes so far; acts once all of them are there. */
  #readHeader(): void {
    switch (this.#step) {
      case 'magic':
        if (this.#header.length === 4) this.#magic(this.#take());
        return;
      case 'skip size':
        if (this.#header.length === 4) this.#end(this.#take());
        return;
      case 'descriptor':
        this.#descriptor(this.#take());
        return;
      case 'block':
        if (this.#header.length === BLOCK_HEADER_BYTES) this.#block(this.#take());
        return;
      case 'checksum':
        return;
    }
  }

  /** The header as a little-endian number. */
  #take(): number {
    let value = 0;
    for (let i = this.#header.length - 1; i >= 0; i--) value = value * 256 + this.#header[i]!;
    this.#header = [];
    return value;
  }

  #magic(magic: number): void {
    if (magic === MAGIC) this.#step = 'descriptor';
    else if (magic >= SKIPPABLE && magic <= SKIPPABLE + 15) {
      this.#step = 'skip size';
      this.#skipping = true;
    } else throw new ZstdFault('bytes between zstd frames');
  }

  #descriptor(descriptor: number): void {
    const single = (descriptor >> 5) & 1;
    const content = descriptor >> 6;
    this.#checksum = ((descriptor >> 2) & 1) === 1;
    this.#pass =
      1 -
      single +
      DICTIONARY_BYTES[descriptor & 3]! +
      (content === 0 ? single : CONTENT_SIZE_BYTES[content]!);
    this.#step = 'block';
  }

  #block(header: number): void {
    this.#lastBlock = (header & 1) === 1;
    const type = (header >> 1) & 3;
    if (type === 3) throw new ZstdFault('a zstd block of a reserved type');
    const size = type === RLE_BLOCK ? 1 : header >> 3;
    if (this.#lastBlock) this.#end(size + (this.#checksum ? 4 : 0));
    else this.#pass = size;
  }

  #end(pass: number): void {
    this.#pass = pass;
    this.#step = 'checksum';
  }
}
