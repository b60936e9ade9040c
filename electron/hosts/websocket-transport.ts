import type { RawData, WebSocket } from 'ws';
import { decodeMessage, encodeMessage } from '../../shared/rpc/codec.ts';
import type { Transport } from '../../shared/rpc/transport.ts';
import { disposable } from '../../shared/util/disposable.ts';
import { Emitter } from '../../shared/util/emitter.ts';

/** What may wait unsent for one window: beyond it the window is taken for dead and cut off. */
const MOST_BUFFERED_BYTES = 128 * 2 ** 20;

const CLOSE_UNREADABLE = 1007;
const CLOSE_TOO_SLOW = 1013;

/** A connection over one WebSocket, a binary frame a message. What cannot be read ends it. */
export function webSocketTransport<In, Out>(socket: WebSocket): Transport<In, Out> {
  const messages = new Emitter<In>();
  const closing = new Emitter<void>();
  const closed = disposable(() => closing.fire());

  function receive(data: RawData, isBinary: boolean): void {
    try {
      if (!isBinary || !Buffer.isBuffer(data)) throw new TypeError('messages are binary frames');
      messages.fire(decodeMessage(data) as In);
    } catch {
      socket.close(CLOSE_UNREADABLE, 'not a message');
    }
  }

  socket.on('message', receive);
  socket.on('close', () => closed.dispose());
  // The close that follows an error tells the story; without a listener the error would be thrown.
  socket.on('error', () => socket.terminate());

  return {
    send(message) {
      if (socket.readyState !== socket.OPEN) return;
      const bytes = encodeMessage(message);
      if (socket.bufferedAmount + bytes.length > MOST_BUFFERED_BYTES) {
        socket.close(CLOSE_TOO_SLOW, 'too slow');
        socket.terminate();
        return;
      }
      socket.send(bytes);
    },
    onMessage: (listener) => messages.on(listener),
    onClose: (listener) => closing.on(listener),
    dispose() {
      socket.close(1000);
      closed.dispose();
    },
  };
}
