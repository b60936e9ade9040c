import type { ServiceMapNode } from '../../../../shared/contract/trace-answers.ts';
import { type Attributes, attributeText } from '../../../../shared/model/attributes.ts';

/** What a span talks to, where only its own side was measured. */
export interface Peer {
  kind: Exclude<ServiceMapNode['kind'], 'service'>;
  name: string;
  /** Where it is, under which it may send spans of its own; '' when nobody said. */
  host: string;
}

/**
 * Keys of the semantic conventions from 1.24 on, then older ones, then OpenTracing's; the first with a value counts
 * (opentelemetry.io/docs/specs/semconv: database, messaging, general attributes).
 */
const SYSTEM = ['db.system.name', 'db.system', 'db.type'];
const NAMESPACE = ['db.namespace', 'db.name', 'db.instance'];
const STATEMENT = ['db.query.text', 'db.statement', 'sql.query'];
const QUEUE_SYSTEM = ['messaging.system', 'message_bus.system'];
const DESTINATION = [
  // A template stands for many destinations made for one conversation each.
  'messaging.destination.template',
  'messaging.destination.name',
  'messaging.destination',
  'message_bus.destination',
  'messaging.rabbitmq.destination.routing_key',
  'messaging.rabbitmq.routing_key',
  'messaging.kafka.topic',
];
const ADDRESS = [
  'peer.service',
  'server.address',
  'net.peer.name',
  'peer.hostname',
  'http.host',
  'peer.address',
  'network.peer.address',
  'net.sock.peer.name',
  'net.peer.ip',
  'net.sock.peer.addr',
  'peer.ipv4',
];
const URLS = ['url.full', 'http.url'];
const OPERATION = ['messaging.operation.type', 'messaging.operation.name', 'messaging.operation'];
const RECEIVING = new Set(['receive', 'process', 'poll', 'deliver', 'consume', 'settle', 'ack']);

const LONGEST_NAME = 200;

/** Attributes by key, the first of each. */
export class PeerAttributes {
  readonly #values = new Map<string, string>();

  constructor(attributes: Attributes) {
    for (const [key, value] of attributes) {
      if (this.#values.has(key) || value === null) continue;
      this.#values.set(key, attributeText(value).slice(0, LONGEST_NAME));
    }
  }

  first(keys: readonly string[]): string {
    for (const key of keys) {
      const value = this.#values.get(key);
      if (value) return value;
    }
    return '';
  }
}

/** The database that a call went to; null when it went to none. */
export function databaseOf(attributes: PeerAttributes): Peer | null {
  const system = attributes.first(SYSTEM);
  if (system === '' && attributes.first(STATEMENT) === '') return null;
  const host = addressOf(attributes);
  const place = attributes.first(NAMESPACE) || host;
  return { kind: 'database', name: joined(system, place) || 'database', host };
}

/** The queue or topic of a message; null when the span says nothing of one. */
export function queueOf(attributes: PeerAttributes): Peer | null {
  const system = attributes.first(QUEUE_SYSTEM);
  const destination = attributes.first(DESTINATION);
  if (system === '' && destination === '') return null;
  const place = destination || addressOf(attributes);
  return { kind: 'queue', name: joined(system, place), host: '' };
}

/** A system on a host of its own name is said once. */
const joined = (system: string, place: string): string =>
  system === place ? system : [system, place].filter((part) => part !== '').join(' ');

/** Whether a messaging span takes messages; the others send them. */
export const isReceiving = (attributes: PeerAttributes): boolean =>
  RECEIVING.has(attributes.first(OPERATION).toLowerCase());

export function externalOf(attributes: PeerAttributes): Peer | null {
  const name = addressOf(attributes);
  return name === '' ? null : { kind: 'external', name, host: name };
}

function addressOf(attributes: PeerAttributes): string {
  const address = attributes.first(ADDRESS);
  if (address !== '') return address.replace(/(?<=^[^:]+):\d+$/, '');
  const url = attributes.first(URLS);
  return URL.canParse(url) ? new URL(url).hostname : '';
}
