import type {
  DifferenceAttribute,
  DifferenceValue,
  ServiceMapNode,
} from '../../../../shared/contract/trace-answers.ts';
import type { Operator } from '../../../../shared/query-text/operators.ts';
import type { Field } from '../../../../shared/trace-query/ast.ts';
import { fieldOf } from '../../../../shared/trace-query/fields.ts';
import { conditionText } from '../../../../shared/trace-query/printer.ts';

const NOWHERE = { from: 0, to: 0 };

const written = (field: Field, value: string, operator: Operator = '='): string =>
  conditionText({ kind: 'condition', field, operator, value, at: NOWHERE });

/** `service:orders`, quoted as needed. */
export const fieldCondition = (name: 'service' | 'operation', value: string): string =>
  written({ kind: name }, value);

/**
 * Spans that have this value, or a number in this range, of a compared attribute; null where the language has no word
 * for the field.
 */
export function valueCondition(
  { key, from }: Pick<DifferenceAttribute, 'key' | 'from'>,
  { value, range }: Pick<DifferenceValue, 'value' | 'range'>,
): string | null {
  if (from === 'field') {
    const field = fieldOf(key, false);
    return field.kind === 'attribute' ? null : written(field, value);
  }
  const field: Field = { kind: 'attribute', on: from, key };
  if (range === null) return written(field, value);
  return `(${written(field, String(range.from), '>=')} ${written(field, String(range.to), '<=')})`;
}

/** Not having it. */
export const excluded = (condition: string): string => `-${condition}`;

/** What callers say of those that send no spans themselves, by kind: whose make they are, and which one. */
const PEER_KEYS = {
  database: {
    system: ['db.system.name', 'db.system', 'db.type'],
    place: ['db.namespace', 'db.name', 'server.address', 'net.peer.name'],
  },
  queue: {
    system: ['messaging.system'],
    place: ['messaging.destination.name', 'messaging.destination'],
  },
} as const;
const ADDRESS_KEYS = ['server.address', 'peer.service', 'net.peer.name', 'http.host'];

/** What finds the spans behind a node of the map: their service, or else what their callers said of them. */
export function nodeCondition({
  kind,
  name,
  service,
}: Pick<ServiceMapNode, 'kind' | 'name' | 'service'>): string {
  if (kind === 'service' || service !== null) return fieldCondition('service', service ?? name);
  if (kind === 'external') return anyOf(ADDRESS_KEYS, name);
  const { system, place } = PEER_KEYS[kind];
  const blank = name.indexOf(' ');
  if (blank < 0) return anyOf([...system, ...place], name);
  return `${anyOf(system, name.slice(0, blank))} ${anyOf(place, name.slice(blank + 1))}`;
}

function anyOf(keys: readonly string[], value: string): string {
  const each = keys.map((key) => written({ kind: 'attribute', on: 'any', key }, value));
  return each.length === 1 ? each.join('') : `(${each.join(' or ')})`;
}
