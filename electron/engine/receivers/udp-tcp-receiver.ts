import { createServer, type Socket } from 'node:net';
import { senderAddress } from '../net/addresses.ts';
import { type ListeningStatus, type Receiver, ReceiverListener, tcpListen } from './receiver-listener.ts';
import type { ReceiverSurroundings } from './surroundings.ts';
import { type UdpProtocol, UdpReceiver } from './udp/udp-receiver.ts';

const FREE_PORT_TRIES = 10;

/** What one protocol adds: its datagrams, and how a connection is read. */
export interface UdpTcpProtocol<T> extends UdpProtocol<T> {
  read(socket: Socket, peer: string | null): void;
}

/** A protocol on one port of UDP and of TCP. */
export class UdpTcpReceiver<T> implements Receiver {
  readonly #protocol: UdpTcpProtocol<T>;
  readonly #around: ReceiverSurroundings;
  readonly #port: number;
  #udp: UdpReceiver<T>;
  #tcp: ReceiverListener;

  /** @param port 0 picks one that is free on both */
  constructor(protocol: UdpTcpProtocol<T>, port: number, around: ReceiverSurroundings) {
    this.#protocol = protocol;
    this.#around = around;
    this.#port = port;
    this.#udp = new UdpReceiver(protocol, port, around);
    this.#tcp = this.#createTcp(port);
  }

  get status(): ListeningStatus {
    const udp = this.#udp.status;
    const tcp = this.#tcp.status;
    if (udp.state !== 'listening') return udp;
    const reason = tcp.state === 'listening' ? (udp.reason ?? tcp.reason) : `not on TCP: ${tcp.reason}`;
    return { ...udp, reason };
  }

  async start(): Promise<void> {
    for (let tries = 1; ; tries++) {
      await this.#udp.start();
      const port = this.#port === 0 ? (this.#udp.status.port ?? 0) : this.#port;
      if (this.#port === 0) {
        this.#tcp.dispose();
        this.#tcp = this.#createTcp(port);
      }
      await this.#tcp.start();
      if (this.#port !== 0 || this.#tcp.status.state === 'listening' || tries >= FREE_PORT_TRIES) return;
      // Somebody has the port that was free for UDP.
      this.#udp.dispose();
      this.#udp = new UdpReceiver(this.#protocol, this.#port, this.#around);
    }
  }

  dispose(): void {
    this.#udp.dispose();
    this.#tcp.dispose();
  }

  #createTcp(port: number): ReceiverListener {
    const { bridges, bind } = this.#around;
    const { name } = this.#protocol;
    const create = () =>
      createServer((socket) => this.#protocol.read(socket, senderAddress(socket.remoteAddress)));
    return new ReceiverListener({ name, port, listen: tcpListen(create, bridges), bridges, bind });
  }
}
