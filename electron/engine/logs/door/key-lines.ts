import { type JoinedSoFar, traceKind } from './line-joint.ts';
import { startsWith } from './trace-lines.ts';

const DASH = 0x2d;
const LONGEST_TITLE = 512;

/** A record whose line ends as PEM blocks begin (RFC 7468): `… -----BEGIN PRIVATE KEY-----`. */
export function beginKey(record: JoinedSoFar): void {
  const { bytes, length } = record;
  const end = bytes[length - 1] === 0x0d ? length - 1 : length;
  if (bytes[end - 1] !== DASH || !startsWith(bytes, end - 5, end, '-----')) return;
  for (let at = Math.max(0, end - LONGEST_TITLE); at < end - 16; at++) {
    if (bytes[at] === DASH && startsWith(bytes, at, end, '-----BEGIN ')) {
      record.kind = traceKind.key;
      return;
    }
  }
}

/** Base64, a header, a blank line or the block's end; the end closes it. */
export function isKeyLine(record: JoinedSoFar, bytes: Uint8Array, start: number, end: number): boolean {
  if (startsWith(bytes, start, end, '-----END ')) {
    record.kind = traceKind.frames;
    return true;
  }
  if (end - start > 80) return false;
  if (startsWith(bytes, start, end, 'Proc-Type:') || startsWith(bytes, start, end, 'DEK-Info:')) return true;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    const isBase64 =
      (byte >= 0x30 && byte <= 0x39) ||
      ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) ||
      byte === 0x2b ||
      byte === 0x2f ||
      byte === 0x3d ||
      byte === 0x0d;
    if (!isBase64) return false;
  }
  return true;
}
