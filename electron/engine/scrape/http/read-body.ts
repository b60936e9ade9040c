import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/**
 * A whole body, decompressed and handed on piece by piece.
 *
 * @returns its bytes after decompression
 * @throws Error for an encoding that was not asked for, or more than `mostBytes`
 */
export async function readBody(
  response: Readable,
  encoding: string | undefined,
  mostBytes: number,
  take: (chunk: Buffer) => void,
): Promise<number> {
  const kind = (encoding ?? 'identity').toLowerCase();
  if (kind !== 'gzip' && kind !== 'identity') {
    response.destroy();
    throw new Error(`unexpected content encoding "${encoding}"`);
  }
  const plain = kind === 'gzip' ? response.pipe(createGunzip()) : response;
  // A pipe does not hand errors on.
  if (plain !== response) response.on('error', (error) => plain.destroy(error));
  let bytes = 0;
  try {
    for await (const chunk of plain as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > mostBytes) throw new Error(`body size limit exceeded: more than ${mostBytes} bytes`);
      take(chunk);
    }
    return bytes;
  } finally {
    response.destroy();
    plain.destroy();
  }
}
