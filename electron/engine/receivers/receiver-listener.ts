import type { Server, Socket } from 'node:net';
import type { ReceiverName, ReceiverStatus } from '../../../shared/contract/app.ts';
import { type Disposable, DisposableStore } from '../../../shared/util/disposable.ts';
import { bindAddresses } from '../net/addresses.ts';
import { type ListenOptions, listenTcp } from '../net/listen-tcp.ts';
import type { BridgeNetworks } from './bridge-networks.ts';

/** What a receiver itself knows of its state. */
export type ListeningStatus = Omit<ReceiverStatus, 'lastFault'>;

/** A receiver as its owner sees it, whatever it speaks. */
export interface Receiver extends Disposable {
  readonly status: ListeningStatus;
  /** Never throws: that the port is taken is the receiver's status. */
  start(): Promise<void>;
}

/** Bound sockets, of whatever protocol. */
export interface Listening {
  port: number;
  addresses: string[];
  close(): Promise<void>;
}

/**
 * Binds all addresses or throws.
 *
 * @param from whose packets count: `bridges` for the gateways of Docker's bridges, which others could reach too
 */
export type Listen = (where: ListenOptions, from: 'anywhere' | 'bridges') => Promise<Listening>;

export interface ListenerOptions {
  name: ReceiverName;
  /** 0 picks a free one. */
  port: number;
  listen: Listen;
  bridges: BridgeNetworks;
  /** More addresses to bind, as the user said. */
  bind: readonly string[];
  tryAgainMs?: number;
}

const TRY_AGAIN_MS = 10_000;

/**
 * Where a receiver is reached: on loopback and, on Linux, on the gateways of Docker's local bridges, where only
 * their containers are let in. A port that is taken is tried again until it is free.
 */
export class ReceiverListener implements Receiver {
  readonly #options: ListenerOptions;
  readonly #owned = new DisposableStore();
  readonly #gateways = new Map<string, Listening>();
  #loopback: Listening | null = null;
  #reason: string | null = null;
  #rebinding = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#owned.add(options.bridges.onChange.on(() => this.#followBridges()));
  }

  get status(): ListeningStatus {
    const listener = this.#loopback;
    return {
      name: this.#options.name,
      state: listener ? 'listening' : 'failed',
      port: listener?.port ?? this.#options.port,
      addresses: listener ? [...listener.addresses, ...this.#gateways.keys()] : [],
      reason: this.#reason,
    };
  }

  async start(): Promise<void> {
    const { listen, port, bind } = this.#options;
    try {
      const listener = await listen({ port, addresses: bindAddresses(bind) }, 'anywhere');
      if (this.#owned.disposed) return void listener.close();
      this.#loopback = listener;
      this.#reason = null;
      await this.#followBridges();
    } catch (error) {
      this.#reason = error instanceof Error ? error.message : String(error);
      this.#later(() => this.start());
    }
  }

  dispose(): void {
    this.#owned.dispose();
    clearTimeout(this.#retry);
    void this.#loopback?.close();
    for (const listener of this.#gateways.values()) void listener.close();
  }

  #later(action: () => Promise<void>): void {
    clearTimeout(this.#retry);
    if (this.#owned.disposed) return;
    this.#retry = setTimeout(() => void action(), this.#options.tryAgainMs ?? TRY_AGAIN_MS);
    this.#retry.unref();
  }

  /** Listens on gateways that appeared and leaves those that went, one change after another. */
  #followBridges(): Promise<void> {
    this.#rebinding = this.#rebinding.then(() => this.#bindGateways());
    return this.#rebinding;
  }

  async #bindGateways(): Promise<void> {
    const { bridges, bind } = this.#options;
    const port = this.#loopback?.port;
    if (port === undefined || this.#owned.disposed) return;
    // Bound to every address already.
    const wanted = bind.includes('0.0.0.0')
      ? []
      : bridges.gateways.filter((address) => !bind.includes(address));
    for (const [address, listener] of this.#gateways) {
      if (wanted.includes(address)) continue;
      this.#gateways.delete(address);
      await listener.close();
    }
    for (const address of wanted) if (!this.#gateways.has(address)) await this.#bindGateway(address, port);
  }

  async #bindGateway(address: string, port: number): Promise<void> {
    try {
      this.#gateways.set(address, await this.#options.listen({ port, addresses: [address] }, 'bridges'));
      this.#reason = null;
    } catch (error) {
      // Loopback goes on; containers of this bridge cannot reach the receiver, and the status says why.
      this.#reason = `not on ${address}: ${error instanceof Error ? error.message : String(error)}`;
      this.#later(() => this.#followBridges());
    }
  }
}

/** Listens with TCP servers. Before a byte is read, who is not inside a local bridge is cut off from its gateway. */
export function tcpListen(createServer: () => Server, bridges: BridgeNetworks): Listen {
  return async (where, from) => {
    const listener = await listenTcp(createServer, where);
    if (from === 'bridges') {
      for (const server of listener.servers) {
        server.prependListener('connection', (socket: Socket) => {
          if (!bridges.accepts(socket.remoteAddress ?? '')) socket.destroy();
        });
      }
    }
    return listener;
  };
}
