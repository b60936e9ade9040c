import { createRequire } from 'node:module';
import { err, ok, type Result } from '../../../shared/util/result.ts';

const require = createRequire(import.meta.url);
let snappy: typeof import('snappy') | null = null;

/** Loaded with the first block: few engines are ever sent one. */
function uncompress(block: Buffer): Buffer {
  snappy ??= require('snappy') as typeof import('snappy');
  // Electron's sandboxed memory takes no buffers from outside: the output is copied.
  return snappy.uncompressSync(block, { copyOutputData: true }) as Buffer;
}

/** The longest varint of 32 bits. */
const LONGEST_LENGTH = 5;

/** The length that a snappy block says it has when it is taken apart (format_description.txt, 1); null if it says none. */
export function declaredLength(block: Uint8Array): number | null {
  let length = 0;
  for (let at = 0; at < Math.min(block.length, LONGEST_LENGTH); at++) {
    const byte = block[at]!;
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return length < 2 ** 32 ? length : null;
  }
  return null;
}

export type SnappyFault = { kind: 'malformed' | 'too large'; message: string };

/** Takes a snappy block apart. Its declared length is looked at before anything is allocated for it. */
export function unpackSnappy(block: Uint8Array, mostBytes: number): Result<Buffer, SnappyFault> {
  const length = declaredLength(block);
  if (length === null) return err({ kind: 'malformed', message: 'the body is no snappy block' });
  if (length > mostBytes) {
    return err({
      kind: 'too large',
      message: `the body says it has ${length} bytes, more than ${mostBytes}`,
    });
  }
  try {
    return ok(uncompress(Buffer.from(block.buffer, block.byteOffset, block.byteLength)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return err({ kind: 'malformed', message: `the body is no snappy block: ${reason}` });
  }
}
