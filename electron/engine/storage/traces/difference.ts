import type { TraceDifference } from '../../../../shared/contract/trace-answers.ts';
import { spanKindNames, WARNINGS_ATTRIBUTE } from '../../../../shared/model/span.ts';
import { AttributeCursor } from '../../formats/otlp/attribute-cursor.ts';
import { readResource } from '../../formats/otlp/span-codec.ts';
import type { ValueTallies } from '../../traces/difference/attribute-tally.ts';
import { SpanDifference } from '../../traces/difference/span-difference.ts';
import type { StatementCache } from '../session.ts';
import type { OpenBlock } from './blocks/block-store.ts';
import type { TraceFilter } from './matching.ts';
import { nameText } from './names.ts';
import { visitTraces } from './search.ts';
import { resourceRow, scopeOf } from './span-detail.ts';
import { type PackedPart, type SpanRow, spanRowsAndParts } from './spans.ts';
import type { TraceRow } from './trace-rows.ts';
import { type SampledTrace, TraceSampler } from './trace-sample.ts';

export interface Selection {
  minDurationNano?: bigint | undefined;
  maxDurationNano?: bigint | undefined;
  startNano?: bigint | undefined;
  endNano?: bigint | undefined;
  errorsOnly: boolean;
}

/** Spans looked at: about five seconds of work, which can be cancelled. */
const MOST_SPANS = 1_000_000;
/** Spans after which others on the thread get their turn. */
const SPANS_A_TURN = 5_000;

/** Pairs and resources known by their bytes or id; further ones are read each time. */
const MOST_REMEMBERED = 50_000;
const LONGEST_REMEMBERED = 512;
const STATUS_TEXTS = ['unset', 'ok', 'error'];

const isSelected = (row: TraceRow, selection: Selection): boolean => {
  const duration = row.end_ns - row.start_ns;
  return (
    duration >= (selection.minDurationNano ?? 0n) &&
    (selection.maxDurationNano === undefined || duration <= selection.maxDurationNano) &&
    row.start_ns >= (selection.startNano ?? 0n) &&
    (selection.endNano === undefined || row.start_ns <= selection.endNano) &&
    (!selection.errorsOnly || row.error_count > 0n)
  );
};

/**
 * Holds the traces of a selection against the rest of what the filter finds, by all that their spans carry. Where
 * there are too many spans, both sides are an even choice of their traces.
 */
export function* traceDifference(
  session: StatementCache,
  {
    selection,
    mostSpans = MOST_SPANS,
    ...filter
  }: TraceFilter & { selection: Selection; mostSpans?: number },
): Generator<void, TraceDifference, void> {
  const inside = new TraceSampler(mostSpans / 2);
  const outside = new TraceSampler(mostSpans / 2);
  yield* visitTraces(session, filter, (row) => (isSelected(row, selection) ? inside : outside).offer(row));
  const reader = new DifferenceReader(session, selection);
  const sides = [inside.sample(), outside.sample()] as const;
  yield* reader.read(sides[0].traces, true);
  yield* reader.read(sides[1].traces, false);
  const truncated = sides.some(({ spans, allSpans }) => spans < allSpans);
  return { ...reader.difference.result(), truncated };
}

type SpanColumns = Pick<SpanRow, 'service' | 'name' | 'kind' | 'status' | 'scope' | 'resource'>;

/** Feeds spans to a SpanDifference; what was met before is found again by its bytes, without decoding. */
class DifferenceReader {
  readonly difference = new SpanDifference();
  readonly #session: StatementCache;
  /** All traces of a selection by errors have one: it says nothing. */
  readonly #withStatus: boolean;
  readonly #fields = new Map<string, Map<number, ValueTallies | null>>();
  readonly #resources = new Map<number, ValueTallies[]>();
  readonly #pairs = new Map<string, ValueTallies>();
  /** As long as a block is kept open, so are its values. */
  readonly #blocks = new WeakMap<OpenBlock, (ValueTallies | null)[][]>();
  #looked = 0;

  constructor(session: StatementCache, { errorsOnly }: Selection) {
    this.#session = session;
    this.#withStatus = !errorsOnly;
  }

