/** What a query asks of a span; ids are those of the dictionaries. */
export interface SpanView {
  readonly service: number;
  readonly name: number;
  readonly kind: number;
  readonly status: number;
  readonly durationNano: number;
  readonly isRoot: boolean;
  readonly resource: number;
  /** Whether one of the span's own attributes meets the test with this index. */
  meets(test: number): boolean;
}

export interface TraceView {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  readonly durationNano: number;
  readonly spanCount: number;
  readonly errorCount: number;
}

/** What is known of some spans without looking at each: null where nothing is known. */
export interface SpansFacts {
  readonly trace: TraceView | null;
  readonly services: Iterable<number> | null;
  readonly names: Iterable<number> | null;
  readonly hasErrors: boolean | null;
  readonly longestNano: number | null;
  /** False when no span and no resource can meet the test. */
  mayMeet(test: number): boolean;
}

/** What follows from the facts: `must` holds for every span, `some` for at least one, without `can` for none. */
export interface Bounds {
  readonly can: boolean;
  readonly some: boolean;
  readonly must: boolean;
}

export interface Predicate {
  test(span: SpanView, trace: TraceView): boolean;
  bounds(facts: SpansFacts): Bounds;
}

export const ALL: Bounds = { can: true, some: true, must: true };
export const NONE: Bounds = { can: false, some: false, must: false };
export const UNKNOWN: Bounds = { can: true, some: false, must: false };
/** At least one span meets it. */
export const SOME: Bounds = { can: true, some: true, must: false };

/** Parts that must hold on one span: known to hold on some when at most one of them is not known to hold on all. */
export function every(parts: readonly Predicate[]): Predicate {
  return {
    test: (span, trace) => {
      for (const part of parts) if (!part.test(span, trace)) return false;
      return true;
    },
    bounds: (facts) => {
      let open = 0;
      let some = true;
      for (const part of parts) {
        const bounds = part.bounds(facts);
        if (!bounds.can) return NONE;
        if (bounds.must) continue;
        open++;
        some &&= bounds.some;
      }
      return open === 0 ? ALL : open === 1 && some ? SOME : UNKNOWN;
    },
  };
}

export function any(parts: readonly Predicate[]): Predicate {
  return {
    test: (span, trace) => {
      for (const part of parts) if (part.test(span, trace)) return true;
      return false;
    },
    bounds: (facts) => {
      let best = NONE;
      for (const part of parts) {
        const bounds = part.bounds(facts);
        if (bounds.must) return ALL;
        if (bounds.some || (bounds.can && !best.can)) best = bounds;
      }
      return best;
    },
  };
}

export const negated = (part: Predicate): Predicate => ({
  test: (span, trace) => !part.test(span, trace),
  bounds: (facts) => {
    const { can, must } = part.bounds(facts);
    return must ? NONE : can ? UNKNOWN : ALL;
  },
});
