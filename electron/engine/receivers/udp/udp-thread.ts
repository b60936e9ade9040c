import type { Logger } from 'pino';
import type { Disposable } from '../../../../shared/util/disposable.ts';
import { Emitter } from '../../../../shared/util/emitter.ts';
import type { DecodeLimits } from '../../formats/limits.ts';
import { BUSY_HEAP } from '../../heap.ts';
import { type ListenOptions, PortInUseError } from '../../net/listen-tcp.ts';
import { ownerText, portOwner } from '../../net/port-owner.ts';
import { ThreadClient } from '../../storage/thread-client.ts';
import { workerUrl } from '../../worker-url.ts';
import type { BridgeNetworks } from '../bridge-networks.ts';
import type { Listening } from '../receiver-listener.ts';
import type { DatagramFormat } from './decoders.ts';
import type { UdpBatch, UdpBind, UdpBound, UdpLoss } from './messages.ts';

/** Batches that are stored at a time; while they are, the next ones are decoded. */
const BATCHES_AT_A_TIME = 4;

export interface UdpListening extends Listening {
  /** What the kernel gave for bursts. */
  bufferBytes: number;
}

/** Takes what one receiver got. */
export interface UdpTaker {
  /** Settles when the batch is stored, or lost and counted. Must not throw. */
  take(value: unknown, peer: string | null): Promise<void>;
  lost(loss: UdpLoss): void;
}

/** The thread of every UDP receiver. It starts with the first that listens, and again after it has died. */
export class UdpThread implements Disposable {
  readonly #bridges: BridgeNetworks;
  readonly #logger: Logger;
  readonly #limits: () => DecodeLimits;
  readonly #takers = new Map<string, UdpTaker>();
  readonly #following: Disposable;
  #thread: ThreadClient | null = null;
  #nextId = 1;
  #disposed = false;
  /** Fires when the thread has died: nothing is bound any more. */
  readonly onLost = new Emitter<void>();

  /** @param limits what items are held to now */
  constructor(bridges: BridgeNetworks, logger: Logger, limits: () => DecodeLimits) {
    this.#bridges = bridges;
    this.#logger = logger;
    this.#limits = limits;
    this.#following = bridges.onChange.on(() => this.#tellSubnets());
  }

  register(receiver: string, taker: UdpTaker): void {
    this.#takers.set(receiver, taker);
  }

  /** @throws PortInUseError */
  async bind(
    receiver: string,
    format: DatagramFormat,
    where: ListenOptions,
    from: 'anywhere' | 'bridges',
  ): Promise<UdpListening> {
    const thread = this.#running();
    await thread.ready;
    const id = this.#nextId++;
    const asked: UdpBind = { id, receiver, format, guarded: from === 'bridges', ...where };
    const bound = await thread.request<UdpBound>('bind', asked);
    if (bound.kind === 'failed') {
      if (bound.code !== 'EADDRINUSE') throw new Error(bound.message);
      throw new PortInUseError(where.port, ownerText(await portOwner(where.port, 'udp')));
    }
    const { port, addresses, bufferBytes } = bound;
    // A thread that died meanwhile holds no socket.
    const close = () => thread.request<void>('unbind', id).catch(() => undefined);
    return { port, addresses, bufferBytes, close };
  }

  dispose(): void {
    this.#disposed = true;
    this.#following.dispose();
    void this.#thread?.end();
  }

  #running(): ThreadClient {
    if (this.#thread) return this.#thread;
    const thread = new ThreadClient(workerUrl(import.meta.url, './thread'), null, {
      what: 'the thread of the UDP receivers',
      resourceLimits: BUSY_HEAP,
    });
    void thread.exited.then(() => {
      if (this.#thread === thread) this.#thread = null;
      if (this.#disposed) return;
      this.#logger.error('the thread of the UDP receivers died and is started again');
      this.onLost.fire();
    });
    this.#thread = thread;
    this.#tellSubnets();
    for (let i = 0; i < BATCHES_AT_A_TIME; i++) void this.#takeAll(thread);
    void this.#takeLosses(thread);
    return thread;
  }

  #tellSubnets(): void {
    // A thread that died is told when it is started again.
    this.#thread?.request('subnets', this.#bridges.subnets).catch(() => undefined);
  }

  async #takeAll(thread: ThreadClient): Promise<void> {
    while (!this.#disposed) {
      const batch = await thread.request<UdpBatch>('next', this.#limits()).catch(() => null);
      // The thread is gone.
      if (!batch) return;
      await this.#takers.get(batch.receiver)?.take(batch.value, batch.peer);
    }
  }

  /** Losses are told although nothing can be stored. */
  async #takeLosses(thread: ThreadClient): Promise<void> {
    while (!this.#disposed) {
      const losses = await thread.request<UdpLoss[]>('losses', null).catch(() => null);
      if (!losses) return;
      for (const loss of losses) this.#takers.get(loss.receiver)?.lost(loss);
    }
  }
}
