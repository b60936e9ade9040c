import { type Disposable, DisposableStore, disposable } from '../util/disposable.ts';
import { Emitter } from '../util/emitter.ts';
import type { Transport } from './transport.ts';

type Listener = (event: { data: unknown }) => void;

interface PortBase {
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

/** A browser's MessagePort, and Node's. */
export interface EventTargetPort extends PortBase {
  addEventListener(type: 'message' | 'close', listener: Listener): void;
  removeEventListener(type: 'message' | 'close', listener: Listener): void;
}

/** Electron's MessagePortMain, in main and in utility processes. */
export interface EmitterPort extends PortBase {
  on(type: 'message', listener: Listener): unknown;
  on(type: 'close', listener: () => void): unknown;
  off(type: 'message', listener: Listener): unknown;
  off(type: 'close', listener: () => void): unknown;
}

export type PortLike = EventTargetPort | EmitterPort;

function listen(port: PortLike, type: 'message' | 'close', listener: Listener): Disposable {
  if ('addEventListener' in port) {
    port.addEventListener(type, listener);
    return disposable(() => port.removeEventListener(type, listener));
  }
  // The two events differ in their arguments only: a close has none.
  port.on(type as 'message', listener);
  return disposable(() => port.off(type as 'message', listener));
}

/**
 * A connection over one end of a message channel. Structured cloning carries bigint and typed arrays as they
 * are, so nothing is encoded. The port belongs to the transport from here on.
 */
export function messagePortTransport<In, Out>(port: PortLike): Transport<In, Out> {
  const messages = new Emitter<In>();
  const closing = new Emitter<void>();
  const owned = new DisposableStore();

  const close = disposable(() => {
    owned.dispose();
    port.close();
    closing.fire();
  });
  owned.add(listen(port, 'close', () => close.dispose()));

  // Messages wait in the port until somebody listens; Node's port starts with its first listener.
  let begun = false;
  function begin(): void {
    if (begun || owned.disposed) return;
    begun = true;
    owned.add(listen(port, 'message', (event) => messages.fire(event.data as In)));
    port.start();
  }

  return {
    send(message) {
      if (!owned.disposed) port.postMessage(message);
    },
    onMessage(listener) {
      const listening = messages.on(listener);
      begin();
      return listening;
    },
    onClose: (listener) => closing.on(listener),
    dispose: () => close.dispose(),
  };
}
