import type { OperationBaseline } from '../../../shared/contract/trace-answers.ts';
import type { EngineContext } from '../engine.ts';

/** What is usual changes slowly: it is asked of the store this often at most. */
const FRESH_MS = 120_000;
const DAY_NANO = 86_400_000_000_000n;

const keyOf = ({ service, name }: { service: string; name: string }) => `${service}\0${name}`;

/** The usual durations of every operation over the last day, asked of the store when needed and kept for a while. */
export class UsualDurations {
  readonly #parts: Pick<EngineContext, 'store' | 'clock'>;
  #known: { at: number; baselines: Promise<Map<string, OperationBaseline>> } | null = null;

  constructor(parts: Pick<EngineContext, 'store' | 'clock'>) {
    this.#parts = parts;
  }

  /** Of the operations of one trace; null when it is not stored. */
  async ofTrace(traceId: string, signal: AbortSignal): Promise<OperationBaseline[] | null> {
    const operations = await this.#parts.store.read('traces.operations', { traceId }, { signal });
    if (!operations) return null;
    const baselines = await this.#baselines();
    return operations.flatMap((operation) => baselines.get(keyOf(operation)) ?? []);
  }

  /** Several who ask at once share one reading, so it is nobody's to cancel. */
  #baselines(): Promise<Map<string, OperationBaseline>> {
    const now = this.#parts.clock.now();
    // A clock that was set back must not keep what is known for ever.
    if (this.#known && Math.abs(now - this.#known.at) < FRESH_MS) return this.#known.baselines;
    const baselines = this.#read(now);
    this.#known = { at: now, baselines };
    baselines.catch(() => {
      if (this.#known?.baselines === baselines) this.#known = null;
    });
    return baselines;
  }

  async #read(now: number): Promise<Map<string, OperationBaseline>> {
    const end = BigInt(Math.ceil(now)) * 1_000_000n;
    const read = await this.#parts.store.read('traces.baselines', { start: end - DAY_NANO, end });
    return new Map(read.map((baseline) => [keyOf(baseline), baseline]));
  }
}
