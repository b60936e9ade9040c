import { type Attributes, attributeText } from '../../../../shared/model/attributes.ts';
import { readResource, readSpanPayload } from '../../formats/otlp/span-codec.ts';
import type { StatementCache } from '../session.ts';
import { ALL_SPANS, spanSlices } from './trace-rows.ts';

export interface SpanCondition {
  attributes: [key: string, value: string][];
  /** Name ids that the same span must have; null for any. */
  service: number | null;
  name: number | null;
}

interface Candidate {
  resource: number;
  payload: Buffer;
}

/** Texts that an attribute of another type than string may have; any other text stands in the payload as it is. */
const MAY_BE_NO_STRING =
  /^(?:-?[\d.]+(?:e[+-]?\d+)?|-?Infinity|NaN|true|false|null|[\da-f]*|\[.*\]|\{.*\})$/is;

/** Up to so many spans a trace is read at once. */
const SMALL_TRACE = 5000;

/** Spans after which others on the thread get their turn. */
const SPANS_A_TURN = 20_000;

/** Looks into the spans of traces for one that meets the whole condition; resources are judged once. */
export class AttributeMatch {
  readonly #session: StatementCache;
  readonly #condition: SpanCondition;
  readonly #resources = new Map<number, boolean[]>();
  /** Bytes without which no span can meet the condition, so that SQLite leaves most spans where they are. */
  readonly #needles: Buffer[];
  readonly #sql: string;
  #looked = 0;

  constructor(session: StatementCache, condition: SpanCondition) {
    this.#session = session;
    this.#condition = condition;
    const onSpan = condition.attributes.filter(([key]) => !isOnAnyResource(session, key));
    this.#needles = onSpan.flatMap(([key, value]) =>
      (MAY_BE_NO_STRING.test(value) ? [key] : [value, key]).map((text) => Buffer.from(text, 'utf8')),
    );
    this.#sql = `SELECT resource, payload FROM spans
      WHERE trace_no = ? AND span_id > ? AND span_id <= ?
        AND (? IS NULL OR service = ?) AND (? IS NULL OR name = ?)
        ${'AND instr(payload, ?) > 0 '.repeat(this.#needles.length)}`;
  }

  *matches(no: number, spanCount: number): Generator<void, boolean, void> {
    this.#looked += spanCount;
    if (this.#looked > SPANS_A_TURN) {
      this.#looked = 0;
      yield;
    }
    if (spanCount <= SMALL_TRACE) return this.#anyBetween(no, ...ALL_SPANS);
    let found = false;
    const slices = spanSlices(this.#session, no, (lower, upper) => {
      found ||= this.#anyBetween(no, lower, upper);
    });
    while (!found && !slices.next().done) yield;
    return found;
  }

  #anyBetween(no: number, lower: Buffer, upper: Buffer): boolean {
    const { service, name } = this.#condition;
    return this.#session
      .prepare<unknown[], Candidate>(this.#sql)
      .all(no, lower, upper, service, service, name, name, ...this.#needles)
      .some((span) => this.#meets(span));
  }

  #meets({ resource, payload }: Candidate): boolean {
    const onResource = this.#onResource(resource);
    if (onResource.every(Boolean)) return true;
    const { attributes } = readSpanPayload(payload);
    return this.#condition.attributes.every((wanted, i) => onResource[i] || has(attributes, wanted));
  }

  #onResource(id: number): boolean[] {
    let known = this.#resources.get(id);
    if (!known) {
      const row = this.#session
        .prepare<[number], { content: Buffer }>('SELECT content FROM trace_resources WHERE id = ?')
        .get(id);
      const attributes = row ? readResource(row.content) : [];
      known = this.#condition.attributes.map((wanted) => has(attributes, wanted));
      this.#resources.set(id, known);
    }
    return known;
  }
}

/** One look at the resources, of which there are few beside the spans. */
function isOnAnyResource(session: StatementCache, key: string): boolean {
  const found = session
    .prepare<unknown[], unknown>('SELECT 1 FROM trace_resources WHERE instr(content, ?) > 0 LIMIT 1')
    .get(Buffer.from(key, 'utf8'));
  return found !== undefined;
}

const has = (attributes: Attributes, [key, value]: [string, string]): boolean =>
  attributes.some(([name, own]) => name === key && attributeText(own) === value);
