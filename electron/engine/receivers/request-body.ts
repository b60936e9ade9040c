import type { Readable } from 'node:stream';
import type { Result } from '../../../shared/util/result.ts';
import { err, ok } from '../../../shared/util/result.ts';
import type { InFlight, Share } from './in-flight.ts';

export const compressions = ['gzip', 'deflate'] as const;
export type Compression = (typeof compressions)[number];

/** A request's bytes as they came, and the share of the bytes in flight that they hold. */
export interface ReceivedBody {
  bytes: Uint8Array<ArrayBuffer>;
  compression: Compression | null;
  share: Share;
}

export interface BodyLimits {
  compressedBytes: number;
  /** Of a body without compression, and after decompression. */
  bytes: number;
}

export const defaultBodyLimits: BodyLimits = { compressedBytes: 16 * 2 ** 20, bytes: 64 * 2 ** 20 };

export type BodyFault = 'too large' | 'no room' | 'aborted';

/** `undefined` for an encoding that is not supported. */
export function compressionOf(header: string | undefined): Compression | null | undefined {
  const name = header?.trim().toLowerCase();
  if (!name || name === 'identity') return null;
  return compressions.find((known) => known === (name === 'x-gzip' ? 'gzip' : name));
}

export interface ReadBodyOptions {
  compression: Compression | null;
  declaredLength: number | null;
  limits: BodyLimits;
  inFlight: InFlight;
}

/**
 * Reads a body within its limits. What is too large is known from the declared length or as soon as a byte
 * too many arrives; the rest is let go by unread.
 */
export async function readBody(
  stream: Readable,
  { compression, declaredLength, limits, inFlight }: ReadBodyOptions,
): Promise<Result<ReceivedBody, BodyFault>> {
  const most = compression ? limits.compressedBytes : limits.bytes;
  if (declaredLength !== null && declaredLength > most) return err('too large');
  const share = inFlight.open();
  const chunks: Buffer[] = [];
  let size = 0;
  const fail = (fault: BodyFault): Result<ReceivedBody, BodyFault> => {
    share.release();
    stream.resume();
    return err(fault);
  };
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      size += (chunk as Buffer).length;
      if (size > most) return fail('too large');
      if (!share.grow((chunk as Buffer).length)) return fail('no room');
      chunks.push(chunk as Buffer);
    }
  } catch {
    // The sender went away in the middle: nobody is left to be told.
    return fail('aborted');
  }
  return ok({ bytes: joined(chunks, size), compression, share });
}

/** In a buffer of its own: Node's small buffers share one that cannot be handed to a thread. */
export function joined(chunks: Buffer[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
