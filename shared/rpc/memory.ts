import { disposable } from '../util/disposable.ts';
import { Emitter } from '../util/emitter.ts';
import type {
  ClientMessage,
  ClientTransport,
  ServerMessage,
  ServerTransport,
  Transport,
} from './transport.ts';

/** Both ends of a connection inside one process; messages are cloned, so that nothing is shared by accident. */
export function memoryPair(): { client: ClientTransport; server: ServerTransport } {
  const toServer = new Emitter<ClientMessage>();
  const toClient = new Emitter<ServerMessage>();
  const closing = new Emitter<void>();
  let open = true;

  const close = disposable(() => {
    open = false;
    closing.fire();
  });

  function end<In, Out>(incoming: Emitter<In>, outgoing: Emitter<Out>): Transport<In, Out> {
    return {
      send(message) {
        const copy = structuredClone(message);
        queueMicrotask(() => {
          if (open) outgoing.fire(copy);
        });
      },
      onMessage: (listener) => incoming.on(listener),
      onClose: (listener) => closing.on(listener),
      dispose: () => close.dispose(),
    };
  }

  return { client: end(toClient, toServer), server: end(toServer, toClient) };
}
