import type { ReceiverName } from '../../../shared/contract/app.ts';
import type { CutParts } from '../../../shared/contract/sampling.ts';
import { type Disposable, disposable } from '../../../shared/util/disposable.ts';
import { Emitter } from '../../../shared/util/emitter.ts';
import type { EngineContext } from '../engine.ts';
import { type DecodeLimits, decodeLimits } from '../formats/limits.ts';
import type { DecodedTraces } from '../formats/otlp/traces-request.ts';
import { type SpanBatch, transferables } from '../formats/spans/span-batch.ts';
import type { LiveSettings } from '../live-settings.ts';
import type { TracesBody } from '../receivers/decode/decode-traces.ts';
import type { Decoder } from '../receivers/decode/decoder.ts';
import type { ReceiverFaults } from '../receivers/receiver-faults.ts';
import { defaultBodyLimits } from '../receivers/request-body.ts';
import { storeFailure } from '../receivers/store-failure.ts';
import { StorageRedactor } from '../storage-redactor.ts';
import type { ContainerTies } from './container-tie.ts';
import { redactBatch } from './redact-batch.ts';
import { DoorSampler, type Sampled } from './sampling/door-sampler.ts';

/** What became of a request, in no protocol's words yet. */
export type IngestOutcome =
  /** Everything but `rejected` spans or data points is committed. */
  | { kind: 'stored'; rejected: number; message: string }
  /** Sending it again would not help. */
  | { kind: 'malformed' | 'too large' | 'too many'; message: string }
  /** The sender should come again. */
  | { kind: 'unavailable'; message: string }
  | { kind: 'failed'; message: string };

/**
 * Sees every batch that is received, tied to its containers, before anything is sampled away. It reads the batch at
 * once, for its buffers go to the store afterwards. What it answers is called after the commit: a batch that could
 * not be stored comes again and would otherwise be seen twice.
 */
export type BatchObserver = (batch: SpanBatch, receiver: ReceiverName) => (() => void) | undefined;

type Parts = Pick<EngineContext, 'store' | 'counters' | 'clock' | 'logger'> & {
  faults: ReceiverFaults;
  decoder: Pick<Decoder, 'traces'>;
  ties: Pick<ContainerTies, 'find'>;
  settings: Pick<LiveSettings, 'current'>;
};

/**
 * The one way in for spans from receivers: decode within the limits, redact, tie to containers, show to observers, sample,
 * commit, count and tell.
 */
