import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../electron/engine/clock.ts';
import { Counters } from '../../../../electron/engine/counters.ts';
import { defaultLimits } from '../../../../electron/engine/formats/limits.ts';
import type { DecodedTraces } from '../../../../electron/engine/formats/otlp/traces-request.ts';
import { BridgeNetworks } from '../../../../electron/engine/receivers/bridge-networks.ts';
import { InFlight } from '../../../../electron/engine/receivers/in-flight.ts';
import { ReceiverFaults } from '../../../../electron/engine/receivers/receiver-faults.ts';
import { receiverHosts } from '../../../../electron/engine/receivers/receiver-hosts.ts';
import { UdpReceiver } from '../../../../electron/engine/receivers/udp/udp-receiver.ts';
import { UdpThread } from '../../../../electron/engine/receivers/udp/udp-thread.ts';
import { eventually } from '../../../docker.ts';
import { emittedBatch, jaegerBatch, jaegerSpan, jaegerTag } from '../../../jaeger-thrift.ts';
import { noDocker } from '../no-docker.ts';

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

/** A receiver whose batches the test takes, and the workers that were started for it. */
async function startReceiver(take: (decoded: DecodedTraces) => Promise<void>) {
  const workers: Worker[] = [];
  const onWorker = (worker: Worker) => void workers.push(worker);
  process.on('worker', onWorker);
  const logger = pino({ level: 'silent' });
  const counters = new Counters(systemClock);
  const bridges = new BridgeNetworks(noDocker, logger);
  const udp = new UdpThread(bridges, logger, () => defaultLimits);
  const around = {
    inFlight: new InFlight(1),
    bridges,
    bind: [],
    hosts: receiverHosts(bridges, [], []),
    faults: new ReceiverFaults(counters, systemClock),
    udp,
    cors: () => true,
    limits: () => defaultLimits,
  };
  const port = await freeUdpPort();
  const protocol = { name: 'jaeger-udp-binary', format: 'jaeger-binary', take } as const;
  const receiver = new UdpReceiver<DecodedTraces>(protocol, port, around);
  onTestFinished(() => {
    process.off('worker', onWorker);
    receiver.dispose();
    udp.dispose();
    bridges.dispose();
  });
  await receiver.start();
  return { receiver, port, workers, counters };
}

async function sendAll(port: number, datagram: Uint8Array, times: number): Promise<void> {
  const socket = createSocket('udp4');
  for (let i = 0; i < times; i++) {
    await new Promise<void>((resolve) => socket.send(datagram, port, '127.0.0.1', () => resolve()));
  }
  socket.close();
}

const batchOf = (tag: string) =>
  emittedBatch('binary', jaegerBatch([jaegerSpan({ tags: [jaegerTag('t', tag)] })]));

test('when its thread dies it listens again, in another', async () => {
  let taken = 0;
  const { receiver, port, workers } = await startReceiver(async ({ batch }) => {
    taken += batch.count;
  });
  await sendAll(port, batchOf('a'), 1);
  await eventually('the span', () => taken === 1);
  await workers[0]?.terminate();
  await eventually('another thread', () => workers.length === 2 && receiver.status.state === 'listening');
  await sendAll(port, batchOf('b'), 1);
  await eventually('the span of the second thread', () => taken === 2);
});

test('what comes while nothing can be stored waits up to a limit, and the rest is counted', async () => {
  const stored = Promise.withResolvers<void>();
  let taken = 0;
  const { port, counters } = await startReceiver(async ({ batch }) => {
    await stored.promise;
    taken += batch.count;
  });
  const lost = (cause: string) => counters.droppedCounts().find((one) => one.cause === cause)?.items ?? 0;
  const datagram = batchOf('x'.repeat(60_000));
  let sent = 0;
  await eventually('something does not fit', async () => {
    await sendAll(port, datagram, 50);
    sent += 50;
    return lost('full') > 0;
  });
  stored.resolve();
  await eventually('every datagram is accounted for', () => taken + lost('full') + lost('kernel') === sent);
  // 32 MiB of them waited.
  expect(taken).toBeGreaterThan(500);
});
