import { type StatementCache, WriteSession } from '../../session.ts';
import type { FullSpanRow, SpanColumnRow, SpanKeyRow, SpanRow } from '../spans.ts';
import { BlockAttributes, BlockDictionary, BlockKeys, type PlacedPart } from './span-block.ts';

/** Blocks kept decoded: traces that are read one after the other mostly stand in one block. */
const MOST_KEPT = 6;

const CALL_TEXTS = ['db.', 'sql.query', 'follows_from'];
const mayBeCall = (bytes: Buffer): boolean => CALL_TEXTS.some((text) => bytes.includes(text));

/** A block whose frames are read and taken apart when they are first needed. */
export class OpenBlock {
  readonly id: number;
  readonly #session: StatementCache;
  #keys: BlockKeys | null = null;
  #dictionary: BlockDictionary | null = null;
  #attributes: BlockAttributes | null = null;

  constructor(session: StatementCache, id: number) {
    this.id = id;
    this.#session = session;
  }

  /** Of no spans when the block was deleted since. */
  get keys(): BlockKeys {
    this.#keys ??= new BlockKeys(frameOf(this.#session, 'keys', this.id));
    return this.#keys;
  }

  /** Null when the block was deleted since. */
  get dictionary(): BlockDictionary | null {
    this.#dictionary ??= this.#frame('dictionary', (frame) => new BlockDictionary(frame));
    return this.#dictionary;
  }

  get attributes(): BlockAttributes | null {
    const { dictionary } = this;
    if (!dictionary) return null;
    this.#attributes ??= this.#frame(
      'attributes',
      (frame) => new BlockAttributes(frame, this.keys.count, dictionary),
    );
    return this.#attributes;
  }

  #frame<T>(name: 'dictionary' | 'attributes', make: (frame: Buffer) => T): T | null {
    const frame = frameOf(this.#session, name, this.id);
    return frame ? make(frame) : null;
  }

  /** As rows without attributes, starts after the time given. */
  keyRows(part: PlacedPart, after: bigint): SpanKeyRow[] {
    const calls = this.#calls(part);
    return this.columnRows(part, after).map((row, k) => Object.assign(row, { call: calls?.[k] ?? null }));
  }

  columnRows(part: PlacedPart, after: bigint): SpanColumnRow[] {
    const { keys } = this;
    const { from, spans, baseNs } = part;
    const offset = Number(baseNs - after);
    // Beyond what a double holds it is rounded once, as a row is.
    const startOf = (i: number) =>
      Number.isSafeInteger(offset) && Number.isSafeInteger(offset + starts[i]!)
        ? offset + starts[i]!
        : Number(baseNs - after + keys.exactStartDelta(i));
    const { starts } = keys;
    const parents = keys.parentIds(part);
    const services = keys.numbers('service');
    const names = keys.numbers('name');
    const resources = keys.numbers('resource');
    const events = keys.numbers('event_count');
    const { durations, kinds, statuses } = keys;
    return Array.from({ length: spans }, (_, k) => {
      const i = from + k;
      return {
        span_id: keys.spanId(i),
        parent_id: parents[k]!,
        kind: kinds[i]!,
        service: services[i]!,
        start: startOf(i),
        duration: durations[i]!,
        name: names[i]!,
        status: statuses[i]!,
        resource: resources[i]!,
        events: events[i]!,
      };
    });
  }

  /** As rows with attributes. */
  payloadRows(part: PlacedPart, after: bigint): SpanRow[] {
    const deltas = this.keys.exactStartDeltas();
    const startNs = (i: number) => BigInt.asIntN(64, part.baseNs + deltas[i]!);
    const payloads = this.attributes?.payloads(part.from, part.from + part.spans, startNs);
    if (!payloads) return [];
    const scopes = this.keys.numbers('scope');
    return this.columnRows(part, after).map((row, k) => ({
      ...row,
      scope: scopes[part.from + k]!,
      payload: payloads[k]!,
    }));
  }

  /** Payloads of the spans of the part that may hold a database statement or a FOLLOWS_FROM reference. */
  #calls(part: PlacedPart): (Buffer | null)[] | null {
    const { dictionary, keys } = this;
    const isCall = dictionary?.columns.map((column) => mayBeCall(column.key) || mayBeCall(column.bytes));
    if (!isCall?.includes(true)) return null;
    const deltas = keys.exactStartDeltas();
    const startNs = (i: number) => BigInt.asIntN(64, part.baseNs + deltas[i]!);
    return this.attributes?.payloads(part.from, part.from + part.spans, startNs, isCall) ?? null;
  }

  /** As whole rows: all of the part, or so many of its spans from one place of the block on. */
  fullRows(range: { from: number; spans: number }, part: PlacedPart): FullSpanRow[] {
    const { keys, attributes } = this;
    if (!attributes) return [];
    const deltas = keys.exactStartDeltas();
    const durations = keys.exactDurations();
    const parents = keys.parentIds(range, part.from);
    const startNs = (i: number) => BigInt.asIntN(64, part.baseNs + deltas[i]!);
    const payloads = attributes.payloads(range.from, range.from + range.spans, startNs);
    return payloads.map((payload, k) => {
      const i = range.from + k;
      return {
        span_id: keys.spanId(i),
        parent_id: parents[k]!,
        kind: BigInt(keys.kinds[i]!),
        service: BigInt(keys.numbers('service')[i]!),
        start_ns: startNs(i),
        duration_ns: BigInt.asIntN(64, durations[i]!),
        name: BigInt(keys.numbers('name')[i]!),
        status: BigInt(keys.statuses[i]!),
        event_count: BigInt(keys.numbers('event_count')[i]!),
        resource: BigInt(keys.numbers('resource')[i]!),
        scope: BigInt(keys.numbers('scope')[i]!),
        source: BigInt(keys.numbers('source')[i]!),
        payload,
      };
    });
  }
}

