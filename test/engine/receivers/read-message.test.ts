import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMessage } from '../../../electron/engine/receivers/grpc/read-message.ts';
import { InFlight } from '../../../electron/engine/receivers/in-flight.ts';
import { framed } from './grpc-sender.ts';

const limits = { compressedBytes: 20, bytes: 40 };

/** The frame in pieces that end at the given places. */
function inPieces(frame: Buffer, ends: number[]): Readable {
  const places = [...new Set([...ends.map((end) => end % (frame.length + 1)), frame.length])].sort(
    (a, b) => a - b,
  );
  const pieces = places.map((end, i) => frame.subarray(places[i - 1] ?? 0, end));
  return Readable.from(pieces.filter((piece) => piece.length > 0));
}

test('a message is the same however it is cut into frames, and its bytes are held until they are given back', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 20 }),
      fc.boolean(),
      fc.array(fc.nat()),
      async (message, compressed, ends) => {
        const inFlight = new InFlight(1000);
        const stream = inPieces(framed(message, compressed), ends);
        const read = await readMessage(stream, { compression: 'gzip', limits, inFlight });
        if (!read.ok) throw new Error(read.error.kind);
        expect([...read.value.bytes]).toEqual([...message]);
        expect(read.value.compression).toBe(compressed ? 'gzip' : null);
        expect(inFlight.bytes).toBe(message.length + 5);
        read.value.share.release();
        expect(inFlight.bytes).toBe(0);
      },
    ),
  );
});

test.each([
  ['a compressed message over its limit', framed(new Uint8Array(21), true), 'too large'],
  ['one over the limit for plain messages', framed(new Uint8Array(41)), 'too large'],
  ['bytes behind the message', Buffer.concat([framed(new Uint8Array(3)), Buffer.from([0])]), 'malformed'],
  ['a frame that is cut', framed(new Uint8Array(3)).subarray(0, 7), 'malformed'],
  ['a prefix that is cut', framed(new Uint8Array(3)).subarray(0, 4), 'malformed'],
  ['more than there is room for', framed(new Uint8Array(35)), 'no room'],
])('%s is refused and holds nothing', async (_what, frame, kind) => {
  const inFlight = new InFlight(kind === 'no room' ? 30 : 1000);
  const read = await readMessage(inPieces(frame, [2, 6]), { compression: 'gzip', limits, inFlight });
  expect(read).toMatchObject({ ok: false, error: { kind } });
  expect(inFlight.bytes).toBe(0);
});
