import { connect } from 'node:net';
import { describe, expect } from 'vitest';
import { docker, dockerTest, eventually, runContainer, uniqueName } from '../../docker.ts';
import { idOf } from '../storage/traces/span-fixtures.ts';
import { grpcClient, OTLP_TRACES } from './grpc-sender.ts';
import { type ReceivingEngine, send, startReceiving } from './otlp-sender.ts';

const DOCKER_HOST = 'unix:///var/run/docker.sock';

async function startWithDocker(): Promise<ReceivingEngine & { gateways: string[] }> {
  const listen = { 'otlp-http': 0, 'otlp-grpc': 0 };
  const engine = await startReceiving({ docker: 'on', dockerHost: DOCKER_HOST, listen });
  const gateways = await eventually('a gateway is listened on', async () => {
    const found = (await receiverOf(engine)).addresses.filter((address) => !/^(127\.|::1)/.test(address));
    return found.length > 0 && found;
  });
  return { ...engine, gateways };
}

async function receiverOf({ engine }: ReceivingEngine) {
  const { receivers } = await engine.status();
  return receivers.find(({ name }) => name === 'otlp-http')!;
}

/** A container that waits, listed by the engine. */
async function waitingContainer(engine: ReceivingEngine, args: string[] = []): Promise<string> {
  const name = uniqueName('tie');
  await runContainer(name, ['--add-host', 'host.docker.internal:host-gateway', ...args], ['sleep', '600']);
  await eventually('the engine knows the container', async () => {
    const containers = await engine.client.call('containers.list', {});
    return containers.some((one) => one.name === name && one.state === 'running');
  });
  return name;
}

/** Posts one span from inside the container, as any client in it would. */
async function postFrom(container: string, port: number, trace: number, resource: Record<string, string>) {
  const attributes = Object.entries(resource).map(([key, value]) => ({ key, value: { stringValue: value } }));
  const span = { traceId: idOf(trace, 32), spanId: idOf(1, 16), name: 'work', startTimeUnixNano: '1' };
  const body = JSON.stringify({
    resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans: [span] }] }],
  });
  const url = `http://host.docker.internal:${port}/v1/traces`;
  const wget = `wget -q -O - --header 'Content-Type: application/json' --post-data "$0" ${url}`;
  await docker('exec', container, 'sh', '-c', wget, body);
}

const tieOf = async ({ client }: ReceivingEngine, trace: number) =>
  (await client.call('traces.span', { traceId: idOf(trace, 32), index: 0 })).container;

describe('spans sent from a container are tied to it', () => {
  dockerTest('by host.name, container.id and the address it sends from', async () => {
    const engine = await startWithDocker();
    const name = await waitingContainer(engine);
    const id = await docker('inspect', '--format', '{{.Id}}', name);
    await postFrom(name, engine.port, 1, { 'host.name': id.slice(0, 12) });
    await postFrom(name, engine.port, 2, { 'container.id': id, 'host.name': 'elsewhere' });
    await postFrom(name, engine.port, 3, { 'service.name': 'shop' });
    const tie = { entity: `name:${name}`, name };
    expect(await tieOf(engine, 1)).toEqual({ ...tie, by: 'host.name' });
    expect(await tieOf(engine, 2)).toEqual({ ...tie, by: 'container.id' });
    expect(await tieOf(engine, 3)).toEqual({ ...tie, by: 'sender address' });
  });

  dockerTest(
    'from a network of its own too, and by its compose service',
    async () => {
      const engine = await startWithDocker();
      const network = uniqueName('net');
      await docker('network', 'create', network);
      try {
        const project = uniqueName('project');
        const labels = [
          'com.docker.compose.project',
          project,
          'com.docker.compose.service',
          `svc-${project}`,
        ];
        const name = await waitingContainer(engine, [
          ...['--network', network],
          ...['--label', `${labels[0]}=${labels[1]}`, '--label', `${labels[2]}=${labels[3]}`],
        ]);
        const subnet = await docker(
          'network',
          'inspect',
          '--format',
          '{{(index .IPAM.Config 0).Gateway}}',
          network,
        );
        await eventually('the new gateway', async () =>
          (await receiverOf(engine)).addresses.includes(subnet),
        );
        await postFrom(name, engine.port, 1, {});
        expect(await tieOf(engine, 1)).toMatchObject({ name, by: 'sender address' });

        const body = {
          resourceSpans: [
            {
              resource: { attributes: [{ key: 'service.name', value: { stringValue: `svc-${project}` } }] },
              scopeSpans: [{ spans: [{ traceId: idOf(2, 32), spanId: idOf(1, 16), name: 'a' }] }],
            },
          ],
        };
        await send(engine.port, {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        expect(await tieOf(engine, 2)).toMatchObject({ name, by: 'compose service' });
        await docker('rm', '-f', name);
      } finally {
        await docker('network', 'rm', network);
      }
      const gone = async () => (await receiverOf(engine)).addresses.length === 2 + engine.gateways.length;
      await eventually('the gateway is left with its network', gone, 40_000);
    },
    90_000,
  );
});

/** What becomes of a connection to the gateway from this machine itself. */
function fromLoopback(gateway: string, port: number, hello: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: gateway, port, localAddress: '127.0.0.1' }, () => socket.write(hello));
    socket.on('data', () => resolve('answered'));
    socket.on('close', () => resolve('cut off'));
    socket.on('error', () => resolve('cut off'));
  });
}

dockerTest('on a gateway only peers from inside a bridge are let in', async () => {
  const engine = await startWithDocker();
  const [gateway = ''] = engine.gateways;
  const get = `GET /v1/traces HTTP/1.1\r\nHost: ${gateway}:${engine.port}\r\n\r\n`;
  expect(await fromLoopback(gateway, engine.port, get)).toBe('cut off');
  expect((await send(engine.port, { method: 'GET' })).status).toBe(405);

  const { receivers } = await engine.engine.status();
  const grpc = receivers.find(({ name }) => name === 'otlp-grpc')!;
  expect(grpc.addresses).toEqual(expect.arrayContaining(engine.gateways));
  expect(await fromLoopback(gateway, grpc.port ?? 0, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')).toBe('cut off');
  expect((await grpcClient(grpc.port ?? 0)(OTLP_TRACES, new Uint8Array())).code).toBe(0);
});
