import type { StatsdBatch } from '../../formats/statsd/statsd-batch.ts';
import type { StatsdIngest } from '../../metrics/statsd/statsd-ingest.ts';
import type { ReceiverSurroundings } from '../surroundings.ts';
import { UdpTcpReceiver } from '../udp-tcp-receiver.ts';
import { readStatsdLines } from './statsd-lines.ts';

/** StatsD on one port of UDP, a line or several a datagram, and of TCP, lines until the connection ends. */
export class StatsdReceiver extends UdpTcpReceiver<StatsdBatch> {
  /** @param port 0 picks one that is free on both */
  constructor(ingest: StatsdIngest, port: number, around: ReceiverSurroundings) {
    const protocol = {
      name: 'statsd',
      format: 'statsd',
      signal: 'metrics',
      take: (batch: StatsdBatch, peer: string | null) => ingest.take(batch, peer),
      read: (socket: Parameters<typeof readStatsdLines>[0], peer: string | null) =>
        readStatsdLines(socket, { limits: around.limits, take: (batch) => ingest.take(batch, peer) }),
    } as const;
    super(protocol, port, around);
  }
}
