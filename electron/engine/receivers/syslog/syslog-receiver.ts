import { setTimeout as sleep } from 'node:timers/promises';
import type { DecodedLogs } from '../../formats/logs/decoded-logs.ts';
import type { LogIntake, LogOutcome } from '../../logs/log-intake.ts';
import type { ReceiverSurroundings } from '../surroundings.ts';
import { UdpTcpReceiver } from '../udp-tcp-receiver.ts';
import { readSyslogStream } from './syslog-stream.ts';

const TRY_AGAIN_MS = 1_000;

/** syslog on one port of UDP, a message a datagram, and of TCP (RFC 6587). Nobody is answered. */
export class SyslogReceiver extends UdpTcpReceiver<DecodedLogs> {
  readonly #ended: AbortController;

  /** @param port 0 picks one that is free on both */
  constructor(logs: LogIntake, port: number, around: ReceiverSurroundings) {
    const ended = new AbortController();
    const { faults, limits, inFlight } = around;
    const lost = (outcome: LogOutcome, records: number) => {
      if (outcome.kind !== 'unavailable' && outcome.kind !== 'failed') return;
      faults.refused('syslog', 'full', `records could not be stored: ${outcome.message}`, records, 'logs');
    };
    super(
      {
        name: 'syslog',
        format: 'syslog',
        signal: 'logs',
        take: async (decoded, peer) => lost(await logs.acceptDecoded('syslog', decoded, peer), decoded.count),
        read: (socket, peer) =>
          readSyslogStream(socket, {
            limits,
            inFlight,
            // It was no log, so nothing is lost.
            refused: (text) => faults.refused('syslog', null, text, 1, 'logs'),
            take: async (decoded) => lost(await persist(logs, decoded, peer, ended.signal), decoded.count),
          }),
      },
      port,
      around,
    );
    this.#ended = ended;
  }

  override dispose(): void {
    this.#ended.abort();
    super.dispose();
  }
}

/** Of a connection nothing is lost while the store cannot take it: it is tried again, and nothing more is read meanwhile. */
async function persist(
  logs: LogIntake,
  decoded: DecodedLogs,
  peer: string | null,
  signal: AbortSignal,
): Promise<LogOutcome> {
  for (;;) {
    const outcome = await logs.acceptDecoded('syslog', decoded, peer);
    if (outcome.kind !== 'unavailable' || signal.aborted) return outcome;
    await sleep(TRY_AGAIN_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
