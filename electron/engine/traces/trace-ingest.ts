import type { ReceiverName } from '../../../shared/contract/app.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import { type Disposable, DisposableStore } from '../../../shared/util/disposable.ts';
import { Emitter } from '../../../shared/util/emitter.ts';
import type { EngineContext } from '../engine.ts';
import type { DecodedTraces } from '../formats/otlp/traces-request.ts';
import { transferables } from '../formats/spans/span-batch.ts';
import type { TracesBody } from '../receivers/decode/decode-traces.ts';
import { Decoder } from '../receivers/decode/decoder.ts';
import { ContainerTies } from './container-tie.ts';

/** What became of a request, in no protocol's words yet. */
export type IngestOutcome =
  /** Everything but `rejected` spans is committed. */
  | { kind: 'stored'; rejected: number; message: string }
  /** Sending it again would not help. */
  | { kind: 'malformed' | 'too large' | 'too many'; message: string }
  /** The sender should come again. */
  | { kind: 'unavailable'; message: string }
  | { kind: 'failed'; message: string };

type Parts = Pick<EngineContext, 'store' | 'counters' | 'clock' | 'logger' | 'docker'>;

/** The one way in for spans from receivers: decode, tie to containers, store, count, tell. */
export class TraceIngest implements Disposable {
  readonly #parts: Parts;
  readonly #owned = new DisposableStore();
  readonly #decoder: Decoder;
  readonly #ties: ContainerTies;
  /** Fires with the number of spans after each commit that stored any. */
  readonly onStored = new Emitter<number>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#decoder = this.#owned.add(new Decoder(parts.logger));
    this.#ties = this.#owned.add(new ContainerTies(parts.docker));
  }

  /**
   * Settles after the commit. The body's buffer is handed over.
   *
   * @param peer the sender's address, null where it says nothing about the producer
   */
  async accept(receiver: ReceiverName, body: TracesBody, peer: string | null): Promise<IngestOutcome> {
    const { counters } = this.#parts;
    try {
      const decoded = await this.#decoder.traces(body);
      if (decoded.ok) return await this.#store(receiver, decoded.value, peer);
      // How many spans were in it is not known: the request counts as one.
      counters.dropped(receiver, 'traces', decoded.error.kind === 'malformed' ? 'decode' : 'limit', 1);
      return decoded.error;
    } catch (error) {
      return this.#failure(error);
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #store(receiver: ReceiverName, decoded: DecodedTraces, peer: string | null): Promise<IngestOutcome> {
    const { batch, rejected, firstFault } = decoded;
    const { counters, store, clock } = this.#parts;
    const { count } = batch;
    for (const resource of batch.resources) resource.container = this.#ties.find(resource, peer);
    if (count > 0) {
      const source = { kind: 'receiver', name: receiver } as const;
      const params = { batch, source, nowMs: clock.now() };
      const { stored, duplicates } = await store.write('spans.insert', params, transferables(batch));
      counters.dropped(receiver, 'traces', 'duplicate', duplicates);
      if (stored > 0) this.onStored.fire(stored);
    }
    counters.received(receiver, 'traces', count + rejected);
    counters.dropped(receiver, 'traces', 'decode', rejected);
    if (rejected > 0 && count === 0) return { kind: 'malformed', message: firstFault };
    return { kind: 'stored', rejected, message: firstFault };
  }

  #failure(error: unknown): IngestOutcome {
    const message = error instanceof Error ? error.message : String(error);
    const passes =
      error instanceof TrivetError && ['unavailable', 'storage_full', 'limit'].includes(error.code);
    if (passes) return { kind: 'unavailable', message };
    this.#parts.logger.error({ error }, 'spans could not be stored');
    return { kind: 'failed', message };
  }
}