export class TraceIngest {
  readonly #parts: Parts;
  readonly #observers = new Set<BatchObserver>();
  readonly #sampler: DoorSampler;
  readonly #redactor: StorageRedactor;
  /** Spans that the sampler left out. */
  readonly leftOut = { probability: 0, rate: 0 };
  /** Parts cut off spans that were over a limit. */
  readonly cut: CutParts = { attributes: 0, events: 0, links: 0 };
  /** Fires with the number of spans after each commit that stored any. */
  readonly onStored = new Emitter<number>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#redactor = new StorageRedactor(() => parts.settings.current.logs.redaction);
    this.#sampler = new DoorSampler(parts.clock, () => parts.settings.current.sampling);
  }

  /** Shows every further batch to the observer until the answer is disposed of. */
  observe(observer: BatchObserver): Disposable {
    this.#observers.add(observer);
    return disposable(() => this.#observers.delete(observer));
  }

  /**
   * Settles after the commit. The body's buffer is handed over.
   *
   * @param peer the sender's address, null where it says nothing about the producer
   */
  async accept(receiver: ReceiverName, body: TracesBody, peer: string | null): Promise<IngestOutcome> {
    const { faults } = this.#parts;
    try {
      const task = { ...body, mostBytes: defaultBodyLimits.bytes, limits: this.limits };
      const decoded = await this.#parts.decoder.traces(task);
      if (decoded.ok) return await this.#take(receiver, decoded.value, peer);
      // How many spans were in it is not known: the request counts as one.
      const { kind, message } = decoded.error;
      faults.refused(receiver, kind === 'malformed' ? 'decode' : 'limit', message);
      return decoded.error;
    } catch (error) {
      return storeFailure(error, this.#parts.logger, 'spans');
    }
  }

  /** As `accept`, for spans that were decoded elsewhere. The batch's buffers are handed over. */
  async acceptDecoded(
    receiver: ReceiverName,
    decoded: DecodedTraces,
    peer: string | null,
  ): Promise<IngestOutcome> {
    try {
      return await this.#take(receiver, decoded, peer);
    } catch (error) {
      return storeFailure(error, this.#parts.logger, 'spans');
    }
  }

  /** What a span is held to now; also for who decodes spans elsewhere. */
  get limits(): DecodeLimits {
    return decodeLimits(this.#parts.settings.current.spanLimits);
  }

  async #take(receiver: ReceiverName, decoded: DecodedTraces, peer: string | null): Promise<IngestOutcome> {
    const { batch, rejected, firstFault } = decoded;
    const { counters, faults } = this.#parts;
    const { count } = batch;
    const redacted = this.#redact(batch);
    for (const resource of batch.resources) resource.container = this.#parts.ties.find(resource, peer);
    const committed = count > 0 ? this.#show(batch, receiver) : () => undefined;
    const sampled = this.#sampler.sample(batch);
    if (sampled.batch.count > 0) await this.#commit(receiver, sampled.batch);
    committed();
    counters.received(receiver, 'traces', count + rejected);
    counters.redacted('traces', redacted);
    this.#countLeftOut(receiver, sampled);
    this.#countCut(receiver, decoded.cut);
    if (rejected > 0) faults.refused(receiver, 'decode', firstFault, rejected);
    if (rejected > 0 && count === 0) return { kind: 'malformed', message: firstFault };
    return { kind: 'stored', rejected, message: firstFault };
  }

  /** Before anyone sees it; answers what was replaced. */
  #redact(batch: SpanBatch): [name: string, count: number][] {
    const redactor = this.#redactor.current;
    if (!redactor) return [];
    redactBatch(batch, redactor);
    return redactor.takeCounts();
  }

  /** Answers what is to be called after the commit. An observer that fails takes nothing with it. */
  #show(batch: SpanBatch, receiver: ReceiverName): () => void {
    const { logger } = this.#parts;
    const guarded = <T>(work: () => T): T | undefined => {
      try {
        return work();
      } catch (error) {
        logger.error({ error }, 'an observer of spans failed');
        return undefined;
      }
    };
    const waiting = [...this.#observers].map((observer) => guarded(() => observer(batch, receiver)));
    return () => {
      for (const committed of waiting) if (committed) guarded(committed);
    };
  }

  async #commit(receiver: ReceiverName, batch: SpanBatch): Promise<void> {
    const { counters, store, clock } = this.#parts;
    const source = { kind: 'receiver', name: receiver } as const;
    const params = { batch, source, nowMs: clock.now() };
    const { stored, duplicates } = await store.write('spans.insert', params, transferables(batch));
    counters.dropped(receiver, 'traces', 'duplicate', duplicates);
    if (stored > 0) this.onStored.fire(stored);
  }

  #countLeftOut(receiver: ReceiverName, { byProbability, byRate }: Sampled): void {
    const { counters } = this.#parts;
    this.leftOut.probability += byProbability;
    this.leftOut.rate += byRate;
    counters.dropped(receiver, 'traces', 'sampled', byProbability);
    counters.dropped(receiver, 'traces', 'rate', byRate);
  }

  #countCut(receiver: ReceiverName, { attributes, events, links }: CutParts): void {
    this.cut.attributes += attributes;
    this.cut.events += events;
    this.cut.links += links;
    this.#parts.counters.dropped(receiver, 'traces', 'limit', attributes + events + links);
  }
}
