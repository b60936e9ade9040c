import { createServer, type Server } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { listenHttp } from '../../../electron/engine/net/listen-http.ts';
import { type ListenOptions, PortInUseError } from '../../../electron/engine/net/listen-tcp.ts';
import { portOwner } from '../../../electron/engine/net/port-owner.ts';

async function occupy(address: string): Promise<number> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  onTestFinished(() => void server.close());
  const bound = server.address();
  return typeof bound === 'object' && bound ? bound.port : 0;
}

async function listen(options: ListenOptions) {
  const listener = await listenHttp((_request, response) => response.end('here'), options);
  onTestFinished(() => listener.close());
  return listener;
}

test('one port answers on every loopback address', async () => {
  const { port, addresses } = await listen({ port: 0, addresses: ['127.0.0.1', '::1'] });
  for (const address of addresses) {
    const host = address.includes(':') ? `[${address}]` : address;
    expect(await (await fetch(`http://${host}:${port}/`)).text()).toBe('here');
  }
});

test('an address that this machine does not have is left out', async () => {
  const { addresses } = await listen({ port: 0, addresses: ['127.0.0.1', '192.0.2.1'] });
  expect(addresses).toEqual(['127.0.0.1']);
});

test('a taken port is refused by the name of its owner', async () => {
  const port = await occupy('127.0.0.1');
  const refusal = await listen({ port, addresses: ['127.0.0.1', '::1'] }).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(PortInUseError);
  if (process.platform === 'linux') expect(String(refusal)).toContain(`process ${process.pid}`);
});

test('a port taken on one address only is not served on the others', async () => {
  const port = await occupy('127.0.0.2');
  await expect(listen({ port, addresses: ['127.0.0.1', '127.0.0.2'] })).rejects.toThrow(PortInUseError);
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
});

test('nobody owns a port on which nobody listens', async () => {
  expect(await portOwner(1, 'tcp')).toBeNull();
});
