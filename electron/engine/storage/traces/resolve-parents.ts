import { SpanKind } from '../../../../shared/model/span.ts';

/** A trace's spans as columns, in start order. */
export interface SpanLinks {
  spanIds: readonly string[];
  /** '' for none. */
  parentIds: readonly string[];
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
  const count = spans.spanIds.length;
  const byId = indexById(spans.spanIds);
  const parent = new Int32Array(count).fill(-1);
  const missingParent = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const half = makersHalf(spans, byId, i);
    const parentId = spans.parentIds[i]!;
    if (half >= 0) parent[i] = half;
    else if (parentId !== '') {
      parent[i] = pickParent(spans, byId.get(parentId), i);
      if (parent[i] === -1 && !byId.has(parentId)) missingParent[i] = 1;
    }
  }
  const selfNamed = countSelfNamed(spans, parent);
  return {
    parent,
    missingParent,
    cycles: breakCycles(parent) + selfNamed,
    repeatedIds: countRepeated(spans, byId),
  };
}

type ById = Map<string, number | number[]>;

/** One index, or several where an id is repeated: most traces then cost no lists. */
function indexById(ids: readonly string[]): ById {
  const byId: ById = new Map();
  for (let i = 0; i < ids.length; i++) {
    const before = byId.get(ids[i]!);
    if (before === undefined) byId.set(ids[i]!, i);
    else if (typeof before === 'number') byId.set(ids[i]!, [before, i]);
    else before.push(i);
  }
  return byId;
}

/** Who made the id that a half of this kind joined. */
const MAKERS: Partial<Record<number, number>> = {
  [SpanKind.server]: SpanKind.client,
  [SpanKind.consumer]: SpanKind.producer,
};

/** The client's half of a server's, or the producer's of a consumer's; -1 for none. */
function makersHalf({ spanIds, kind }: SpanLinks, byId: ById, i: number): number {
  const same = byId.get(spanIds[i]!);
  const maker = MAKERS[kind[i]!];
  if (typeof same !== 'object' || maker === undefined) return -1;
  return same.find((other) => kind[other] === maker) ?? -1;
}

/**
 * Of several spans with the id: one of the child's own service, else the half that joined, else the first. Of two of
 * that service, as when it calls itself, the half that joined: what follows happened while it served.
 */
function pickParent({ kind, service }: SpanLinks, found: number | number[] | undefined, i: number): number {
  if (found === undefined) return -1;
  if (typeof found === 'number') return found === i ? -1 : found;
  const others = found.filter((other) => other !== i);
  const own = others.filter((other) => service[other] === service[i]);
  const joined = (other: number) => MAKERS[kind[other]!] !== undefined;
  return own.find(joined) ?? own[0] ?? others.find(joined) ?? others[0] ?? -1;
}

const countSelfNamed = ({ spanIds, parentIds }: SpanLinks, parent: Int32Array): number =>
  spanIds.reduce((sum, id, i) => sum + (parent[i] === -1 && parentIds[i] === id ? 1 : 0), 0);

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

function countRepeated({ kind }: SpanLinks, byId: ById): number {
  let repeated = 0;
  for (const same of byId.values()) {
    if (typeof same === 'number') continue;
    const [a = 0, b = 0] = same.map((i) => kind[i]);
    const isShared = same.length === 2 && (MAKERS[a] === b || MAKERS[b] === a);
    if (!isShared) repeated += same.length - 1;
  }
  return repeated;
}
