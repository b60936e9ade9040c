import { hex } from './attributes.ts';

/** Many span ids one after another, 8 bytes each: as texts, those of a large trace take ten times the room. */
export type SpanIds = Uint8Array;

const BYTES = 8;

export const spanIdCount = (ids: SpanIds): number => ids.length / BYTES;

/** 16 lower-case hex digits; '' where there is no such span. */
export const spanIdAt = (ids: SpanIds, i: number): string => hex(ids.subarray(i * BYTES, i * BYTES + BYTES));

/** The first span of this id, given as 16 hex digits; -1 when there is none. */
export const indexOfSpanId = (ids: SpanIds, id: string): number => indicesOfSpanIds(ids, [id]).get(id) ?? -1;

/** For each of the ids that a span has the first such span, in one pass. */
export function indicesOfSpanIds(ids: SpanIds, wanted: Iterable<string>): Map<string, number> {
  const open = new Set(wanted);
  const lastBytes = new Set([...open].map((id) => Number.parseInt(id.slice(-4), 16)));
  const found = new Map<string, number>();
  for (let i = 0, end = BYTES; end <= ids.length && open.size > 0; i++, end += BYTES) {
    if (!lastBytes.has(ids[end - 2]! * 256 + ids[end - 1]!)) continue;
    const id = spanIdAt(ids, i);
    if (open.delete(id)) found.set(id, i);
  }
  return found;
}

/** Ids of 16 hex digits each. */
export function packSpanIds(ids: readonly string[]): SpanIds {
  const packed = new Uint8Array(ids.length * BYTES);
  ids.forEach((id, i) => {
    for (let b = 0; b < BYTES; b++) packed[i * BYTES + b] = Number.parseInt(id.slice(b * 2, b * 2 + 2), 16);
  });
  return packed;
}

export const unpackSpanIds = (ids: SpanIds): string[] =>
  Array.from({ length: spanIdCount(ids) }, (_, i) => spanIdAt(ids, i));
