import type { ClientTransport, ServerMessage } from '../../shared/rpc/transport.ts';
import { Emitter } from '../../shared/util/emitter.ts';

/** The contract over a MessagePort: structured clone carries bigint and typed arrays as they are. */
export function portTransport(port: MessagePort): ClientTransport {
  const messages = new Emitter<ServerMessage>();
  const closing = new Emitter<void>();
  port.onmessage = ({ data }) => messages.fire(data as ServerMessage);
  port.addEventListener('close', () => closing.fire());
  port.start();
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => messages.on(listener),
    onClose: (listener) => closing.on(listener),
    dispose() {
      port.close();
      closing.fire();
    },
  };
}
