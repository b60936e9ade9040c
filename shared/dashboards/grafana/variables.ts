import { ALL_VALUE, newVariable, type Variable } from '../model.ts';
import { cut, flag, type Loose, list, num, obj, objects, str, words } from './loose.ts';
import type { Note } from './notes.ts';
import { plainPattern } from './style.ts';

const sorts: Variable['sort'][] = [
  'none',
  'asc',
  'desc',
  'numericAsc',
  'numericDesc',
  'caseInsensitiveAsc',
  'caseInsensitiveDesc',
];

/** The variables a dashboard asks with; data sources are Trivet itself, so those are left out without a word. */
export function variablesOf(templating: unknown, note: Note): Variable[] {
  const seen = new Set<string>();
  return objects(obj(templating).list).flatMap((variable) => {
    const read = variableOf(variable, note);
    if (!read || seen.has(read.name)) return [];
    seen.add(read.name);
    return [read];
  });
}

function variableOf(variable: Loose, note: Note): Variable | null {
  const name = str(variable.name);
  const { type } = variable;
  if (type === 'datasource') return null;
  if (!/^\w{1,128}$/.test(name)) {
    note(`the variable "${name}" has a name that is none`);
    return null;
  }
  const common = { name, ...commonOf(variable) };
  switch (type) {
    case 'query':
      return queryVariable(variable, common, note);
    case 'custom':
      return newVariable({ ...common, kind: 'custom', query: listText(variable) });
    case 'interval':
      return newVariable({
        ...common,
        kind: 'interval',
        query: listText(variable),
        autoCount: flag(variable.auto) ? (num(variable.auto_count) ?? 30) : null,
        autoMin: str(variable.auto_min) || '10s',
        current: common.current.map((value) => (value.startsWith('$__auto') ? 'auto' : value)),
      });
    case 'constant':
      return newVariable({
        ...common,
        kind: 'constant',
        query: cut(words(variable.query), 65_536),
        hide: 'all',
      });
    case 'textbox':
      return newVariable({ ...common, kind: 'text', query: cut(words(variable.query), 65_536) });
    case 'adhoc':
      note(`the variable "${name}" adds filters of its own to every query`);
      return null;
    default:
      note(`the variable "${name}" is of the unknown kind ${str(type)}`);
      return null;
  }
}

function commonOf(variable: Loose) {
  const { value } = obj(variable.current);
  const current = (Array.isArray(value) ? list(value) : [value]).map(words).filter((each) => each !== '');
  return {
    label: cut(str(variable.label), 256),
    description: cut(str(variable.description), 4096),
    hide: hideOf(variable.hide),
    multi: flag(variable.multi),
    includeAll: flag(variable.includeAll),
    allValue: str(variable.allValue) === '' ? null : cut(str(variable.allValue), 4096),
    // An exported "All" is sometimes kept by its text.
    current: current
      .map((each) => (each === 'All' && flag(variable.includeAll) ? ALL_VALUE : cut(each, 4096)))
      .slice(0, 1000),
  };
}

function hideOf(hide: unknown): Variable['hide'] {
  if (hide === 2 || hide === 'hideVariable') return 'all';
  return hide === 1 || hide === 'hideLabel' ? 'label' : 'no';
}

function listText(variable: Loose): string {
  const written = str(variable.query);
  if (written !== '') return cut(written, 65_536);
  return objects(variable.options)
    .map(({ value }) => words(value))
    .filter((value) => value !== '' && value !== ALL_VALUE && !value.startsWith('$__auto'))
    .join(',');
}

function queryVariable(variable: Loose, common: Partial<Variable> & { name: string }, note: Note): Variable {
  const text = queryText(variable);
  if (text === '') note(`the variable "${common.name}" has a query of another data source`);
  else if (
    !/^\s*(label_values|label_names|metrics|query_result)\s*\(/.test(text) &&
    /\{"(find|type)":/.test(text)
  ) {
    note(`the variable "${common.name}" asks another data source: ${text}`);
  }
  return newVariable({
    ...common,
    kind: 'query',
    query: cut(text, 65_536),
    regex: cut(plainPattern(str(variable.regex)), 4096),
    sort: sorts[num(variable.sort) ?? 0] ?? 'none',
  });
}

/** Its text, wherever that version kept it: the query, the query's `query`, the query's `expr`, or `definition`. */
function queryText({ query, definition }: Loose): string {
  const { query: inner, expr, label, stream } = obj(query);
  if (typeof query === 'string') return query;
  if (str(inner) !== '') return str(inner);
  if (str(expr) !== '') return str(expr);
  if (str(label) !== '') return `label_values(${str(stream)}${str(stream) ? ', ' : ''}${str(label)})`;
  return str(definition);
}
