import { type DesktopBridge, isEnginePortMessage } from '../../shared/contract/bridge.ts';
import type { ClientTransport } from '../../shared/rpc/transport.ts';
import { Connection } from './connection.ts';
import { portTransport } from './message-port-transport.ts';
import { openWebSocket } from './web-socket-transport.ts';

declare global {
  interface Window {
    /** Only in the desktop window. */
    trivet?: DesktopBridge;
  }
}

/** The desktop's window is handed ports; a browser tab opens a WebSocket on the page's own origin. */
export function connectToEngine(): Connection {
  const bridge = window.trivet;
  return new Connection(bridge ? portOpener(bridge) : () => openWebSocket(webSocketUrl(window.location)));
}

export function webSocketUrl({ protocol, host }: { protocol: string; host: string }): string {
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/rpc`;
}

/** A port comes once by asking, and again by itself whenever the engine was restarted. */
function portOpener(bridge: DesktopBridge): () => Promise<ClientTransport> {
  const arrived: MessagePort[] = [];
  const waiting: ((port: MessagePort) => void)[] = [];
  let asked = false;
  window.addEventListener('message', (event) => {
    const port = event.ports[0];
    if (!port || !isEnginePortMessage(event, window)) return;
    const taker = waiting.shift();
    if (taker) taker(port);
    else arrived.push(port);
  });
  return async () => {
    if (!asked) {
      asked = true;
      bridge.connectEngine();
    }
    // Of several the last is the living one.
    const port = arrived.splice(0).pop() ?? (await new Promise<MessagePort>((taker) => waiting.push(taker)));
    return portTransport(port);
  };
}
