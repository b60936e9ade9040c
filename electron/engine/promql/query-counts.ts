import { toErrorBody } from '../../../shared/contract/errors.ts';
import type { QueryCost } from './query.ts';

/** How a query ended: answered, not to be read or answered, more than it may cost, left, or failed by itself. */
export const queryOutcomes = ['ok', 'invalid', 'limit', 'cancelled', 'failed'] as const;
export type QueryOutcome = (typeof queryOutcomes)[number];

const OUTCOMES: Record<string, QueryOutcome> = {
  invalid_params: 'invalid',
  limit: 'limit',
  cancelled: 'cancelled',
};

/** What PromQL was asked since the start, for /metrics. */
export class QueryCounts {
  readonly #ended = new Map<QueryOutcome, number>(queryOutcomes.map((outcome) => [outcome, 0]));
  #samplesRead = 0;
  #seconds = 0;

  get ended(): ReadonlyMap<QueryOutcome, number> {
    return this.#ended;
  }

  /** Of queries that were answered. */
  get samplesRead(): number {
    return this.#samplesRead;
  }

  /** Spent on queries that were answered, waiting for others' turns included. */
  get seconds(): number {
    return this.#seconds;
  }

  /** Counts how a query ends. @throws what the query does */
  async count<A extends { stats: QueryCost }>(ask: () => Promise<A>): Promise<A> {
    try {
      const answer = await ask();
      this.#end('ok');
      this.#samplesRead += answer.stats.samplesRead;
      this.#seconds += answer.stats.elapsedMs / 1000;
      return answer;
    } catch (error) {
      this.#end(OUTCOMES[toErrorBody(error).code] ?? 'failed');
      throw error;
    }
  }

  #end(outcome: QueryOutcome): void {
    this.#ended.set(outcome, (this.#ended.get(outcome) ?? 0) + 1);
  }
}
