import {
  type LogCondition,
  type LogField,
  type LogQueryNode,
  logCondition,
} from '../../../../shared/log-query/ast.ts';
import { logFieldOf, logRuleOf } from '../../../../shared/log-query/fields.ts';
import { readLogQuery } from '../../../../shared/log-query/parser.ts';
import { joinLogQueries, logConditionText, printLogQuery } from '../../../../shared/log-query/printer.ts';
import { conjuncts, joined } from '../../../../shared/query-text/tree.ts';

/** Values of one field that a query asks for or leaves out, as clicks on them make it. */
export interface FieldChoice {
  only: string[];
  without: string[];
}

export type Choosing = keyof FieldChoice;

const sameField = (a: LogField, b: LogField): boolean =>
  a.kind === 'field' ? b.kind === 'field' && a.key === b.key : a.kind === b.kind;

/** The values when the part asks for some of the field and for nothing else; null when it is something other. */
function valuesOf(part: LogQueryNode, field: LogField): string[] | null {
  if (part.kind === 'condition') {
    const { operator, form, value } = part as LogCondition;
    if (!sameField(part.field, field) || operator !== '=') return null;
    return form === 'list' ? value.split(',') : form === 'exact' ? [value] : null;
  }
  if (part.kind !== 'or') return null;
  const all = part.parts.map((each) => valuesOf(each, field));
  return all.every((values) => values !== null) ? all.flat() : null;
}

const partsOf = (text: string): LogQueryNode[] => conjuncts(readLogQuery(text).query);

/** What the query says of the field's values by itself; conditions inside other groups are not among it. */
export function fieldChoice(text: string, field: LogField): FieldChoice {
  const choice: FieldChoice = { only: [], without: [] };
  for (const part of partsOf(text)) {
    const negated = part.kind === 'not';
    const values = valuesOf(negated ? part.part : part, field);
    if (values) choice[negated ? 'without' : 'only'].push(...values);
  }
  return choice;
}

/** The query without what a choice of the field's values made of it. */
export function withoutChoice(text: string, field: LogField): string {
  const parts = partsOf(text);
  const kept = parts.filter((part) => valuesOf(part.kind === 'not' ? part.part : part, field) === null);
  return kept.length === parts.length ? text : joinLogQueries(...kept.map(printLogQuery));
}

/** The query with the value chosen or left out, or no longer so when it was. */
export function toggledValue(text: string, field: LogField, value: string, how: Choosing): string {
  const before = fieldChoice(text, field);
  const other: Choosing = how === 'only' ? 'without' : 'only';
  const next: FieldChoice = { only: [], without: [] };
  next[other] = before[other].filter((each) => each !== value);
  next[how] = before[how].includes(value)
    ? before[how].filter((each) => each !== value)
    : [...before[how], value];
  return joinLogQueries(
    withoutChoice(text, field),
    choiceText(field, next.only, false),
    ...next.without.map((each) => choiceText(field, [each], true)),
  );
}

/** Read bare and in a list, it is itself. */
const LISTED = /^[\p{L}\p{N}_.@/-]+$/u;

function choiceText(field: LogField, values: string[], negated: boolean): string {
  if (values.length === 0) return '';
  const listed = values.length > 1 && logRuleOf(field).lists && values.every((value) => LISTED.test(value));
  const part = listed
    ? logCondition(field, values.join(','), '=', 'list')
    : joined(
        'or',
        values.map((value) => logCondition(field, value)),
      );
  const none = { from: 0, to: 0 };
  return printLogQuery(negated ? { kind: 'not', part, at: none } : part);
}

/** A field by the name that an answer has for it: those of the language by their names, all others as keys. */
export const fieldNamed = (key: string): LogField => logFieldOf(key, false);

/** The lines whose own field has the value. */
export const fieldCondition = (key: string, value: string): string =>
  logConditionText(logCondition({ kind: 'field', key }, value));

export const excluded = (condition: string): string => `-${condition}`;
