import type { Matcher } from '../model/series.ts';
import { parseSelector } from '../promql/parse.ts';
import { err, ok, type Result } from '../util/result.ts';
import type { Variable, VariableOption } from './model.ts';
import { type Pattern, readPattern } from './pattern.ts';

/** What a variable asks the engine, its own variables filled in. */
export type VariableQuery =
  | { kind: 'labelValues'; label: string; matchers: Matcher[] }
  | { kind: 'labelNames' }
  | { kind: 'metrics'; pattern: string }
  | { kind: 'result'; expr: string };

/** `label_values(selector, label)`, `label_names()`, `metrics(pattern)`, `query_result(expr)`, or an expression. */
export function readVariableQuery(text: string): Result<VariableQuery, string> {
  const query = text.trim();
  const call = /^(label_values|label_names|metrics|query_result)\s*\(([\s\S]*)\)$/.exec(query);
  if (!call) return query === '' ? err('it has no query') : ok({ kind: 'result', expr: query });
  const inside = (call[2] as string).trim();
  switch (call[1]) {
    case 'label_names':
      return ok({ kind: 'labelNames' });
    case 'metrics':
      return ok({ kind: 'metrics', pattern: inside });
    case 'query_result':
      return ok({ kind: 'result', expr: inside });
    default:
      return labelValues(inside);
  }
}

/** The label stands behind the last comma that is in no brackets and no string. */
function labelValues(inside: string): Result<VariableQuery, string> {
  const label = /(?:^|,)\s*([A-Za-z_][\w.]*)\s*$/.exec(inside);
  if (!label) return err('label_values needs a label');
  const selector = inside.slice(0, label.index).trim();
  if (selector === '') return ok({ kind: 'labelValues', label: label[1] as string, matchers: [] });
  const parsed = parseSelector(selector);
  return parsed.ok
    ? ok({ kind: 'labelValues', label: label[1] as string, matchers: parsed.value.matchers })
    : err(parsed.error.message);
}

/** The options a list of values gives: cut by the variable's expression, each once, sorted. */
export function optionsOf(
  values: string[],
  { regex, sort }: Pick<Variable, 'regex' | 'sort'>,
): VariableOption[] {
  const pattern = regex === '' ? null : readPattern(regex);
  const options = new Map<string, VariableOption>();
  for (const value of values) {
    const option = regex === '' ? { text: value, value } : pattern ? picked(value, pattern) : null;
    if (option && !options.has(option.value)) options.set(option.value, option);
  }
  return sorted([...options.values()], sort);
}

function picked(value: string, pattern: Pattern): VariableOption | null {
  const match = pattern.exec(value);
  if (!match) return null;
  const { groups, named } = match;
  const part = named.value ?? named.text ?? groups[1] ?? value;
  return { text: named.text ?? part, value: named.value ?? part };
}

const numberIn = (text: string): number => Number(/-?\d+(\.\d+)?/.exec(text)?.[0] ?? Number.NaN);

function sorted(options: VariableOption[], sort: Variable['sort']): VariableOption[] {
  const order: Record<Variable['sort'], ((a: string, b: string) => number) | null> = {
    none: null,
    asc: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
    desc: (a, b) => (a < b ? 1 : a > b ? -1 : 0),
    numericAsc: (a, b) => numberIn(a) - numberIn(b) || 0,
    numericDesc: (a, b) => numberIn(b) - numberIn(a) || 0,
    caseInsensitiveAsc: (a, b) => a.localeCompare(b, 'en', { sensitivity: 'base' }),
    caseInsensitiveDesc: (a, b) => b.localeCompare(a, 'en', { sensitivity: 'base' }),
  };
  const by = order[sort];
  return by ? options.sort((a, b) => by(a.text, b.text)) : options;
}
