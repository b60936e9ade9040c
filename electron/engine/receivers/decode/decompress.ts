import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import type { Result } from '../../../../shared/util/result.ts';
import { err, ok } from '../../../../shared/util/result.ts';
import type { Compression } from '../request-body.ts';

export type DecompressFault = { kind: 'malformed' | 'too large'; message: string };

/** zlib's header, as HTTP's deflate should have it (RFC 1950): method 8 and a checksum. */
const hasZlibHeader = (bytes: Uint8Array): boolean =>
  bytes.length > 1 && (bytes[0]! & 0x0f) === 8 && ((bytes[0]! << 8) | bytes[1]!) % 31 === 0;

/** Stops at the first byte beyond `most`, so a small bomb takes no more memory than that. */
export function decompress(
  bytes: Uint8Array,
  compression: Compression | null,
  most: number,
): Result<Uint8Array, DecompressFault> {
  if (!compression) return ok(bytes);
  const options = { maxOutputLength: most };
  try {
    if (compression === 'gzip') return ok(gunzipSync(bytes, options));
    return ok(hasZlibHeader(bytes) ? inflateSync(bytes, options) : inflateRawSync(bytes, options));
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const message = tooLarge
      ? `the body is larger than ${most} bytes after decompression`
      : `the body is not ${compression}: ${error instanceof Error ? error.message : String(error)}`;
    return err({ kind: tooLarge ? 'too large' : 'malformed', message });
  }
}