function frameOf(
  session: StatementCache,
  name: 'keys' | 'dictionary' | 'attributes',
  id: number,
): Buffer | null {
  return (
    session.prepare<[number], Buffer>(`SELECT ${name} FROM span_block_data WHERE id = ?`).pluck().get(id) ??
    null
  );
}

/** Blocks never change, and their ids are not used again, so each connection keeps the last few. */
const kept = new WeakMap<StatementCache, Map<number, OpenBlock>>();

/** The writer forgets them with what it rolls back, for then an id comes again. */
function keptBy(session: StatementCache): Map<number, OpenBlock> {
  if (session instanceof WriteSession) return session.cache('traces.blocks', () => new Map());
  let blocks = kept.get(session);
  if (!blocks) {
    blocks = new Map();
    kept.set(session, blocks);
  }
  return blocks;
}

/** Null when the block is not there any more. */
export function openBlock(session: StatementCache, id: number): OpenBlock | null {
  const blocks = keptBy(session);
  let block = blocks.get(id);
  if (!block) {
    const isThere = session.prepare<[number], unknown>('SELECT 1 FROM span_blocks WHERE id = ?').get(id);
    if (!isThere) return null;
    block = new OpenBlock(session, id);
  }
  blocks.delete(id);
  blocks.set(id, block);
  if (blocks.size > MOST_KEPT) blocks.delete(blocks.keys().next().value as number);
  return block;
}

/** The blocks that hold spans of the trace. */
export const blocksOfTrace = (session: StatementCache, no: number | bigint): number[] =>
  session
    .prepare<[number | bigint], number>('SELECT block FROM trace_blocks WHERE trace_no = ? ORDER BY block')
    .pluck()
    .all(no)
    .map(Number);

/** The trace's part of each of its blocks. */
export function* partsOfTrace(
  session: StatementCache,
  no: number | bigint,
): Generator<{ block: OpenBlock; part: PlacedPart }, void, void> {
  for (const id of blocksOfTrace(session, no)) {
    const block = openBlock(session, id);
    const part = block?.keys.part(Number(no));
    if (block && part) yield { block, part };
  }
}

/** The parts of the block whose traces are still there with it. */
export function liveParts(session: StatementCache, { id, keys }: OpenBlock): readonly PlacedPart[] {
  const live = session
    .prepare<[number], number>('SELECT traces FROM span_blocks WHERE id = ?')
    .pluck()
    .get(id);
  // Mostly all of them are, and need not be asked for one by one.
  if (live === keys.parts.length) return keys.parts;
  const entry = session.prepare<[number, number], unknown>(
    'SELECT 1 FROM trace_blocks WHERE trace_no = ? AND block = ?',
  );
  return keys.parts.filter(({ no }) => entry.get(no, id) !== undefined);
}
