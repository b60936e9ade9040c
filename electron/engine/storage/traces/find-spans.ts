import type { FoundSpans } from '../../../../shared/contract/traces.ts';
import { type Attributes, attributeText, hex } from '../../../../shared/model/attributes.ts';
import { readResource, readSpanPayload } from '../../formats/otlp/span-codec.ts';
import type { StatementCache } from '../session.ts';
import { nameText } from './names.ts';
import { resourceRow } from './span-detail.ts';
import { bySpanOrder, type SpanPlaceRow, type SpanRow, spanRows } from './spans.ts';
import { findTrace } from './trace-rows.ts';

interface FindSpans {
  traceId: string;
  query: string;
}

type Judged = SpanPlaceRow & { hit: boolean };

const SPANS_A_SLICE = 1_000;

/**
 * Places of the spans that have the text, whatever its case, in their name, service, id, status, attributes, events,
 * links or resource. Null when the trace is not stored. Works in slices of a thousand spans.
 */
export function* findSpans(
  session: StatementCache,
  { traceId, query }: FindSpans,
): Generator<void, FoundSpans | null, void> {
  const trace = findTrace(session, traceId);
  if (!trace) return null;
  const finder = new Finder(session, query);
  const judged: Judged[] = [];
  for (const rows of spanRows(session, trace.no, trace.start_ns)) {
    for (const row of rows) {
      const { start, span_id, kind, service } = row;
      judged.push({ start, span_id, kind, service, hit: finder.has(row) });
      if (judged.length % SPANS_A_SLICE === 0) yield;
    }
    yield;
  }
  judged.sort(bySpanOrder);
  const places: number[] = [];
  for (let i = 0; i < judged.length; i++) if (judged[i]!.hit) places.push(i);
  return { spans: Uint32Array.from(places) };
}

class Finder {
  readonly #session: StatementCache;
  readonly #needle: string;
  readonly #names = new Map<number, boolean>();
  readonly #resources = new Map<number, boolean>();

  constructor(session: StatementCache, query: string) {
    this.#session = session;
    this.#needle = query.toLowerCase();
  }

  has(row: SpanRow): boolean {
    return (
      this.#name(row.name) ||
      this.#name(row.service) ||
      this.#resource(row.resource) ||
      hex(row.span_id) === this.#needle ||
      this.#payload(row.payload)
    );
  }

  #text(text: string): boolean {
    return text.toLowerCase().includes(this.#needle);
  }

  #attributes(attributes: Attributes): boolean {
    return attributes.some(([key, value]) => this.#text(key) || this.#text(attributeText(value)));
  }

  #name(id: number): boolean {
    return known(this.#names, id, () => this.#text(nameText(this.#session, id)));
  }

  #resource(id: number): boolean {
    return known(this.#resources, id, () => {
      const row = resourceRow(this.#session, id);
      return row !== undefined && this.#attributes(readResource(row.content));
    });
  }

  #payload(payload: Buffer): boolean {
    const { attributes, events, links, statusMessage } = readSpanPayload(payload);
    return (
      this.#attributes(attributes) ||
      this.#text(statusMessage) ||
      events.some((event) => this.#text(event.name) || this.#attributes(event.attributes)) ||
      links.some((link) => this.#text(link.traceId) || this.#attributes(link.attributes))
    );
  }
}

function known(answers: Map<number, boolean>, id: number, ask: () => boolean): boolean {
  let answer = answers.get(id);
  if (answer === undefined) {
    answer = ask();
    answers.set(id, answer);
  }
  return answer;
}
