import { SpanKind } from '../../../../shared/model/span.ts';
import type { SpanIds } from '../../../../shared/model/span-ids.ts';
import { hasId, IdIndex, viewOf } from './id-index.ts';

/** A trace's spans as columns, in start order. */
export interface SpanLinks {
  spanIds: SpanIds;
  /** Zeros for none. */
  parentIds: SpanIds;
  kind: Uint8Array;
  service: Uint32Array;
}

export interface ResolvedParents {
  /** Index of the parent, -1 for none; following it always ends. */
  parent: Int32Array;
  /** 1 where a parent is named that is not in the trace. */
  missingParent: Uint8Array;
  /** Spans whose parent was taken away because it led back to themselves. */
  cycles: number;
  /** Spans that share their id with another, beside the two halves of a shared Zipkin span. */
  repeatedIds: number;
}

/**
 * Finds each span's parent among the spans of its trace. An id may stand for several spans: in Zipkin's shared
 * spans client and server have one id, and the server's half is the child of the client's; so have a producer and a
 * consumer that joins it.
 */
export function resolveParents(spans: SpanLinks): ResolvedParents {
  const count = spans.kind.length;
  const ids = viewOf(spans.spanIds);
  const parentIds = viewOf(spans.parentIds);
  const index = new IdIndex(spans.spanIds);
  const parent = new Int32Array(count).fill(-1);
  const missingParent = new Uint8Array(count);
  let selfNamed = 0;
  for (let i = 0; i < count; i++) {
    const half = makersHalf(spans, index, index.find(ids, i), i);
    if (half >= 0) parent[i] = half;
    else if (hasId(parentIds, i)) {
      const found = index.find(parentIds, i);
      parent[i] = pickParent(spans, index, found, i);
      if (found === -1) missingParent[i] = 1;
      else if (parent[i] === -1) selfNamed++;
    }
  }
  return {
    parent,
    missingParent,
    cycles: breakCycles(parent) + selfNamed,
    repeatedIds: countRepeated(spans, index),
  };
}

/** Of more spans with one id nobody can tell which is meant, and looking at each for each would take for ever. */
const MOST_OF_AN_ID = 64;

function sharing(index: IdIndex, first: number): number[] {
  const all: number[] = [];
  for (let i = first; i !== -1 && all.length < MOST_OF_AN_ID; i = index.next(i)) all.push(i);
  return all;
}

/** Who made the id that a half of this kind joined. */
const MAKERS: Partial<Record<number, number>> = {
  [SpanKind.server]: SpanKind.client,
  [SpanKind.consumer]: SpanKind.producer,
};

/** The client's half of a server's, or the producer's of a consumer's; -1 for none. */
function makersHalf({ kind }: SpanLinks, index: IdIndex, first: number, i: number): number {
  const maker = MAKERS[kind[i]!];
  if (maker === undefined || index.next(first) === -1) return -1;
  return sharing(index, first).find((other) => kind[other] === maker) ?? -1;
}

/**
 * Of several spans with the id: one of the child's own service, else the half that joined, else the first. Of two of
 * that service, as when it calls itself, the half that joined: what follows happened while it served.
 */
function pickParent({ kind, service }: SpanLinks, index: IdIndex, first: number, i: number): number {
  if (first === -1) return -1;
  if (index.next(first) === -1) return first === i ? -1 : first;
  const others = sharing(index, first).filter((other) => other !== i);
  const own = others.filter((other) => service[other] === service[i]);
  const joined = (other: number) => MAKERS[kind[other]!] !== undefined;
  return own.find(joined) ?? own[0] ?? others.find(joined) ?? others[0] ?? -1;
}

/** Follows every span to its root once; a step onto the path being followed is taken away. */
function breakCycles(parent: Int32Array): number {
  const count = parent.length;
  /** 0 not seen, else the number of the walk that met it first. */
  const walk = new Uint32Array(count);
  let broken = 0;
  for (let start = 0; start < count; start++) {
    let at = start;
    while (walk[at] === 0) {
      walk[at] = start + 1;
      const next = parent[at]!;
      if (next === -1) break;
      if (walk[next] === start + 1) {
        parent[at] = -1;
        broken++;
        break;
      }
      at = next;
    }
  }
  return broken;
}

function countRepeated({ kind }: SpanLinks, index: IdIndex): number {
  let repeated = 0;
  for (const first of index.repeated) {
    let shared = 0;
    for (let i = first; i !== -1; i = index.next(i)) shared++;
    const [a = 0, b = 0] = [kind[first], kind[index.next(first)]];
    const isShared = shared === 2 && (MAKERS[a] === b || MAKERS[b] === a);
    if (!isShared) repeated += shared - 1;
  }
  return repeated;
}
