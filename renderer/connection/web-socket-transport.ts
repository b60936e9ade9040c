import { decodeMessage, encodeMessage } from '../../shared/rpc/codec.ts';
import type { ClientTransport, ServerMessage } from '../../shared/rpc/transport.ts';
import { Emitter } from '../../shared/util/emitter.ts';

/** Opens the contract's WebSocket; rejects when it closes before it was open. */
export function openWebSocket(url: string): Promise<ClientTransport> {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  const messages = new Emitter<ServerMessage>();
  const closing = new Emitter<void>();

  socket.onmessage = ({ data }) => {
    // Anything but a binary frame is not ours; a broken frame means the ends disagree, so start over.
    try {
      messages.fire(decodeMessage(new Uint8Array(data as ArrayBuffer)) as ServerMessage);
    } catch {
      socket.close(4002, 'unreadable message');
    }
  };
  socket.onclose = () => closing.fire();

  const transport: ClientTransport = {
    send(message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(encodeMessage(message));
    },
    onMessage: (listener) => messages.on(listener),
    onClose: (listener) => closing.on(listener),
    dispose: () => socket.close(1000),
  };
  return new Promise((resolve, reject) => {
    socket.onopen = () => resolve(transport);
    closing.on(() => reject(new Error('the engine did not answer')));
  });
}
