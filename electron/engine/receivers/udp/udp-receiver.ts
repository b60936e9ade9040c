import type { ReceiverName, Signal } from '../../../../shared/contract/app.ts';
import type { Disposable } from '../../../../shared/util/disposable.ts';
import { RECEIVE_BUFFER_BYTES } from '../../net/bind-udp.ts';
import { type ListeningStatus, type Receiver, ReceiverListener } from '../receiver-listener.ts';
import type { ReceiverSurroundings } from '../surroundings.ts';
import type { DatagramFormat } from './decoders.ts';
import type { UdpLoss } from './messages.ts';
import type { UdpThread } from './udp-thread.ts';

/** What one protocol adds to the common receiver. */
export interface UdpProtocol<T> {
  name: ReceiverName;
  format: DatagramFormat;
  /** Spans where it is not said. */
  signal?: Signal;
  /** Stores what the thread decoded, and counts what it could not. Must not throw. */
  take(value: T, peer: string | null): Promise<void>;
}

const lossTexts: Partial<Record<UdpLoss['cause'], string>> = {
  full: 'more came than could be stored: datagrams were thrown away',
  kernel: 'more came than the kernel could hold: it threw datagrams away before they were read',
};

/**
 * A UDP receiver. Its sockets live in the thread of all of them; datagrams have no answer, so every loss that can be
 * seen is counted.
 */
export class UdpReceiver<T> implements Receiver {
  readonly #protocol: UdpProtocol<T>;
  readonly #port: number;
  readonly #around: ReceiverSurroundings;
  readonly #thread: UdpThread;
  readonly #watching: Disposable;
  #listener: ReceiverListener;
  #bufferBytes = RECEIVE_BUFFER_BYTES;

  /** @param port 0 picks a free one */
  constructor(protocol: UdpProtocol<T>, port: number, around: ReceiverSurroundings) {
    this.#protocol = protocol;
    this.#port = port;
    this.#around = around;
    this.#thread = around.udp;
    this.#listener = this.#createListener();
    around.udp.register(protocol.name, {
      take: (value, peer) => protocol.take(value as T, peer),
      lost: (loss) =>
        around.faults.refused(
          protocol.name,
          loss.cause,
          lossTexts[loss.cause] ?? '',
          loss.items,
          protocol.signal,
        ),
    });
    this.#watching = around.udp.onLost.on(() => void this.#listenAgain());
  }

  get status(): ListeningStatus {
    const status = this.#listener.status;
    if (status.state !== 'listening' || status.reason !== null) return status;
    return { ...status, reason: this.#shortfall() };
  }

  async start(): Promise<void> {
    await this.#listener.start();
  }

  dispose(): void {
    this.#watching.dispose();
    this.#listener.dispose();
  }

  #createListener(): ReceiverListener {
    const { bridges, bind } = this.#around;
    const { name, format } = this.#protocol;
    return new ReceiverListener({
      name,
      port: this.#port,
      bridges,
      bind,
      listen: async (where, from) => {
        const listening = await this.#thread.bind(name, format, where, from);
        this.#bufferBytes = Math.min(this.#bufferBytes, listening.bufferBytes);
        return listening;
      },
    });
  }

  async #listenAgain(): Promise<void> {
    this.#listener.dispose();
    this.#listener = this.#createListener();
    await this.#listener.start();
  }

  #shortfall(): string | null {
    if (this.#bufferBytes >= RECEIVE_BUFFER_BYTES) return null;
    const kib = (bytes: number) => `${Math.floor(bytes / 1024)} KiB`;
    const cure =
      process.platform === 'linux'
        ? `; sudo sysctl -w net.core.rmem_max=${RECEIVE_BUFFER_BYTES} gives all`
        : '';
    return `the kernel gave ${kib(this.#bufferBytes)} of ${kib(RECEIVE_BUFFER_BYTES)} for bursts${cure}`;
  }
}
