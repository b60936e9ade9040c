import { WireReader } from '../protobuf/wire-reader.ts';
import { readKeyValue } from './attribute-codec.ts';
import { SPAN } from './span-codec.ts';

/** KeyValue's key comes first in what this program writes: one tag and one length byte before it. */
const KEY_TAG = 10;

/**
 * The first string under one of the keys, earlier keys preferred, of a span's payload (see span-codec.ts); null when
 * there is none. Every other value is skipped unread, which is many times faster than reading them all.
 *
 * @param keys UTF-8, shorter than 128 bytes
 * @throws WireError when the payload was not written by this program
 */
export function findTextAttribute(payload: Uint8Array, keys: readonly Buffer[]): string | null {
  const reader = new WireReader(payload);
  let found: string | null = null;
  let rank = keys.length;
  while (reader.next(payload.length)) {
    if (reader.field !== SPAN.attributes) {
      reader.skip(payload.length);
      continue;
    }
    const end = reader.lengthEnd(payload.length);
    const own = keyRank(reader, end, keys);
    if (own < rank) {
      const [, value] = readKeyValue(reader, end);
      if (typeof value === 'string' && value !== '') {
        found = value;
        rank = own;
      }
    }
    reader.pos = end;
  }
  return found;
}

function keyRank({ bytes, pos }: WireReader, end: number, keys: readonly Buffer[]): number {
  const start = pos + 2;
  const length = bytes[pos + 1]!;
  if (bytes[pos] !== KEY_TAG || start + length > end) return keys.length;
  const rank = keys.findIndex(
    (key) => key.length === length && bytes.compare(key, 0, length, start, start + length) === 0,
  );
  return rank < 0 ? keys.length : rank;
}
