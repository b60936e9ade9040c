import { EventEmitter } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { type EmitterPort, messagePortTransport } from '../../../shared/rpc/message-port.ts';

const nextMessage = <T>(transport: { onMessage(listener: (message: T) => void): unknown }) =>
  new Promise<T>((resolve) => {
    transport.onMessage(resolve);
  });

test('typed arrays and bigint arrive as what they were', async () => {
  const { port1, port2 } = new MessageChannel();
  const a = messagePortTransport<never, unknown>(port1);
  const b = messagePortTransport<unknown, never>(port2);
  a.send({ values: Float64Array.of(1, Number.NaN), time: 2n ** 60n });
  expect(await nextMessage(b)).toEqual({ values: Float64Array.of(1, Number.NaN), time: 2n ** 60n });
  a.dispose();
});

test('closing one end closes the other, once', async () => {
  const { port1, port2 } = new MessageChannel();
  const a = messagePortTransport(port1);
  const b = messagePortTransport(port2);
  let closed = 0;
  const other = new Promise<void>((resolve) => {
    b.onClose(() => {
      closed++;
      resolve();
    });
  });
  b.onMessage(() => undefined);
  a.dispose();
  await other;
  b.dispose();
  expect(closed).toBe(1);
});

test('what is sent before anybody listens waits', async () => {
  const { port1, port2 } = new MessageChannel();
  const a = messagePortTransport<never, string>(port1);
  const b = messagePortTransport<string, never>(port2);
  a.send('early');
  await new Promise((resolve) => setImmediate(resolve));
  expect(await nextMessage(b)).toBe('early');
  a.dispose();
});

test('a port with on and off, as in Electron, works the same', async () => {
  const port = Object.assign(new EventEmitter(), {
    sent: [] as unknown[],
    postMessage(message: unknown) {
      this.sent.push(message);
    },
    start: () => undefined,
    close: () => undefined,
  });
  const transport = messagePortTransport<string, string>(port as unknown as EmitterPort);
  const message = nextMessage(transport);
  port.emit('message', { data: 'in' });
  expect(await message).toBe('in');
  transport.send('out');
  port.emit('close');
  transport.send('after the close');
  expect(port.sent).toEqual(['out']);
  expect(port.listenerCount('message')).toBe(0);
});
