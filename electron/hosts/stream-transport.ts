import type { Duplex } from 'node:stream';
import { decodeMessage, encodeMessage } from '../../shared/rpc/codec.ts';
import type { Transport } from '../../shared/rpc/transport.ts';
import { disposable } from '../../shared/util/disposable.ts';
import { Emitter } from '../../shared/util/emitter.ts';

const HEADER = 4;
const MOST_MESSAGE_BYTES = 256 * 2 ** 20;
const MOST_BUFFERED_BYTES = 256 * 2 ** 20;

/**
 * A connection over a byte stream, such as a local socket: before each message its length as u32 little-endian.
 * What is too long or cannot be read ends it.
 */
export function streamTransport<In, Out>(stream: Duplex): Transport<In, Out> {
  const messages = new Emitter<In>();
  const closing = new Emitter<void>();
  const closed = disposable(() => closing.fire());
  const frames = new FrameReader((bytes) => messages.fire(decodeMessage(bytes) as In));

  stream.on('data', (chunk: Buffer) => {
    try {
      frames.push(chunk);
    } catch {
      stream.destroy();
    }
  });
  stream.on('error', () => stream.destroy());
  stream.on('close', () => closed.dispose());

  return {
    send(message) {
      if (stream.destroyed || stream.writableEnded) return;
      const bytes = encodeMessage(message);
      if (stream.writableLength + bytes.length > MOST_BUFFERED_BYTES) {
        stream.destroy();
        return;
      }
      const header = Buffer.alloc(HEADER);
      header.writeUInt32LE(bytes.length);
      stream.write(header);
      stream.write(bytes);
    },
    onMessage: (listener) => messages.on(listener),
    onClose: (listener) => closing.on(listener),
    dispose() {
      stream.end();
      closed.dispose();
    },
  };
}

/** Cuts a stream into frames, however its bytes are chunked. */
class FrameReader {
  readonly #onFrame: (bytes: Uint8Array) => void;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #wanted: number | null = null;

  constructor(onFrame: (bytes: Uint8Array) => void) {
    this.#onFrame = onFrame;
  }

  /** @throws RangeError for a frame over the limit, and what the frame's reader throws. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    for (;;) {
      if (this.#wanted === null) {
        if (this.#bytes < HEADER) return;
        this.#wanted = this.#take(HEADER).readUInt32LE();
        if (this.#wanted > MOST_MESSAGE_BYTES) throw new RangeError('message too long');
      }
      if (this.#bytes < this.#wanted) return;
      const frame = this.#take(this.#wanted);
      this.#wanted = null;
      this.#onFrame(frame);
    }
  }

  /** Joined only when a frame is complete, so that a long one in many chunks is copied once. */
  #take(length: number): Buffer {
    const all = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    this.#chunks = all.length > length ? [all.subarray(length)] : [];
    this.#bytes = all.length - length;
    return all.subarray(0, length);
  }
}
