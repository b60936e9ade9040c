import { WireWriter } from '../../../formats/protobuf/wire-writer.ts';
import type { StatementCache } from '../../session.ts';
import { type OpenBlock, partsOfTrace } from './block-store.ts';
import { TokenWriter, tokensOf } from './payload-tokens.ts';
import type { PlacedPart } from './span-block.ts';

/** What makes a span the same as another of its trace. */
export interface SpanIdentity {
  spanId: Uint8Array;
  kind: number;
  service: number;
  startNs: bigint;
}

export interface PackedSpan {
  source: number;
  /** Whether duration, name and all that the payload says are the same. */
  hasContent(durationNs: bigint, name: number, payload: Uint8Array): boolean;
}

/** The span of a block with this identity, or null. */
export function findPacked(session: StatementCache, no: number, identity: SpanIdentity): PackedSpan | null {
  for (const { block, part } of partsOfTrace(session, no)) {
    const place = placesOf(block, part, identity.spanId).find((i) => isSame(block, part, i, identity));
    if (place !== undefined) return packedSpan(block, part, place);
  }
  return null;
}

/** Where the part has spans with the id. */
export function placesOf({ keys }: OpenBlock, { from, spans }: PlacedPart, spanId: Uint8Array): number[] {
  const { spanIds } = keys;
  const [a, b, c, d, e, f, g, h] = spanId;
  const places: number[] = [];
  // The last bytes differ soonest: ids that count up share the first ones.
  for (let i = from, at = from * 8; i < from + spans; i++, at += 8) {
    if (spanIds[at + 7] !== h || spanIds[at + 6] !== g || spanIds[at + 5] !== f || spanIds[at + 4] !== e)
      continue;
    if (spanIds[at + 3] === d && spanIds[at + 2] === c && spanIds[at + 1] === b && spanIds[at] === a)
      places.push(i);
  }
  return places;
}

function isSame({ keys }: OpenBlock, { baseNs }: PlacedPart, i: number, identity: SpanIdentity): boolean {
  return (
    keys.kinds[i] === identity.kind &&
    keys.numbers('service')[i] === identity.service &&
    BigInt.asIntN(64, baseNs + keys.exactStartDelta(i)) === identity.startNs
  );
}

const packedSpan = (block: OpenBlock, part: PlacedPart, i: number): PackedSpan => ({
  source: block.keys.numbers('source')[i]!,
  hasContent(durationNs, name, payload) {
    const row = block.fullRows({ ...part, from: i, spans: 1 }, part)[0];
    return (
      row !== undefined &&
      row.duration_ns === durationNs &&
      row.name === BigInt(name) &&
      Buffer.compare(row.payload, rewritten(payload)) === 0
    );
  },
});

/** The payload as a block gives it back: the same content, in the one way of writing it. */
function rewritten(payload: Uint8Array): Buffer {
  const writer = new WireWriter(payload.length + 16);
  const tokens = new TokenWriter(writer);
  let time = 0n;
  const pending: (() => void)[] = [];
  tokensOf(payload, {
    token: (kind, key, value) => pending.push(() => tokens.token(kind, key, value, () => time)),
    eventTime: (unixNano) => {
      const begin = pending.pop();
      pending.push(() => {
        time = unixNano;
        begin?.();
      });
    },
  });
  for (const write of pending) write();
  tokens.end();
  return writer.written();
}
