import { createSocket } from 'node:dgram';
import { describe, expect, test } from 'vitest';
import type { ReceiverName } from '../../../shared/contract/app.ts';
import { docker, dockerTest, eventually, runContainer, uniqueName } from '../../docker.ts';
import { emittedBatch, jaegerBatch, jaegerSpan } from '../../jaeger-thrift.ts';
import { encodeCall } from '../../thrift-encoder.ts';
import { sharedEngine } from '../shared-engine.ts';
import { startEngine } from '../test-engine.ts';

const engine = sharedEngine({ 'jaeger-udp-binary': 0, 'jaeger-udp-compact': 0 });

const protocols = [
  ['jaeger-udp-compact', 'compact'],
  ['jaeger-udp-binary', 'binary'],
] as const;

async function send(receiver: ReceiverName, ...datagrams: Uint8Array[]): Promise<void> {
  const socket = createSocket('udp4');
  for (const datagram of datagrams) {
    await new Promise<void>((resolve, reject) =>
      socket.send(datagram, engine.port(receiver), '127.0.0.1', (error) =>
        error ? reject(error) : resolve(),
      ),
    );
  }
  socket.close();
}

async function counts(name: ReceiverName) {
  const { receivers, received, dropped } = await engine.engine.status();
  return {
    received: received.find(({ receiver }) => receiver === name)?.items ?? 0,
    dropped: dropped.find(({ receiver, cause }) => receiver === name && cause === 'decode')?.items ?? 0,
    lastFault: receivers.find((one) => one.name === name)?.lastFault?.text,
  };
}

let spans = 0n;
const nextSpan = () => jaegerSpan({ traceId: [1n, 1n], spanId: ++spans });

describe.each(protocols)('%s', (receiver, protocol) => {
  test('takes one datagram after another', async () => {
    const before = await counts(receiver);
    const datagrams = Array.from({ length: 50 }, () =>
      emittedBatch(protocol, jaegerBatch([nextSpan(), nextSpan()])),
    );
    await send(receiver, ...datagrams);
    await eventually('all spans', async () => (await counts(receiver)).received === before.received + 100);
  });

  test('counts what it cannot read, says why, and goes on', async () => {
    const before = await counts(receiver);
    const whole = emittedBatch(protocol, jaegerBatch([nextSpan(), nextSpan(), nextSpan()]));
    await send(receiver, Buffer.from('hello'), whole.subarray(0, whole.length - 10), new Uint8Array());
    await eventually(
      'three are counted',
      async () => (await counts(receiver)).dropped === before.dropped + 3,
    );
    const { received, lastFault } = await counts(receiver);
    // Of the one cut short two spans were whole.
    expect(received).toBe(before.received + 5);
    expect(lastFault).toMatch(/^no call of Jaeger's agent: .* at byte \d+$/);
  });

  test('refuses Zipkin spans in a call of the agent, and counts them', async () => {
    const before = await counts(receiver);
    await send(receiver, encodeCall(protocol, 'emitZipkinBatch', ['list', [{}, {}]]));
    await eventually('it is counted', async () => (await counts(receiver)).dropped === before.dropped + 1);
    expect((await counts(receiver)).lastFault).toContain('zipkin port');
  });
});

test('the status says where it listens, and what the kernel held back of the buffer', async () => {
  const { receivers } = await engine.engine.status();
  const status = receivers.find(({ name }) => name === 'jaeger-udp-compact');
  expect(status).toMatchObject({ state: 'listening', addresses: expect.arrayContaining(['127.0.0.1']) });
  expect(status?.reason ?? 'the kernel gave').toMatch(/^the kernel gave/);
});

test('a port that is taken is told with its owner', async () => {
  const port = engine.port('jaeger-udp-compact');
  const other = await startEngine({ docker: 'off', listen: { 'jaeger-udp-compact': port } });
  const { receivers } = await other.engine.status();
  const status = receivers.find(({ name }) => name === 'jaeger-udp-compact');
  expect(status).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining(`port ${port} is in use`),
  });
});

dockerTest('a container reaches it on its bridge’s gateway, and its spans are tied to it', async () => {
  const { engine: own, client } = await startEngine({
    docker: 'on',
    dockerHost: 'unix:///var/run/docker.sock',
    listen: { 'jaeger-udp-binary': 0 },
  });
  const status = async () => (await own.status()).receivers.find(({ name }) => name === 'jaeger-udp-binary')!;
  await eventually('a gateway is listened on', async () => (await status()).addresses.length > 2);
  const name = uniqueName('udp');
  // This program's own node, in the container's network: small images have nothing that sends UDP.
  const volume = ['--volume', '/:/host:ro', '--add-host', 'host.docker.internal:host-gateway'];
  await runContainer(name, volume, ['sleep', '600']);
  await eventually('the engine knows the container', async () =>
    (await client.call('containers.list', {})).some((one) => one.name === name && one.state === 'running'),
  );
  const hosts = await docker('exec', name, 'cat', '/etc/hosts');
  const gateway = /^(\S+)\s+host\.docker\.internal$/m.exec(hosts)?.[1] ?? '';
  const batch = emittedBatch('binary', jaegerBatch([jaegerSpan({ traceId: [5n, 5n] })]));
  const { port } = await status();
  const script = `const s = require('node:dgram').createSocket('udp4');
    s.send(Buffer.from('${batch.toString('hex')}', 'hex'), ${port}, '${gateway}', () => s.close());`;
  await docker('exec', name, 'chroot', '/host', process.execPath, '-e', script);
  const read = await eventually('the span', () =>
    client
      .call('traces.span', { traceId: '00000000000000050000000000000005', index: 0 })
      .catch(() => false as const),
  );
  expect(read.container).toMatchObject({ name, by: 'sender address' });
});
