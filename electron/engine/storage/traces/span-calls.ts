import { attribute, hex } from '../../../../shared/model/attributes.ts';
import { normaliseStatement } from '../../../../shared/trace-analysis/normalise-statement.ts';
import { REF_TYPE } from '../../formats/jaeger/jaeger-span.ts';
import { findTextAttribute } from '../../formats/otlp/find-attribute.ts';
import { readSpanPayload } from '../../formats/otlp/span-codec.ts';
import type { SpanKeyRow } from './spans.ts';

/** The statement's attribute in OpenTelemetry's conventions, now and before 1.25, and in Zipkin's. */
const STATEMENT_KEYS = ['db.query.text', 'db.statement', 'sql.query'].map((key) => Buffer.from(key));
const FOLLOWS_FROM = Buffer.from('follows_from');

/** Distinct statements told of one trace; further ones count as none. */
const MOST_STATEMENTS = 10_000;
/** Statements as sent whose normalised form is remembered: most are sent over and over. */
const MOST_REMEMBERED = 50_000;

export interface SpanCall {
  /** Index into `statements`, 0 for none. */
  statement: number;
  /** 1 when the span's parent is one of its FOLLOWS_FROM references. */
  followsFrom: number;
}

/** What a trace's spans asked databases for, and which of them their parents did not wait for. */
export class SpanCalls {
  readonly statements = [''];
  readonly #byText = new Map<string, number>();
  readonly #bySent = new Map<string, number>();

  of({ call, parent_id }: Pick<SpanKeyRow, 'call' | 'parent_id'>): SpanCall {
    if (!call) return { statement: 0, followsFrom: 0 };
    return { statement: this.#statement(call), followsFrom: followsFrom(call, parent_id) };
  }

  #statement(payload: Buffer): number {
    const sent = findTextAttribute(payload, STATEMENT_KEYS);
    if (!sent) return 0;
    const known = this.#bySent.get(sent);
    if (known !== undefined) return known;
    const index = this.#index(normaliseStatement(sent));
    if (this.#bySent.size < MOST_REMEMBERED) this.#bySent.set(sent, index);
    return index;
  }

  #index(text: string): number {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    if (text === '' || this.statements.length > MOST_STATEMENTS) return 0;
    const index = this.statements.push(text) - 1;
    this.#byText.set(text, index);
    return index;
  }
}

function followsFrom(payload: Buffer, parentId: Buffer): number {
  if (parentId.length === 0 || !payload.includes(FOLLOWS_FROM)) return 0;
  const parent = hex(parentId);
  const follows = readSpanPayload(payload).links.some(
    ({ spanId, attributes }) => spanId === parent && attribute(attributes, REF_TYPE) === 'follows_from',
  );
  return follows ? 1 : 0;
}
