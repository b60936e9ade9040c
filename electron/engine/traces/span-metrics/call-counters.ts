import { CallCounter, type CallLabels } from './call-counter.ts';

/** Stands for the span names, or the services, beyond those that are told apart. */
export const OTHER = '…other';

export interface CounterLimits {
  /** Span names told apart in one service. */
  namesPerService: number;
  /** Counters in all, before further operations share the one of their service. */
  inAll: number;
  /** Further ones for what services share, before all services share one. */
  shared: number;
}

/** A counter is 17 series of one metric name: all of them stay below the 10,000 series that a name may have. */
export const COUNTER_LIMITS: CounterLimits = { namesPerService: 100, inAll: 440, shared: 100 };

/** Services whose folded spans are told by name. */
const MOST_FOLDED = 1_000;

type ByName = Map<string, Map<string, CallCounter>>;

const variant = ({ kind, status }: CallLabels) => `${kind}.${status}`;

/** Finds the counter of a span. Who sends ids in span names gets one counter for them, not one for each. */
export class CallCounters {
  readonly #limits: CounterLimits;
  readonly #services = new Map<string, ByName>();
  readonly #all = new Set<CallCounter>();
  /** Lookups, one a batch and operation, that ended at `…other`, by service. */
  readonly folded = new Map<string, number>();

  constructor(limits: CounterLimits = COUNTER_LIMITS) {
    this.#limits = limits;
  }

  get all(): ReadonlySet<CallCounter> {
    return this.#all;
  }

  find(labels: CallLabels, nowMs: number): CallCounter {
    const counter = this.#known(labels) ?? (this.#hasRoom(labels) ? this.#make(labels, nowMs) : null);
    const found = counter ?? this.#fold(labels, nowMs);
    found.usedMs = nowMs;
    return found;
  }

  /** Forgets the counters that no span asked for since then; answers them. */
  forget(beforeMs: number): CallCounter[] {
    const idle = [...this.#all].filter(({ usedMs }) => usedMs < beforeMs);
    for (const counter of idle) {
      const { service, spanName } = counter.labels;
      this.#all.delete(counter);
      const names = this.#services.get(service);
      const variants = names?.get(spanName);
      variants?.delete(variant(counter.labels));
      if (variants?.size === 0) names?.delete(spanName);
      if (names?.size === 0) this.#services.delete(service);
    }
    return idle;
  }

  #known(labels: CallLabels): CallCounter | undefined {
    return this.#services.get(labels.service)?.get(labels.spanName)?.get(variant(labels));
  }

  #hasRoom({ service, spanName }: CallLabels): boolean {
    const names = this.#services.get(service);
    const isNew = !names?.has(spanName);
    return (
      this.#all.size < this.#limits.inAll && !(isNew && (names?.size ?? 0) >= this.#limits.namesPerService)
    );
  }

  #fold(labels: CallLabels, nowMs: number): CallCounter {
    const { service } = labels;
    if (this.folded.has(service) || this.folded.size < MOST_FOLDED) {
      this.folded.set(service, (this.folded.get(service) ?? 0) + 1);
    }
    const own = { ...labels, spanName: OTHER };
    const known = this.#known(own);
    if (known) return known;
    if (this.#all.size < this.#limits.inAll + this.#limits.shared) return this.#make(own, nowMs);
    // As many at most as there are kinds and statuses.
    const ofAll = { ...own, service: OTHER };
    return this.#known(ofAll) ?? this.#make(ofAll, nowMs);
  }

  #make(labels: CallLabels, nowMs: number): CallCounter {
    const { service, spanName, kind, status } = labels;
    const counter = new CallCounter({ service, spanName, kind, status }, nowMs);
    const names: ByName = this.#services.get(service) ?? new Map();
    const variants: Map<string, CallCounter> = names.get(spanName) ?? new Map();
    this.#services.set(service, names.set(spanName, variants.set(variant(labels), counter)));
    this.#all.add(counter);
    return counter;
  }
}
