/** Spans in start order; times in nanoseconds after any common start. */
export interface TimedSpans {
  startNano: Float64Array;
  durationNano: Float64Array;
  /** -1 for none. */
  parent: Int32Array;
}

/** What each span spent itself: its duration less the time in which at least one child ran. */
export function selfTimes({ startNano, durationNano, parent }: TimedSpans): Float64Array {
  const self = Float64Array.from(durationNano);
  /** Up to where a span's time is already taken by its children. */
  const taken = Float64Array.from(startNano);
  for (let i = 0; i < parent.length; i++) {
    const above = parent[i]!;
    if (above < 0) continue;
    const from = Math.max(startNano[i]!, taken[above]!);
    const to = Math.min(startNano[i]! + durationNano[i]!, startNano[above]! + durationNano[above]!);
    if (to <= from) continue;
    self[above]! -= to - from;
    taken[above] = to;
  }
  return self;
}
