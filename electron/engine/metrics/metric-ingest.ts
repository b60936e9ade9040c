import type { ReceiverName } from '../../../shared/contract/app.ts';
import type { EngineContext } from '../engine.ts';
import { type DecodeLimits, decodeLimits } from '../formats/limits.ts';
import type { DecodedPoints, PointBatch } from '../formats/otlp/metrics/point-batch.ts';
import type { LiveSettings } from '../live-settings.ts';
import type { MetricsBody } from '../receivers/decode/decode-metrics.ts';
import type { Decoder } from '../receivers/decode/decoder.ts';
import type { ReceiverFaults } from '../receivers/receiver-faults.ts';
import { defaultBodyLimits } from '../receivers/request-body.ts';
import { storeFailure } from '../receivers/store-failure.ts';
import type { ContainerTies } from '../traces/container-tie.ts';
import type { IngestOutcome } from '../traces/trace-ingest.ts';
import type { CommitOutcome, MetricSink } from './metric-sink.ts';
import { PointWriter } from './otlp/point-writer.ts';

type Parts = Pick<EngineContext, 'counters' | 'logger'> & {
  sink: MetricSink;
  decoder: Pick<Decoder, 'metrics'>;
  ties: Pick<ContainerTies, 'find'>;
  faults: ReceiverFaults;
  settings: Pick<LiveSettings, 'current'>;
};

/** The one way in for data points of OTLP: decode within the limits, tie to containers, commit, count and tell. */
export class MetricIngest {
  readonly #parts: Parts;
  readonly #writer: PointWriter;
  #ordered: Promise<unknown> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#writer = new PointWriter(parts.sink);
  }

  /**
   * Settles after the commit. The body's buffer is handed over.
   *
   * @param peer the sender's address, null where it says nothing about the producer
   */
  async accept(receiver: ReceiverName, body: MetricsBody, peer: string | null): Promise<IngestOutcome> {
    const { faults, decoder } = this.#parts;
    try {
      const task = { ...body, mostBytes: defaultBodyLimits.bytes, limits: this.#limits };
      const decoded = await decoder.metrics(task);
      if (decoded.ok) return await this.#take(receiver, decoded.value, peer);
      // How many points were in it is not known: the request counts as one.
      const { kind, message } = decoded.error;
      faults.refused(receiver, kind === 'malformed' ? 'decode' : 'limit', message, 1, 'metrics');
      return decoded.error;
    } catch (error) {
      return storeFailure(error, this.#parts.logger, 'metrics');
    }
  }

  /** Stores the points of one opened file, of whatever age, in their order. It throws what the store does. */
  openFile(): (batch: PointBatch) => Promise<CommitOutcome> {
    const { sink } = this.#parts;
    const writer = new PointWriter(sink);
    return (batch) => {
      const entities = batch.sources.map((source) => this.#entity(source, null));
      return sink.commit(writer.write('file', batch, entities).samples, { backfill: true });
    };
  }

  get #limits(): DecodeLimits {
    return decodeLimits(this.#parts.settings.current.spanLimits);
  }

  async #take(receiver: ReceiverName, decoded: DecodedPoints, peer: string | null): Promise<IngestOutcome> {
    const { batch, rejected, firstFault, cut } = decoded;
    const { counters, faults } = this.#parts;
    const outcome = PointWriter.isOrdered(batch)
      ? await this.#inOrder(() => this.#commit(receiver, batch, peer))
      : await this.#commit(receiver, batch, peer);
    counters.dropped(receiver, 'metrics', 'limit', cut.attributes);
    if (rejected > 0) faults.refused(receiver, 'decode', firstFault, rejected, 'metrics');
    if (rejected > 0 && batch.count + batch.exponentials.length === 0) {
      return { kind: 'malformed', message: firstFault };
    }
    const left = leftOut(outcome, batch.points);
    return { kind: 'stored', rejected: rejected + left.points, message: firstFault || left.message };
  }

  async #commit(receiver: ReceiverName, batch: PointBatch, peer: string | null): Promise<CommitOutcome> {
    const { sink, counters } = this.#parts;
    const entities = batch.sources.map((source) => this.#entity(source, peer));
    const { samples, undo, repeated } = this.#writer.write(receiver, batch, entities);
    try {
      const outcome = await sink.commit(samples);
      counters.dropped(receiver, 'metrics', 'duplicate', repeated);
      return outcome;
    } catch (error) {
      undo.run();
      throw error;
    }
  }

  /** One after another; one that fails does not keep the next from its turn. */
  async #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#ordered.then(work, work);
    this.#ordered = turn.catch(() => undefined);
    return turn;
  }

  #entity(source: PointBatch['sources'][number], peer: string | null): string | null {
    return this.#parts.ties.find(source, peer)?.entity ?? null;
  }
}

/** Samples that will not be stored however often they are sent, as data points. */
function leftOut(
  { limited, tooOld, limit }: CommitOutcome,
  points: number,
): { points: number; message: string } {
  const samples = limited + tooOld;
  if (samples === 0) return { points: 0, message: '' };
  const late = tooOld > 0 ? `${tooOld} samples are older than their series' newest by too much` : null;
  return { points: Math.min(points, samples), message: limit ?? late ?? 'a limit was reached' };
}
