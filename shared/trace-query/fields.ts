import { spanKindNames } from '../model/span.ts';
import type { Operator } from '../query-text/operators.ts';
import { parseDuration, parseNumber } from '../query-text/values.ts';
import type { Field } from './ast.ts';

type NamedKind = Exclude<Field['kind'], 'attribute' | 'text'>;

export interface FieldRule {
  /** What it asks about, for a person. */
  about: string;
  operators: readonly Operator[];
  /** The values there are, where they are few. */
  values?: readonly string[];
  /** Null when the value can be read, else what was expected. */
  check?(value: string): string | null;
}

const EQUALITY: readonly Operator[] = ['=', '!='];
const TEXT: readonly Operator[] = ['=', '!=', '~', '!~'];
const ORDERED: readonly Operator[] = ['=', '!=', '>', '>=', '<', '<='];

export const statusNames = ['unset', 'ok', 'error'] as const;

const oneOf = (values: readonly string[]) => ({
  operators: EQUALITY,
  values,
  check: (value: string) => (values.includes(value.toLowerCase()) ? null : `one of ${values.join(', ')}`),
});

const time = {
  operators: ORDERED,
  check: (value: string) =>
    parseDuration(value) === null ? 'a length of time such as 10ms, 1.5s or 250us' : null,
};

const number = {
  operators: ORDERED,
  check: (value: string) => (/^\d{1,9}$/.test(value) ? null : 'a whole number'),
};

/** Fields by the name that they are asked with; every other key is an attribute. */
export const namedFields: Readonly<Record<NamedKind, FieldRule>> = {
  service: { about: 'name of the service', operators: TEXT },
  operation: { about: 'name of the span', operators: TEXT },
  duration: { about: 'of the span', ...time },
  status: { about: 'of the span', ...oneOf(statusNames) },
  kind: { about: 'of the span', ...oneOf(spanKindNames) },
  root: { about: 'has no parent', ...oneOf(['true', 'false']) },
  trace: {
    about: 'id of the trace',
    operators: EQUALITY,
    check: (value) => (/^[\da-f]{1,32}$/i.test(value) ? null : 'a trace id of up to 32 hex digits'),
  },
  'trace.duration': { about: 'of the whole trace', ...time },
  'trace.spans': { about: 'spans in the trace', ...number },
  'trace.errors': { about: 'failed spans in the trace', ...number },
};

const ATTRIBUTE: FieldRule = {
  about: 'attribute of the span or its resource',
  operators: ['=', '!=', '>', '>=', '<', '<=', '~', '!~'],
};

const isNamed = (key: string): key is NamedKind => Object.hasOwn(namedFields, key);

/** Prefixes that say where an attribute stands. */
const PREFIX = /^(span|resource)\.(.+)$/s;

/** Quoted keys are always attributes, wherever they stand. */
export function fieldOf(key: string, quoted: boolean): Field {
  if (quoted) return { kind: 'attribute', on: 'any', key };
  if (isNamed(key)) return { kind: key };
  const prefixed = PREFIX.exec(key);
  return prefixed
    ? { kind: 'attribute', on: prefixed[1] as 'span' | 'resource', key: prefixed[2]! }
    : { kind: 'attribute', on: 'any', key };
}

export const ruleOf = (field: Field): FieldRule =>
  field.kind === 'attribute' || field.kind === 'text' ? ATTRIBUTE : namedFields[field.kind];

/** True when the key, unquoted, would be read as something else than an attribute of this name anywhere. */
export const needsQuotes = (key: string): boolean => isNamed(key) || PREFIX.test(key) || key === 'has';

/** Null when the operator and the value fit the field, else what was expected. */
export function expectedValue(field: Field, operator: Operator, value: string): string | null {
  const rule = ruleOf(field);
  if (rule.check) return rule.check(value);
  const compares = operator === '>' || operator === '>=' || operator === '<' || operator === '<=';
  return compares && parseNumber(value) === null ? 'a number' : null;
}
