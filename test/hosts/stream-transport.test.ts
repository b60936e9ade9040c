import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { streamTransport } from '../../electron/hosts/stream-transport.ts';
import { encodeMessage } from '../../shared/rpc/codec.ts';

/** A stream that the test feeds, and that keeps nothing of what is written. */
const silentStream = () => new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });

function frame(message: unknown): Buffer {
  const bytes = encodeMessage(message);
  const header = Buffer.alloc(4);
  header.writeUInt32LE(bytes.length);
  return Buffer.concat([header, bytes]);
}

test('any chunking of the bytes gives the same messages', () => {
  const message = fc.record({ id: fc.nat(), text: fc.string(), data: fc.float64Array({ maxLength: 5 }) });
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }),
      (messages, sizes) => {
        const stream = silentStream();
        const received: unknown[] = [];
        streamTransport(stream).onMessage((value) => received.push(value));
        const bytes = Buffer.concat(messages.map(frame));
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const size = sizes[i % sizes.length] ?? 1;
          stream.emit('data', bytes.subarray(at, at + size));
          at += size;
        }
        expect(received).toEqual(messages);
      },
    ),
  );
});

test.each([
  ['a length over the limit', Buffer.from([0xff, 0xff, 0xff, 0xff])],
  ['bytes that are no message', Buffer.from([3, 0, 0, 0, 1, 2, 3])],
])('%s ends the connection', async (_what, bytes) => {
  const stream = silentStream();
  const transport = streamTransport(stream);
  const closed = new Promise<void>((resolve) => transport.onClose(resolve));
  stream.emit('data', bytes);
  await closed;
  expect(stream.destroyed).toBe(true);
});
