import type { Attributes, KeyValue } from '../../../../../shared/model/attributes.ts';
import type { Operator } from '../../../../../shared/query-text/operators.ts';
import type { Condition, Field } from '../../../../../shared/trace-query/ast.ts';
import { readResource } from '../../../formats/otlp/span-codec.ts';
import type { StatementCache } from '../../session.ts';
import { literalOf, type ValueTest, valueTest } from './value-test.ts';

/** Resources judged at a time; there are few, so they are mostly judged once. */
const MOST_REMEMBERED = 20_000;

/** Texts that an attribute of another type than string may have; any other text stands in the payload as it is. */
const MAY_BE_NO_STRING =
  /^(?:[+-]?[\d.]+(?:e[+-]?\d+)?|-?Infinity|NaN|true|false|null|[\da-f]*|\[.*\]|\{.*\})$/is;

/** Parts of numbers, true, false, null and bytes as hex; and of lists, which are written with these signs. */
const MAY_BE_PART_OF_NO_STRING =
  /^(?:[-+.\de]*|[\da-f]*|t?r?u?e?|f?a?l?s?e?|n?u?l?l?|-?I?n?f?i?n?i?t?y?|N?a?N?| .*|.*[[\]{},:].*)$/s;

/** A text that stands in every value that is accepted; null when none is for sure. */
function neededText(operator: Operator, value: string): string | null {
  if (operator === '=' && !MAY_BE_NO_STRING.test(value)) return value;
  // What is no string is matched by its text, which does not stand in its bytes.
  const literal = operator === '~' ? literalOf(value) : null;
  return literal !== null && !MAY_BE_PART_OF_NO_STRING.test(literal) ? literal : null;
}

/** One condition on attributes, judged on pairs; resources, which many spans share, are judged once each. */
export class AttributeTest {
  /** Its place among the query's tests. */
  readonly index: number;
  readonly condition: Condition;
  readonly #session: StatementCache;
  readonly #onSpan: readonly string[];
  readonly #onResource: readonly string[];
  readonly #test: ValueTest;
  /** Bytes that every accepted value holds; null when there are none for sure. */
  readonly needle: Buffer | null;
  /** Bytes without which no span has it: most payloads need not be decoded. */
  readonly #inPayload: Buffer | null;
  readonly #keys: readonly Buffer[];
  readonly #resources = new Map<number, boolean>();

  constructor(
    session: StatementCache,
    index: number,
    condition: Condition,
    field: Field & { kind: 'attribute' },
  ) {
    this.index = index;
    this.condition = condition;
    this.#session = session;
    this.#test = valueTest(condition);
    // There are attributes whose own name begins like the prefix.
    const literal = `${field.on}.${field.key}`;
    this.#onSpan = field.on === 'any' || field.on === 'span' ? [field.key, literal] : [literal];
    this.#onResource = field.on === 'any' || field.on === 'resource' ? [field.key, literal] : [literal];
    if (field.on === 'any') this.#onSpan = this.#onResource = [field.key];
    const { operator, value } = condition;
    const text = neededText(operator, value);
    this.needle = text === null ? null : Buffer.from(text, 'utf8');
    this.#inPayload = this.needle ?? (this.#onSpan.length === 1 ? Buffer.from(field.key, 'utf8') : null);
    this.#keys = this.#onSpan.map((key) => Buffer.from(key, 'utf8'));
  }

  /** Whether a payload's bytes can hold it. */
  mayBeIn(payload: Buffer): boolean {
    return this.#inPayload === null || payload.includes(this.#inPayload);
  }

  /** Whether a span's own attribute of this name is meant. */
  isKey(key: Buffer): boolean {
    return this.#keys.some((wanted) => wanted.equals(key));
  }

  /** Whether the value under such a key is right. */
  acceptsValue(value: KeyValue[1]): boolean {
    return this.#test(value);
  }

  onSpan(attributes: Attributes): boolean {
    return holds(attributes, this.#onSpan, this.#test);
  }

  onResource(id: number): boolean {
    let known = this.#resources.get(id);
    if (known === undefined) {
      const row = this.#session
        .prepare<[number], { content: Buffer }>('SELECT content FROM trace_resources WHERE id = ?')
        .get(id);
      known = row !== undefined && holds(readResource(row.content), this.#onResource, this.#test);
      if (this.#resources.size >= MOST_REMEMBERED) this.#resources.clear();
      this.#resources.set(id, known);
    }
    return known;
  }
}

const holds = (attributes: Attributes, keys: readonly string[], test: ValueTest): boolean =>
  attributes.some(([key, value]) => keys.includes(key) && test(value));
