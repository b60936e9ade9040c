import type { Place, QueryTree } from '../query-text/tree.ts';

/** What a condition is about. */
export type LogField =
  /** A word or phrase: it stands somewhere in the record's text, or in what came beside it. */
  | { kind: 'text' }
  | { kind: NamedLogField }
  /** A field that was read from the text or came beside it, by its key. */
  | { kind: 'field'; key: string };

export type NamedLogField =
  | 'level'
  | 'container'
  | 'service'
  | 'trace'
  | 'span'
  | 'stream'
  | 'source'
  | 'format'
  | 'pattern'
  | 'message';

export type LogOperator = '=' | '>' | '>=' | '<' | '<=' | 'has';

/**
 * How a value is meant: `exact` as it stands, `wildcard` with `*` for any text, `list` as any of those that commas
 * part (each may hold `*`), `regex` as a pattern of RE2 that is found anywhere in it.
 */
export type ValueForm = 'exact' | 'wildcard' | 'list' | 'regex';

export interface LogCondition {
  kind: 'condition';
  field: LogField;
  operator: LogOperator;
  /** Without quotes or slashes. */
  value: string;
  form: ValueForm;
  at: Place;
}

/** A query. All of it must hold for one and the same record. */
export type LogQueryNode = QueryTree<LogCondition>;

/** A condition that nobody typed. */
export const logCondition = (
  field: LogField,
  value: string,
  operator: LogOperator = '=',
  form: ValueForm = 'exact',
): LogCondition => ({ kind: 'condition', field, operator, value, form, at: { from: 0, to: 0 } });

/**
 * Smart case, everywhere in the language: a text with an upper-case letter means it, any other is met in any case.
 * Keys of fields are always meant as they are written, and patterns unless they end in `/i`.
 */
export const meansCase = (text: string): boolean => text !== text.toLowerCase();

/** Two signs that Unicode's lower case makes letters of ASCII: a dotted capital I and the Kelvin sign. */
const BECOMES_ASCII = /[\u0130\u212a]/g;

/** In lower case, so that letters of ASCII are met by letters of ASCII only. */
export const foldCase = (text: string): string => text.replace(BECOMES_ASCII, '\ufffd').toLowerCase();
