import type { ReceiverName } from '../../../shared/contract/app.ts';
import type { LogSource } from '../../../shared/model/log-record.ts';
import type { EngineContext } from '../engine.ts';
import { type DecodeLimits, decodeLimits } from '../formats/limits.ts';
import type { DecodedLogs } from '../formats/logs/decoded-logs.ts';
import type { LiveSettings } from '../live-settings.ts';
import type { AnsweredLogs, ItemsAnswer, LogsBody } from '../receivers/decode/decode-logs.ts';
import type { Decoder } from '../receivers/decode/decoder.ts';
import type { ReceiverFaults } from '../receivers/receiver-faults.ts';
import { defaultBodyLimits } from '../receivers/request-body.ts';
import { storeFailure } from '../receivers/store-failure.ts';
import type { ContainerTies } from '../traces/container-tie.ts';
import type { IngestOutcome } from '../traces/trace-ingest.ts';
import { logOrigin } from './log-origin.ts';
import type { LogGroup, LogSink } from './log-sink.ts';

/** What became of a request; `answer` is what its decoder wrote for the sender, where the protocol has such a thing. */
export type LogOutcome = IngestOutcome & { answer?: ItemsAnswer | undefined };

interface Parts extends Pick<EngineContext, 'counters' | 'logger'> {
  sink: LogSink;
  decoder: Pick<Decoder, 'logs'>;
  ties: Pick<ContainerTies, 'findContainer'>;
  faults: ReceiverFaults;
  settings: Pick<LiveSettings, 'current'>;
}

/** How records of each receiver came here. */
const sources: Partial<Record<ReceiverName, LogSource>> = {
  'otlp-grpc': 'otlp',
  'otlp-http': 'otlp',
  loki: 'loki',
  elasticsearch: 'elasticsearch',
  syslog: 'syslog',
};

/** The one way in for log records from receivers: decode within the limits, tie to containers, commit, count and tell. */
export class LogIntake {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Settles after the commit. The body's buffer is handed over.
   *
   * @param peer the sender's address, null where it says nothing about the producer
   */
  async accept(receiver: ReceiverName, body: LogsBody, peer: string | null): Promise<LogOutcome> {
    try {
      const task = { ...body, mostBytes: defaultBodyLimits.bytes, limits: this.limits };
      const decoded = await this.#parts.decoder.logs(task);
      if (decoded.ok) return await this.#take(receiver, decoded.value, peer);
      // How many records were in it is not known: the request counts as one.
      const { kind, message } = decoded.error;
      this.#parts.faults.refused(receiver, kind === 'malformed' ? 'decode' : 'limit', message, 1, 'logs');
      return decoded.error;
    } catch (error) {
      return storeFailure(error, this.#parts.logger, 'log records');
    }
  }

  /** As `accept`, for records that were decoded elsewhere. */
  async acceptDecoded(
    receiver: ReceiverName,
    decoded: DecodedLogs,
    peer: string | null,
  ): Promise<LogOutcome> {
    try {
      return await this.#take(receiver, decoded, peer);
    } catch (error) {
      return storeFailure(error, this.#parts.logger, 'log records');
    }
  }

  /** What a record is held to now; also for who decodes elsewhere. */
  get limits(): DecodeLimits {
    return decodeLimits(this.#parts.settings.current.spanLimits);
  }

  /** Stores the records of one opened file, tied to containers as those that are received. @throws what the sink does */
  async commitFile(decoded: DecodedLogs): Promise<number> {
    if (decoded.count === 0) return 0;
    const { stored } = await this.#parts.sink.commit('file', this.#groups('otlp', decoded, null));
    this.#parts.counters.dropped('file', 'logs', 'limit', decoded.cut);
    return stored;
  }

  async #take(receiver: ReceiverName, decoded: AnsweredLogs, peer: string | null): Promise<LogOutcome> {
    const { sink, counters, faults } = this.#parts;
    const { count, rejected, firstFault, cut, answer } = decoded;
    if (count > 0) {
      await sink.commit(receiver, this.#groups(sources[receiver] ?? 'otlp', decoded, peer));
    }
    counters.dropped(receiver, 'logs', 'limit', cut);
    if (rejected > 0) faults.refused(receiver, 'decode', firstFault, rejected, 'logs');
    if (rejected > 0 && count === 0) return { kind: 'malformed', message: firstFault, answer };
    return { kind: 'stored', rejected, message: firstFault, answer };
  }

  #groups(source: LogSource, { streams }: DecodedLogs, peer: string | null): LogGroup[] {
    const { ties } = this.#parts;
    return streams.map(({ producer, labels, records }) => {
      const container = ties.findContainer(producer, producer.relayed ? null : peer)?.container ?? null;
      return { origin: logOrigin(source, producer, labels, container), records };
    });
  }
}
