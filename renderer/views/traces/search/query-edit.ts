import { conjuncts } from '../../../../shared/query-text/tree.ts';
import { joinQueries } from '../../../../shared/query-text/tree-printer.ts';
import type { QueryNode } from '../../../../shared/trace-query/ast.ts';
import { parseTraceQuery } from '../../../../shared/trace-query/parser.ts';
import { printTraceQuery, queryChips } from '../../../../shared/trace-query/printer.ts';

/** Both the query and the condition must hold; what is already said stays said once. */
export function withCondition(text: string, condition: string): string {
  const { query } = parseTraceQuery(text);
  const wanted = printTraceQuery(parseTraceQuery(condition).query);
  if (queryChips(query).includes(wanted)) return text;
  return joinQueries(text.trim(), condition);
}

/** The query without the conditions on a field that must hold on their own; those inside groups stay. */
export function withoutKey(text: string, key: 'service' | 'operation'): string {
  const { query } = parseTraceQuery(text);
  const isOn = (node: QueryNode) =>
    node.kind === 'condition' && node.field.kind === key && node.operator === '=';
  const kept = conjuncts(query).filter((node) => !isOn(node));
  return kept.length === conjuncts(query).length ? text : joinQueries(...kept.map(printTraceQuery));
}

/** The query without the condition at that place of its chips. */
export function withoutChip(text: string, index: number): string {
  const parts = conjuncts(parseTraceQuery(text).query).filter((_, i) => i !== index);
  return joinQueries(...parts.map(printTraceQuery));
}
