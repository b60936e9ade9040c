import { SpanKind } from '../../../../shared/model/span.ts';

/** A trace's spans as columns in start order; times in nanoseconds after any common start. */
export interface TraceStructure {
  /** -1 for none; never a cycle. */
  parent: Int32Array;
  kind: Uint8Array;
  resource: Float64Array;
  start: Float64Array;
  end: Float64Array;
}

/** Clocks that count in milliseconds are no further off than this. */
const CLOCK_STEP_NANO = 1_000_000;

/**
 * By how much a span lies outside the call that made it, in nanoseconds, as only clocks that differ explain: it starts
 * before its parent in another process, or, where a server answers a client that waits, ends after it although it
 * took less time. 0 where all is well.
 */
export function clockSkew({ parent, kind, resource, start, end }: TraceStructure, span: number): number {
  const above = parent[span]!;
  if (above < 0 || resource[above] === resource[span]) return 0;
  const early = start[above]! - start[span]!;
  if (early > CLOCK_STEP_NANO) return early;
  const isCall = kind[above] === SpanKind.client && kind[span] === SpanKind.server;
  const fits = end[span]! - start[span]! <= end[above]! - start[above]!;
  const late = end[span]! - end[above]!;
  return isCall && fits && late > CLOCK_STEP_NANO ? late : 0;
}

/**
 * For each root by how much it ended before the last span below it, in nanoseconds; 0 elsewhere. Consumers and what is
 * below them are work of their own, for which nobody waits.
 */
export function endsBeforeChildren(structure: TraceStructure): Float64Array {
  const { parent, start, end } = structure;
  const root = rootsOf(structure);
  const early = new Float64Array(parent.length);
  for (let i = 0; i < parent.length; i++) {
    const own = root[i]!;
    if (own < 0 || own === i || start[i]! < start[own]!) continue;
    const after = end[i]! - end[own]!;
    if (after > CLOCK_STEP_NANO) early[own] = Math.max(early[own]!, after);
  }
  return early;
}

const UNKNOWN = -2;
const ALONE = -1;

/** The root that each span is below; ALONE for consumers that have a parent and what is below them. */
function rootsOf({ parent, kind }: TraceStructure): Int32Array {
  const root = new Int32Array(parent.length).fill(UNKNOWN);
  const way: number[] = [];
  for (let i = 0; i < parent.length; i++) {
    let at = i;
    while (root[at] === UNKNOWN && parent[at]! >= 0 && kind[at] !== SpanKind.consumer) {
      way.push(at);
      at = parent[at]!;
    }
    if (root[at] === UNKNOWN) root[at] = parent[at]! < 0 ? at : ALONE;
    for (const passed of way) root[passed] = root[at]!;
    way.length = 0;
  }
  return root;
}
