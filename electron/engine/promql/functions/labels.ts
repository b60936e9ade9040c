import type { RE2JS } from 're2js';
import { METRIC_NAME } from '../../../../shared/model/series.ts';
import { compilePattern } from '../../../../shared/promql/matcher-pattern.ts';
import { type Slices, seriesOf, stringOf } from '../evaluation.ts';
import { EvaluationError } from '../evaluation-error.ts';
import { labelValue, withLabel } from '../labels.ts';
import { mergeSameLabels } from '../names.ts';
import { type Column, type Value, vector } from '../value.ts';
import type { NodeFunction } from './node-function.ts';

/** Any text that UTF-8 can hold; what could not be decoded has come out as U+FFFD. */
const isLabelName = (name: string): boolean => name !== '' && !/[\uFFFD\uD800-\uDFFF]/u.test(name);

/** A match costs about as much as so many steps. */
const MATCH_UNITS = 1_000;

/** @throws EvaluationError */
function compile(pattern: string): RE2JS {
  try {
    return compilePattern(pattern);
  } catch {
    throw new EvaluationError(`invalid regular expression in label_replace(): ${pattern}`);
  }
}

const REFERENCE = /\$(?:(\$)|\{(\w+)\}|(\w+))/g;

/** Go's Regexp.Expand: $1, ${1}, $name, ${name}; a name goes as far as it can, an unknown one is empty, $$ is a dollar. */
function expand(template: string, pattern: RE2JS, text: string): string | null {
  const matcher = pattern.matcher(text);
  if (!matcher.matches()) return null;
  const names = pattern.namedGroups();
  return template.replace(REFERENCE, (_all, dollar, braced, bare) => {
    if (dollar) return '$';
    const name = braced ?? bare;
    const index = /^\d+$/.test(name) ? Number(name) : names[name];
    return index === undefined || index > matcher.groupCount() ? '' : (matcher.group(index) ?? '');
  });
}

function relabelled(column: Column, name: string, value: string): Column {
  const labels = withLabel(column.labels, name, value);
  return { ...column, labels, dropName: name === METRIC_NAME ? false : column.dropName };
}

function* labelReplace(...[args, _call, _grid, { budget }]: Parameters<NodeFunction>): Slices<Value> {
  const [target, replacement, source, expression] = args.slice(1).map(stringOf) as [
    string,
    string,
    string,
    string,
  ];
  const pattern = compile(expression);
  if (!isLabelName(target))
    throw new EvaluationError(`invalid destination label name in label_replace(): ${target}`);
  const columns: Column[] = [];
  for (const column of seriesOf(args[0] ?? vector([]))) {
    const value = expand(replacement, pattern, labelValue(column.labels, source));
    columns.push(value === null ? column : relabelled(column, target, value));
    if (budget.due(MATCH_UNITS)) yield;
  }
  return vector(mergeSameLabels(columns));
}

function labelJoin(args: readonly Value[]): Value {
  const [target = '', separator = '', ...sources] = args.slice(1).map(stringOf);
  const invalid = sources.find((source) => !isLabelName(source));
  if (invalid !== undefined)
    throw new EvaluationError(`invalid source label name in label_join(): ${invalid}`);
  if (!isLabelName(target))
    throw new EvaluationError(`invalid destination label name in label_join(): ${target}`);
  const columns = seriesOf(args[0] ?? vector([])).map((column) =>
    relabelled(column, target, sources.map((source) => labelValue(column.labels, source)).join(separator)),
  );
  return vector(mergeSameLabels(columns));
}

export const labelFunctions: Record<string, NodeFunction> = {
  label_replace: labelReplace,
  label_join: labelJoin,
};
