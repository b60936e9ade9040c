import { parentPort } from 'node:worker_threads';
import type { DecodeLimits } from '../../formats/limits.ts';
import type { ThreadReply, ThreadRequest } from '../../storage/thread-client.ts';
import { DatagramReceiver } from './datagram-receiver.ts';
import type { UdpBind } from './messages.ts';

/** Receives and decodes datagrams of every UDP receiver, so that nothing else the engine does keeps them waiting. */
const port = parentPort;
if (!port) throw new Error('the UDP receivers run in a worker thread');

const receiver = new DatagramReceiver();

async function answer({ id, name, params }: ThreadRequest): Promise<void> {
  const reply = (value: unknown, transfer: ArrayBuffer[] = []) =>
    port!.postMessage({ kind: 'result', id, value } satisfies ThreadReply, transfer);
  switch (name) {
    case 'bind':
      return reply(await receiver.bind(params as UdpBind));
    case 'unbind':
      return reply(receiver.unbind(params as number));
    case 'subnets':
      return reply(receiver.setSubnets(params as string[]));
    case 'next':
      return receiver.next(params as DecodeLimits, reply);
    case 'losses':
      return receiver.losses(reply);
    case 'close':
      receiver.close();
      port!.close();
      return;
    default:
  }
}

port.on('message', (request: ThreadRequest) => void answer(request));
port.postMessage({ kind: 'ready', value: null } satisfies ThreadReply);
