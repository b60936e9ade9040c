/**
 * Runs before a utility process' own code, in a plain Node process: gives it Electron's `process.parentPort`
 * and rebuilds the message ports that main hands over.
 */
import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { StandInPort } from './ports.ts';
import type { Wire } from './wire.ts';

const farEnds = new Map<number, MessagePort>();
const send = (wire: Wire) => process.send?.(wire);

function rebuild(id: number): StandInPort {
  const { port1, port2 } = new MessageChannel();
  farEnds.set(id, port2);
  port2.on('message', (data) => send({ kind: 'port-message', id, data }));
  port2.on('close', () => {
    if (farEnds.delete(id)) send({ kind: 'port-close', id });
  });
  return new StandInPort(port1);
}

const parentPort = Object.assign(new EventEmitter(), {
  postMessage: (data: unknown) => send({ kind: 'message', data, portIds: [] }),
});
Object.assign(process, { parentPort });

process.on('message', (wire: Wire) => {
  if (wire.kind === 'message') {
    parentPort.emit('message', { data: wire.data, ports: wire.portIds.map(rebuild) });
    return;
  }
  const port = farEnds.get(wire.id);
  if (wire.kind === 'port-message') port?.postMessage(wire.data);
  else {
    farEnds.delete(wire.id);
    port?.close();
  }
});
// As in Electron, a utility process does not outlive main.
process.on('disconnect', () => process.exit(0));
