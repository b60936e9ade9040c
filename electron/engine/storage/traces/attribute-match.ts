import { type Attributes, attributeText } from '../../../../shared/model/attributes.ts';
import { readResource, readSpanPayload } from '../../formats/otlp/span-codec.ts';
import type { StatementCache } from '../session.ts';
import { spanSlices } from './trace-rows.ts';

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

/** Looks into the spans of traces for one that meets the whole condition; resources are judged once. */
export class AttributeMatch {
  readonly #session: StatementCache;
  readonly #condition: SpanCondition;
  readonly #keys: Buffer[];
  readonly #resources = new Map<number, boolean[]>();

  constructor(session: StatementCache, condition: SpanCondition) {
    this.#session = session;
    this.#condition = condition;
    this.#keys = condition.attributes.map(([key]) => Buffer.from(key, 'utf8'));
  }

  *matches(no: number): Generator<void, boolean, void> {
    const { service, name } = this.#condition;
    const spans = this.#session.prepare<unknown[], Candidate>(
      `SELECT resource, payload FROM spans
        WHERE trace_no = ? AND span_id > ? AND span_id <= ?
          AND (? IS NULL OR service = ?) AND (? IS NULL OR name = ?)`,
    );
    let found = false;
    const slices = spanSlices(this.#session, no, (lower, upper) => {
      if (found) return;
      const candidates = spans.all(no, lower, upper, service, service, name, name);
      found = candidates.some((span) => this.#meets(span));
    });
    while (!found && !slices.next().done) yield;
    return found;
  }

  #meets({ resource, payload }: Candidate): boolean {
    const onResource = this.#onResource(resource);
    if (onResource.every(Boolean)) return true;
    // The key stands in the payload as it is: without its bytes there is nothing to decode.
    if (this.#keys.some((key, i) => !onResource[i] && !payload.includes(key))) return false;
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

const has = (attributes: Attributes, [key, value]: [string, string]): boolean =>
  attributes.some(([name, own]) => name === key && attributeText(own) === value);
