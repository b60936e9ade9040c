import { type Calc, calcs } from '../calc.ts';
import type { Transformation } from '../transformation.ts';
import { cut, flag, type Loose, obj, objects, oneOf, str, strings, whole, words } from './loose.ts';
import type { Note } from './notes.ts';
import { plainPattern } from './style.ts';

export function calcOf(value: unknown): Calc | null {
  const old: Record<string, Calc> = {
    avg: 'mean',
    current: 'lastNotNull',
    total: 'sum',
    lastNotNull: 'lastNotNull',
    name: 'lastNotNull',
  };
  return oneOf(value, calcs) ?? old[str(value)] ?? null;
}

export const calcsOf = (value: unknown): Calc[] =>
  strings(value)
    .flatMap((name) => calcOf(name) ?? [])
    .slice(0, 20);

type Convert = (options: Loose, note: Note) => Transformation | null;

const sortOf: Convert = (options) => {
  const [first] = objects(options.sort);
  return first ? { kind: 'sort', field: cut(str(first.field), 1024), descending: flag(first.desc) } : null;
};

const organizeOf: Convert = ({ excludeByName, includeByName, indexByName, renameByName }) => ({
  kind: 'organize',
  hide: Object.entries(obj(excludeByName))
    .filter(([, hidden]) => hidden === true)
    .map(([name]) => name)
    .concat(Object.entries(obj(includeByName)).flatMap(([name, shown]) => (shown === false ? [name] : []))),
  order: Object.entries(obj(indexByName))
    .sort(([, a], [, b]) => Number(a) - Number(b))
    .map(([name]) => name),
  rename: Object.fromEntries(
    Object.entries(obj(renameByName)).flatMap(([from, to]) => (str(to) === '' ? [] : [[from, str(to)]])),
  ),
});

const calculateOf: Convert = (options, note) => {
  const { mode, binary, reduce, alias, replaceFields } = options;
  const common = { kind: 'calculate', name: cut(str(alias), 1024), replace: flag(replaceFields) } as const;
  if (mode === 'binary') {
    const { left, operator, right } = obj(binary);
    const side = (value: unknown) =>
      cut(words(value) || words(obj(obj(value).matcher).options) || words(obj(value).fixed), 1024);
    const op = oneOf(operator, ['+', '-', '*', '/', '^', '%'] as const);
    if (!op) note(`the calculation ${str(operator)} is not known`);
    return op
      ? { ...common, mode: 'binary', left: side(left), op, right: side(right), calc: 'sum', fields: [] }
      : null;
  }
  if (mode !== undefined && mode !== 'reduceRow') {
    note(`calculating a field by ${str(mode)} is not known`);
    return null;
  }
  const { reducer, include } = obj(reduce);
  return {
    ...common,
    mode: 'row',
    left: '',
    op: '+',
    right: '',
    calc: calcOf(reducer) ?? 'sum',
    fields: strings(include),
  };
};

const filterFieldsOf: Convert = ({ include, exclude }) => {
  const taken = obj(include ?? exclude);
  return {
    kind: 'filterFields',
    names: strings(taken.names),
    regex: plainPattern(cut(str(taken.pattern), 1024)),
    exclude: include === undefined && exclude !== undefined,
  };
};

const conditions: Record<string, '=' | '!=' | '>' | '>=' | '<' | '<=' | 'isNull' | 'isNotNull' | '=~'> = {
  equal: '=',
  notEqual: '!=',
  greater: '>',
  greaterOrEqual: '>=',
  lower: '<',
  lowerOrEqual: '<=',
  isNull: 'isNull',
  isNotNull: 'isNotNull',
  regex: '=~',
};

const filterRowsOf: Convert = ({ type, match, filters }, note) => ({
  kind: 'filterRows',
  match: match === 'all' ? 'all' : 'any',
  exclude: type === 'exclude',
  conditions: objects(filters).flatMap(({ fieldName, config }) => {
    const { id, options } = obj(config);
    const op = conditions[str(id)];
    if (!op) note(`filtering rows by ${str(id)} is not known`);
    const { value } = obj(options);
    return op
      ? [{ field: cut(str(fieldName), 1024), op, value: typeof value === 'number' ? value : words(value) }]
      : [];
  }),
});

const groupOf: Convert = ({ fields }) => {
  const each = Object.entries(obj(fields)).map(([name, value]) => [name, obj(value)] as const);
  return {
    kind: 'group',
    by: each.filter(([, { operation }]) => operation === 'groupby').map(([name]) => name),
    calcs: Object.fromEntries(
      each
        .filter(([, { operation }]) => operation === 'aggregate')
        .map(([name, { aggregations }]) => [name, calcsOf(aggregations)]),
    ),
  };
};

const converters: Record<string, Convert> = {
  organize: organizeOf,
  merge: () => ({ kind: 'merge' }),
  joinByField: ({ byField, mode }) => ({
    kind: 'join',
    field: str(byField) || 'Time',
    mode: mode === 'inner' ? 'inner' : 'outer',
  }),
  seriesToColumns: ({ byField }) => ({ kind: 'join', field: str(byField) || 'Time', mode: 'outer' }),
  reduce: ({ reducers, mode, labelsToFields }) => ({
    kind: 'reduce',
    calcs: calcsOf(reducers).length > 0 ? calcsOf(reducers) : ['max'],
    mode: mode === 'reduceFields' ? 'fields' : 'rows',
    labelsToFields: flag(labelsToFields),
  }),
  renameByRegex: ({ regex, renamePattern }) => ({
    kind: 'renameByRegex',
    regex: plainPattern(cut(str(regex), 1024)),
    replacement: cut(str(renamePattern), 1024),
  }),
  filterFieldsByName: filterFieldsOf,
  filterByRefId: ({ include, exclude }) => ({
    kind: 'filterQueries',
    queries: str(include ?? exclude)
      .replace(/^\/|\/$/g, '')
      .split('|')
      .filter((id) => id !== ''),
    exclude: include === undefined && exclude !== undefined,
  }),
  filterByValue: filterRowsOf,
  calculateField: calculateOf,
  sortBy: sortOf,
  limit: ({ limitField }) => ({ kind: 'limit', rows: whole(limitField, 0, 1e6) ?? 10 }),
  groupBy: groupOf,
  labelsToFields: ({ valueLabel, keepLabels }) => ({
    kind: 'labelsToFields',
    valueLabel: str(valueLabel),
    keep: strings(keepLabels),
  }),
  timeSeriesTable: () => ({ kind: 'seriesToRows' }),
};

/** Changes the form for tables of long and wide series only, or how times are written: nothing is lost. */
const NEEDLESS = new Set(['prepareTimeSeries', 'formatTime', 'convertFieldType']);

export function transformationsOf(value: unknown, note: Note): Transformation[] {
  return objects(value)
    .slice(0, 64)
    .flatMap(({ id, options, disabled }): Transformation[] => {
      if (disabled === true || NEEDLESS.has(str(id))) return [];
      const convert = converters[str(id)];
      if (!convert) {
        note(`the transformation ${str(id)} is not known`);
        return [];
      }
      const read = convert(obj(options), note);
      return read ? [read] : [];
    });
}