  *read(traces: readonly SampledTrace[], isInside: boolean): Generator<void, void, void> {
    for (const trace of traces) {
      this.difference.beginTrace(isInside);
      for (const spans of spanRowsAndParts(this.#session, trace.no, trace.startNs)) {
        if (Array.isArray(spans)) for (const row of spans) this.#span(row);
        else this.#packed(spans);
        this.#looked += Array.isArray(spans) ? spans.length : spans.part.spans;
        if (this.#looked < SPANS_A_TURN) continue;
        this.#looked = 0;
        yield;
      }
    }
  }

  #span(row: SpanRow): void {
    this.#columns(row);
    const attributes = new AttributeCursor(row.payload);
    while (attributes.next()) this.#pair(attributes);
  }

  /** Values are met once a block, then known by their number. */
  #packed({ block, part: { from, spans } }: PackedPart): void {
    const { keys, dictionary, attributes } = block;
    const { kinds, statuses } = keys;
    const numbers = (['service', 'name', 'resource', 'scope'] as const).map((name) => keys.numbers(name));
    const [service, name, resource, scope] = numbers as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
    for (let i = from; i < from + spans; i++) {
      this.#columns({
        service: service[i]!,
        name: name[i]!,
        resource: resource[i]!,
        scope: scope[i]!,
        kind: kinds[i]!,
        status: statuses[i]!,
      });
    }
    if (!dictionary || !attributes) return;
    const known = this.#valuesOf(block);
    attributes.visitAttributes(from, from + spans, (column, value) => {
      known[column] ??= [];
      let tallies = known[column][value];
      if (tallies === undefined) {
        const [key, own] = dictionary.attribute(dictionary.columns[column]!, value);
        tallies = key === WARNINGS_ATTRIBUTE ? null : this.difference.tallies('span', key, own);
        known[column][value] = tallies;
      }
      if (tallies) this.difference.count(tallies);
    });
  }

  /** By column and value. */
  #valuesOf(block: OpenBlock): (ValueTallies | null)[][] {
    let known = this.#blocks.get(block);
    if (!known) {
      known = [];
      this.#blocks.set(block, known);
    }
    return known;
  }

  #columns({ service, name, kind, status, scope, resource }: SpanColumns): void {
    this.difference.countSpan();
    this.#field('service', service, () => nameText(this.#session, service));
    this.#field('operation', name, () => nameText(this.#session, name));
    this.#field('kind', kind, () => spanKindNames[kind] ?? String(kind));
    if (this.#withStatus) this.#field('status', status, () => STATUS_TEXTS[status] ?? String(status));
    this.#field('scope', scope, () => scopeOf(this.#session, scope).name);
    for (const tallies of this.#resource(resource)) this.difference.count(tallies);
  }

  #field(key: string, id: number, textOf: () => string): void {
    let known = this.#fields.get(key);
    if (!known) {
      known = new Map();
      this.#fields.set(key, known);
    }
    let tallies = known.get(id);
    if (tallies === undefined) {
      tallies = this.difference.tallies('field', key, textOf());
      // Those that are not told apart need no memory of their own.
      if (tallies === null || tallies.value !== null) known.set(id, tallies);
    }
    if (tallies) this.difference.count(tallies);
  }

  /** Its attributes, and the container it is tied to. */
  #resource(id: number): ValueTallies[] {
    let known = this.#resources.get(id);
    if (!known) {
      const row = resourceRow(this.#session, id);
      const attributes = row ? readResource(row.content) : [];
      known = attributes
        .filter(([key]) => key !== 'service.name')
        .flatMap(([key, value]) => this.difference.tallies('resource', key, value) ?? []);
      const container = row?.container_name;
      const tallies = container ? this.difference.tallies('field', 'container', container) : null;
      if (tallies) known.push(tallies);
      if (this.#resources.size >= MOST_REMEMBERED) this.#resources.clear();
      this.#resources.set(id, known);
    }
    return known;
  }

  #pair(attributes: AttributeCursor): void {
    const raw = attributes.raw;
    let tallies = this.#pairs.get(raw) ?? null;
    if (!tallies) {
      const [key, value] = attributes.read();
      if (key === WARNINGS_ATTRIBUTE) return;
      tallies = this.difference.tallies('span', key, value);
      const isShort = raw.length <= LONGEST_REMEMBERED;
      if (tallies?.value && isShort && this.#pairs.size < MOST_REMEMBERED) this.#pairs.set(raw, tallies);
    }
    if (tallies) this.difference.count(tallies);
  }
}
