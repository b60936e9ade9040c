import type { ErrorBody } from '../contract/errors.ts';
import type { Disposable } from '../util/disposable.ts';

/**
 * All that is ever said. A client calls, cancels, subscribes, unsubscribes and acknowledges; a server answers,
 * fails, sends events and ends. `id` is the client's and unique per connection.
 */
export type ClientMessage =
  | { kind: 'call'; id: number; method: string; params: unknown }
  | { kind: 'cancel'; id: number }
  | { kind: 'subscribe'; id: number; stream: string; params: unknown }
  | { kind: 'unsubscribe'; id: number }
  /** One for every event, once it has been handled: the server's back-pressure. */
  | { kind: 'ack'; id: number };

export type ServerMessage =
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'error'; id: number; error: ErrorBody }
  | { kind: 'event'; id: number; value: unknown }
  | { kind: 'end'; id: number };

/**
 * What differs between MessagePort, WebSocket and an in-memory pair, and nothing more. Messages are plain data
 * with bigint and typed arrays; both arrive as what they were.
 */
export interface Transport<In, Out> extends Disposable {
  send(message: Out): void;
  onMessage(listener: (message: In) => void): Disposable;
  /** Fires once, whichever side closed. */
  onClose(listener: () => void): Disposable;
}

export type ClientTransport = Transport<ServerMessage, ClientMessage>;
export type ServerTransport = Transport<ClientMessage, ServerMessage>;

const kinds = ['call', 'cancel', 'subscribe', 'unsubscribe', 'ack'];
const LONGEST_NAME = 128;

/** What came over a wire is looked at before it is believed; parameters have validators of their own. */
export function isClientMessage(message: unknown): message is ClientMessage {
  if (typeof message !== 'object' || message === null) return false;
  const { kind, id, method, stream } = message as Record<string, unknown>;
  if (typeof kind !== 'string' || !kinds.includes(kind) || !Number.isSafeInteger(id)) return false;
  const name = kind === 'call' ? method : kind === 'subscribe' ? stream : '';
  return typeof name === 'string' && name.length <= LONGEST_NAME;
}
