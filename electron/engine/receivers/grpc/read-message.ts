import type { Readable } from 'node:stream';
import type { Result } from '../../../../shared/util/result.ts';
import { err, ok } from '../../../../shared/util/result.ts';
import type { InFlight } from '../in-flight.ts';
import { type BodyLimits, type Compression, joined, type ReceivedBody } from '../request-body.ts';

/** Before each message: whether it is compressed (1 byte) and its length (4 bytes, big endian). */
const PREFIX_BYTES = 5;

export type MessageFault =
  | { kind: 'too large' | 'malformed'; message: string }
  | { kind: 'no room' }
  /** The sender went away in the middle: nobody is left to be told. */
  | { kind: 'aborted' };

export interface ReadMessageOptions {
  /** What `grpc-encoding` says; a message may still come without. */
  compression: Compression | null;
  limits: BodyLimits;
  inFlight: InFlight;
}

interface Prefix {
  compressed: boolean;
  length: number;
}

/**
 * Reads the one message of a unary call (gRPC over HTTP2, "Length-Prefixed-Message") as it was sent, compressed or
 * not. Its bytes are counted as they come, and one that is too large is refused when its length is known.
 */
export async function readMessage(
  stream: Readable,
  { compression, limits, inFlight }: ReadMessageOptions,
): Promise<Result<ReceivedBody, MessageFault>> {
  const share = inFlight.open();
  const fail = (fault: MessageFault): Result<ReceivedBody, MessageFault> => {
    share.release();
    return err(fault);
  };
  const chunks: Buffer[] = [];
  let size = 0;
  let prefix: Prefix | null = null;
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      if (!share.grow((chunk as Buffer).length)) return fail({ kind: 'no room' });
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      prefix ??= prefixOf(chunks, size);
      const fault = prefix && faultOf(prefix, size, compression, limits);
      if (fault) return fail(fault);
    }
  } catch {
    return fail({ kind: 'aborted' });
  }
  if (!prefix || size < PREFIX_BYTES + prefix.length) {
    return fail(malformed('the call ended before its message did'));
  }
  const bytes = joined(chunks, size).subarray(PREFIX_BYTES);
  return ok({ bytes, compression: prefix.compressed ? compression : null, share });
}

const malformed = (message: string): MessageFault => ({ kind: 'malformed', message });

/** Null while it has not come; it may come in pieces. */
function prefixOf(chunks: Buffer[], size: number): Prefix | null {
  if (size < PREFIX_BYTES) return null;
  const head = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  return { compressed: head[0] !== 0, length: head.readUInt32BE(1) };
}

function faultOf(
  { compressed, length }: Prefix,
  size: number,
  compression: Compression | null,
  limits: BodyLimits,
): MessageFault | null {
  if (compressed && !compression) return malformed('a compressed message without grpc-encoding');
  const most = compressed ? limits.compressedBytes : limits.bytes;
  if (length > most) {
    return { kind: 'too large', message: `a message of ${length} bytes; ${most} are accepted` };
  }
  return size > PREFIX_BYTES + length ? malformed('more than one message in a unary call') : null;
}
