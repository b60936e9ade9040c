import { createServer } from 'node:net';
import type { StatsdBatch } from '../../formats/statsd/statsd-batch.ts';
import type { StatsdIngest } from '../../metrics/statsd/statsd-ingest.ts';
import { senderAddress } from '../../net/addresses.ts';
import { type ListeningStatus, type Receiver, ReceiverListener, tcpListen } from '../receiver-listener.ts';
import type { ReceiverSurroundings } from '../surroundings.ts';
import { UdpReceiver } from '../udp/udp-receiver.ts';
import { readStatsdLines } from './statsd-lines.ts';

const FREE_PORT_TRIES = 10;

/** StatsD on one port of UDP, a line or several a datagram, and of TCP, lines until the connection ends. */
export class StatsdReceiver implements Receiver {
  readonly #ingest: StatsdIngest;
  readonly #around: ReceiverSurroundings;
  readonly #port: number;
  #udp: UdpReceiver<StatsdBatch>;
  #tcp: ReceiverListener;

  /** @param port 0 picks one that is free on both */
  constructor(ingest: StatsdIngest, port: number, around: ReceiverSurroundings) {
    this.#ingest = ingest;
    this.#around = around;
    this.#port = port;
    this.#udp = this.#createUdp();
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
      this.#udp = this.#createUdp();
    }
  }

  dispose(): void {
    this.#udp.dispose();
    this.#tcp.dispose();
  }

  #createUdp(): UdpReceiver<StatsdBatch> {
    const take = (batch: StatsdBatch, peer: string | null) => this.#ingest.take(batch, peer);
    return new UdpReceiver(
      { name: 'statsd', format: 'statsd', signal: 'metrics', take },
      this.#port,
      this.#around,
    );
  }

  #createTcp(port: number): ReceiverListener {
    const { bridges, bind, limits } = this.#around;
    const create = () =>
      createServer((socket) => {
        const peer = senderAddress(socket.remoteAddress);
        readStatsdLines(socket, { limits, take: (batch) => this.#ingest.take(batch, peer) });
      });
    return new ReceiverListener({ name: 'statsd', port, listen: tcpListen(create, bridges), bridges, bind });
  }
}
