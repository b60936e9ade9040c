import type { Term } from '../query-text/lexer.ts';
import type { Operator } from '../query-text/operators.ts';
import { type Fault, type Grammar, type ReadTree, readTree } from '../query-text/tree-parser.ts';
import type { Condition, Field } from './ast.ts';
import { traceDialect } from './dialect.ts';
import { expectedValue, fieldOf, ruleOf } from './fields.ts';

export type ParsedQuery = ReadTree<Condition>;

const grammar: Grammar<Condition> = {
  dialect: traceDialect,
  condition: 'a condition such as service:NAME, duration>10ms, status:error or attribute:value',
  read: readCondition,
};

/** Reads a query: `condition = key operator value | "has:" key | word`, joined as tree-parser.ts says. */
export function parseTraceQuery(text: string): ParsedQuery {
  return readTree(text, grammar);
}

function readCondition(term: Term, fault: Fault): Condition | null {
  const { key, operator, value } = term;
  const at = { from: term.from, to: term.to };
  if (!operator || !value) {
    if (key.text === '') return fault(term, grammar.condition);
    return { kind: 'condition', field: { kind: 'text' }, operator: '=', value: key.text, at };
  }
  if (key.text === '') return fault(term, 'a name before the operator');
  const isQuoted = key.form === 'quoted';
  if (key.text === 'has' && !isQuoted && operator.text === '=') return readHas(term, fault);
  const field = fieldOf(key.text, isQuoted);
  if (value.text === '' && value.form === 'bare') return fault(value, wanted(field, operator.text));
  if (!ruleOf(field).operators.includes(operator.text)) {
    const known = ruleOf(field).operators.map((each) => (each === '=' ? ':' : each));
    return fault(operator, `one of ${known.join(' ')} after ${key.text}`);
  }
  const expected = expectedValue(field, operator.text, value.text);
  if (expected !== null) return fault(value, expected);
  return { kind: 'condition', field, operator: operator.text, value: value.text, at };
}

function readHas(term: Term, fault: Fault): Condition | null {
  const value = term.value!;
  if (value.text === '') return fault(value, 'the name of an attribute');
  const field = fieldOf(value.text, true);
  const prefixed = value.form === 'quoted' ? field : fieldOf(value.text, false);
  return {
    kind: 'condition',
    // A field such as `service` is there on every span; asked for like this it is an attribute.
    field: prefixed.kind === 'attribute' ? prefixed : field,
    operator: 'has',
    value: '',
    at: { from: term.from, to: term.to },
  };
}

function wanted(field: Field, operator: Operator): string {
  const { values } = ruleOf(field);
  if (values) return `one of ${values.join(', ')}`;
  return expectedValue(field, operator, '') ?? 'a value';
}
