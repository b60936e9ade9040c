import { RE2JS } from 're2js';
import type { Term } from '../query-text/lexer.ts';
import type { QueryProblem } from '../query-text/tree.ts';
import { type Fault, type Grammar, type ReadTree, readTree } from '../query-text/tree-parser.ts';
import { err, ok, type Result } from '../util/result.ts';
import type { LogCondition, LogOperator, LogQueryNode } from './ast.ts';
import { logDialect } from './dialect.ts';
import { expectedLogValue, formOf, logFieldOf, logRuleOf } from './fields.ts';

/** Longer patterns are nobody's, and cost memory to build. */
export const LONGEST_PATTERN = 1024;

const grammar: Grammar<LogCondition> = {
  dialect: logDialect,
  condition: 'a word, a "phrase", /a pattern/, or a condition such as level:error, status>=500 or user:anna',
  read: readCondition,
};

/**
 * Reads a query; all that can be read is read, and each thing that cannot is one problem:
 *
 *     condition = word | "phrase" | /pattern/ | key (":" | "=" | "!=") value | key (">" | ">=" | "<" | "<=") quantity
 *               | "has:" key
 *     value     = text, with * for any text | "text" | /pattern/
 *
 * joined as tree-parser.ts says.
 */
export const readLogQuery = (text: string): ReadTree<LogCondition> => readTree(text, grammar);

/** The query; null of an empty text, which every record meets. */
export function parseLogQuery(text: string): Result<LogQueryNode | null, QueryProblem> {
  const { query, problems } = readLogQuery(text);
  return problems[0] ? err(problems[0]) : ok(query);
}

function readCondition(term: Term, fault: Fault): LogQueryNode | null {
  const { key, operator, value } = term;
  const at = { from: term.from, to: term.to };
  if (!operator || !value) {
    if (key.text === '') return fault(term, grammar.condition);
    const form = key.form === 'regex' ? 'regex' : 'exact';
    if (form === 'regex' && !isPattern(key.text)) return fault(key, patternFault(key.text));
    return { kind: 'condition', field: { kind: 'text' }, operator: '=', value: key.text, form, at };
  }
  if (key.text === '') return fault(term, 'a name before the operator');
  const isQuoted = key.form === 'quoted';
  if (key.text === 'has' && !isQuoted && operator.text === '=') return readHas(term, fault);
  const field = logFieldOf(key.text, isQuoted);
  if (value.text === '' && value.form === 'bare') {
    const { values } = logRuleOf(field);
    return fault(value, values ? `one of ${values.join(', ')}` : 'a value, or quotes around the text');
  }
  const negated = operator.text === '!=';
  const own = (negated ? '=' : operator.text) as LogOperator;
  if (!logRuleOf(field).operators.includes(own)) return fault(operator, `: after ${key.text}`);
  const form =
    value.form === 'bare' ? formOf(field, own, value.text) : value.form === 'regex' ? 'regex' : 'exact';
  const expected =
    form === 'regex' && !isPattern(value.text)
      ? patternFault(value.text)
      : expectedLogValue(field, own, value.text, form);
  if (expected !== null) return fault(value, expected);
  const condition: LogCondition = { kind: 'condition', field, operator: own, value: value.text, form, at };
  return negated ? { kind: 'not', part: condition, at } : condition;
}

function readHas(term: Term, fault: Fault): LogCondition | null {
  const value = term.value!;
  if (value.text === '') return fault(value, 'the name of a field');
  return {
    kind: 'condition',
    field: { kind: 'field', key: value.text },
    operator: 'has',
    value: '',
    form: 'exact',
    at: { from: term.from, to: term.to },
  };
}

const isPattern = (text: string): boolean => patternError(text) === null;

const patternFault = (text: string): string => `a regular expression as RE2 reads it: ${patternError(text)}`;

function patternError(text: string): string | null {
  if (text.length > LONGEST_PATTERN) return `at most ${LONGEST_PATTERN} characters`;
  try {
    RE2JS.compile(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
