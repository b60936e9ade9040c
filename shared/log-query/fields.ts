import { logFormats } from '../log-format/formats.ts';
import { logSources, type SeverityLevel, severityLevels } from '../model/log-record.ts';
import type { LogField, LogOperator, NamedLogField, ValueForm } from './ast.ts';
import { parseQuantity } from './quantity.ts';

export interface LogFieldRule {
  /** What it asks about, for a person. */
  about: string;
  operators: readonly LogOperator[];
  /** The values there are, where they are few. */
  values?: readonly string[];
  /** Several values may stand behind it, parted by commas. */
  lists: boolean;
  /** Null when one value can be read, else what was expected. */
  check?(value: string): string | null;
}

const ORDERED: readonly LogOperator[] = ['=', '>', '>=', '<', '<='];
const EQUALITY: readonly LogOperator[] = ['='];

/** Other words for levels, as lines have them. */
const LEVEL_WORDS: Readonly<Record<string, SeverityLevel>> = {
  information: 'info',
  notice: 'info',
  warning: 'warn',
  err: 'error',
  critical: 'error',
  crit: 'error',
  panic: 'fatal',
  emerg: 'fatal',
};

/** The level that a word of a query names, in any case; null when it names none. */
export function levelNamed(word: string): SeverityLevel | null {
  const lower = word.toLowerCase();
  const level = severityLevels.find((each) => each === lower);
  return level ?? (Object.hasOwn(LEVEL_WORDS, lower) ? LEVEL_WORDS[lower]! : null);
}

const oneOf = (values: readonly string[]) => ({
  operators: EQUALITY,
  values,
  lists: true,
  check: (value: string) => (values.includes(value.toLowerCase()) ? null : `one of ${values.join(', ')}`),
});

const name = { operators: EQUALITY, lists: true };

const hexId = (digits: number) => ({
  operators: EQUALITY,
  lists: false,
  check: (value: string) =>
    new RegExp(`^[\\da-f]{1,${digits}}$`, 'i').test(value) ? null : `an id of up to ${digits} hex digits`,
});

/** How lines left their program, as `stream:` asks for it. */
export const logStreamNames = ['stdout', 'stderr', 'console', 'system'] as const;

/** Fields by the name that they are asked with; every other key is a field of the record. */
export const namedLogFields: Readonly<Record<NamedLogField, LogFieldRule>> = {
  level: {
    about: 'severity',
    operators: ORDERED,
    values: severityLevels,
    lists: true,
    check: (value) => (levelNamed(value) ? null : `one of ${severityLevels.join(', ')}`),
  },
  container: { about: 'name of the container, file or host', ...name },
  service: { about: 'name of the service', ...name },
  trace: { about: 'id of the trace', ...hexId(32) },
  span: { about: 'id of the span', ...hexId(16) },
  stream: { about: 'stdout or stderr', ...oneOf(logStreamNames) },
  source: { about: 'the way it came', ...oneOf(logSources) },
  format: { about: 'what it is written in', ...oneOf(logFormats) },
  pattern: {
    about: 'number of its template',
    operators: EQUALITY,
    lists: true,
    check: (value) => (/^\d{1,9}$/.test(value) ? null : "a pattern's number"),
  },
  message: { about: 'the text without time, level and fields', operators: EQUALITY, lists: false },
};

const FIELD: LogFieldRule = { about: 'field', operators: ORDERED, lists: false };

export const isNamedLogField = (key: string): key is NamedLogField => Object.hasOwn(namedLogFields, key);

export const logRuleOf = (field: LogField): LogFieldRule =>
  field.kind === 'field' || field.kind === 'text' ? FIELD : namedLogFields[field.kind];

/** Quoted keys are always the record's own fields. */
export const logFieldOf = (key: string, quoted: boolean): LogField =>
  !quoted && isNamedLogField(key) ? { kind: key } : { kind: 'field', key };

/** True when the key, unquoted, would be read as something else than a field of this name. */
export const needsQuotes = (key: string): boolean => isNamedLogField(key) || key === 'has';

/** How a bare value is meant. */
export function formOf(field: LogField, operator: LogOperator, value: string): ValueForm {
  if (operator !== '=') return 'exact';
  if (logRuleOf(field).lists && value.includes(',')) return 'list';
  return value.includes('*') ? 'wildcard' : 'exact';
}

/** Null when the value fits the field and the operator, else what was expected. */
export function expectedLogValue(
  field: LogField,
  operator: LogOperator,
  value: string,
  form: ValueForm,
): string | null {
  const { check, lists } = logRuleOf(field);
  const parts = form === 'list' ? value.split(',') : [value];
  if (lists && parts.includes('')) return 'a value on each side of a comma';
  if (check && form !== 'regex') {
    for (const part of parts) {
      const expected = check(part);
      if (expected !== null) return expected;
    }
    return null;
  }
  if (check) return 'a value: patterns are for names and fields';
  const compares = operator !== '=' && operator !== 'has';
  return compares && parseQuantity(value) === null
    ? 'a number, a length of time such as 500ms, or a size such as 1MiB'
    : null;
}
