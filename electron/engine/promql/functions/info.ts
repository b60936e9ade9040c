import { RE2JS } from 're2js';
import { type Labels, type Matcher, METRIC_NAME, seriesKey } from '../../../../shared/model/series.ts';
import type { Call, Expr, VectorSelector } from '../../../../shared/promql/ast.ts';
import { compilePattern } from '../../../../shared/promql/matcher-pattern.ts';
import { type Evaluation, type Slices, seriesOf } from '../evaluation.ts';
import { EvaluationError } from '../evaluation-error.ts';
import type { Grid } from '../grid.ts';
import { labelsText, labelValue, metricName, withLabel } from '../labels.ts';
import { mergeSameLabels } from '../names.ts';
import { unwrapped } from '../range-call.ts';
import { selectVector } from '../selectors.ts';
import { type Column, isEmpty, newColumn, type Value, vector } from '../value.ts';

/** An info series belongs to the series that agree with it in these; Prometheus knows no others yet. */
const IDENTIFYING = ['instance', 'job'];
const TARGET_INFO: Matcher = { name: METRIC_NAME, op: '=', value: 'target_info' };
const ANY_INFO: Matcher = { name: METRIC_NAME, op: '=~', value: '.+_info' };

type Test = (value: string) => boolean;

function testOf({ op, value }: Matcher): Test {
  if (op === '=') return (other) => other === value;
  if (op === '!=') return (other) => other !== value;
  const pattern = compilePattern(value);
  return (other) => pattern.test(other) === (op === '=~');
}

const namesSome = ({ op }: Matcher): boolean => op === '=' || op === '=~';

/** Which info series a call asks for, and which of their labels. */
interface Wanted {
  names: Matcher[];
  /** By label; every label where there is none. */
  data: Map<string, Test[]>;
  dataMatchers: Matcher[];
}

function wantedBy(selector: Expr | undefined): Wanted {
  const matchers = selector?.kind === 'selector' ? selector.matchers : [];
  const names = matchers.filter(({ name }) => name === METRIC_NAME);
  const dataMatchers = matchers.filter(({ name }) => name !== METRIC_NAME);
  const data = new Map<string, Test[]>();
  for (const matcher of dataMatchers)
    data.set(matcher.name, [...(data.get(matcher.name) ?? []), testOf(matcher)]);
  return { names: names.length > 0 || selector ? names : [TARGET_INFO], data, dataMatchers };
}

/**
 * Adds to each series the labels of the info series, such as target_info, that stand for the same target at that
 * step; behind a feature flag in Prometheus.
 */
export function* evaluateInfo({ args }: Call, grid: Grid, evaluation: Evaluation): Slices<Value> {
  const base = seriesOf(yield* evaluation.evaluate(args[0] as Expr, grid));
  const wanted = wantedBy(args[1] && unwrapped(args[1]));
  // Info series are not enriched themselves; a matcher that only leaves names out names none.
  const isNamed = wanted.names.some(namesSome);
  const isInfo = wanted.names.map(testOf);
  const plain = base.filter(({ labels }) => isNamed && isInfo.every((test) => test(metricName(labels))));
  const enriched = base.filter((column) => !plain.includes(column));
  const infos = yield* selectInfos(enriched, wanted, args[0] as Expr, grid, evaluation);
  const targets = yield* targetsOf(infos, grid, evaluation);
  const columns = [...plain];
  for (const column of enriched) {
    columns.push(...enrich(column, targets, wanted.data, grid));
    if (evaluation.budget.due(grid.steps * 4)) yield;
  }
  return vector(mergeSameLabels(columns));
}

/** An info series and, at each step, the time of its sample. */
interface InfoSeries {
  labels: Labels;
  times: Column;
}

function* selectInfos(
  base: readonly Column[],
  { names, dataMatchers }: Wanted,
  expr: Expr,
  grid: Grid,
  evaluation: Evaluation,
): Slices<InfoSeries[]> {
  const identifying = IDENTIFYING.flatMap((name): Matcher[] => {
    const values = new Set(
      base.map(({ labels }) => labelValue(labels, name)).filter((value) => value !== ''),
    );
    if (values.size === 0) return [];
    return [{ name, op: '=~', value: [...values].map((value) => RE2JS.quote(value)).join('|') }];
  });
  if (identifying.length === 0) return [];
  const kinds = names.length === 0 ? [TARGET_INFO] : names.some(namesSome) ? names : [ANY_INFO, ...names];
  const matchers = [...kinds, ...identifying, ...dataMatchers];
  const { offsetMs, at } = firstPlace(expr) ?? { offsetMs: 0, at: null };
  const { from, to } = expr;
  const selector: VectorSelector = { kind: 'selector', name: null, matchers, offsetMs, at, from, to };
  const found = yield* selectVector(selector, grid, evaluation, { func: 'info', times: true });
  return found.map((times) => ({ labels: times.labels, times }));
}

type Place = Pick<VectorSelector, 'offsetMs' | 'at'>;

/** Where the first selector of an expression looks, the subqueries around it counted in: info series are read there too. */
function firstPlace(expr: Expr): Place | null {
  switch (expr.kind) {
    case 'selector':
      return expr;
    case 'matrix':
      return expr.selector;
    case 'subquery': {
      const inner = firstPlace(expr.expr);
      if (!inner || inner.at) return inner;
      return { offsetMs: expr.offsetMs + inner.offsetMs, at: expr.at };
    }
    case 'paren':
    case 'unary':
    case 'aggregation':
      return firstPlace(expr.expr);
    case 'binary':
      return firstPlace(expr.lhs) ?? firstPlace(expr.rhs);
    case 'call':
      return expr.args.map(firstPlace).find((place) => place !== null) ?? null;
    default:
      return null;
  }
}

/** By info metric and target: at each step the info series with the newest sample. */
type Targets = Map<string, { series: InfoSeries[]; chosen: Int32Array }>;

const targetKey = (name: string, labels: Labels): string =>
  [name, ...IDENTIFYING.map((label) => labelValue(labels, label))].join('\0');

/** @throws EvaluationError when two of one target are equally new */
function* targetsOf(infos: readonly InfoSeries[], grid: Grid, { budget }: Evaluation): Slices<Targets> {
  const targets: Targets = new Map();
  for (const info of infos) {
    const key = targetKey(metricName(info.labels), info.labels);
    const target = targets.get(key) ?? { series: [], chosen: new Int32Array(grid.steps).fill(-1) };
    targets.set(key, target);
    const index = target.series.push(info) - 1;
    for (let step = 0; step < grid.steps; step++) {
      if (info.times.present[step] === 0) continue;
      const other = target.series[target.chosen[step] as number];
      const [time, before] = [info.times.values[step] as number, other?.times.values[step] ?? -Infinity];
      if (other && time === before) throw twice(other, info, time * 1000);
      if (time > before) target.chosen[step] = index;
    }
    if (budget.due(grid.steps)) yield;
  }
  return targets;
}

const twice = (existing: InfoSeries, found: InfoSeries, timeMs: number): EvaluationError =>
  new EvaluationError(
    `found duplicate series for info metric: existing ${labelsText(existing.labels)} @ ${timeMs}, new ${labelsText(found.labels)} @ ${timeMs}`,
  );

/** The series split by which info series it meets at which steps. */
function enrich(column: Column, targets: Targets, data: ReadonlyMap<string, Test[]>, grid: Grid): Column[] {
  const mine = [...targets].filter(([key]) => {
    const [name = ''] = key.split('\0');
    return key === targetKey(name, column.labels);
  });
  const out = new Map<string, Column>();
  for (let step = 0; step < grid.steps; step++) {
    if (column.present[step] === 0) continue;
    const met = mine.flatMap(([, { series, chosen }]) => series[chosen[step] as number] ?? []);
    if (met.length === 0 && ![...data.values()].flat().every((test) => test(''))) continue;
    const labels = withInfo(column.labels, met, data);
    const key = seriesKey(labels);
    const into = out.get(key) ?? newColumn(grid, labels, column.dropName);
    out.set(key, into);
    into.present[step] = 1;
    into.values[step] = column.values[step] as number;
  }
  return [...out.values()].filter((one) => !isEmpty(one));
}

/** @throws EvaluationError when two info series have another value of one label */
function withInfo(labels: Labels, met: readonly InfoSeries[], data: ReadonlyMap<string, Test[]>): Labels {
  const added = new Map<string, string>();
  for (const info of met) {
    for (const [name, value] of info.labels) {
      if (name === METRIC_NAME || (data.size > 0 && !data.has(name))) continue;
      const other = added.get(name);
      if (other !== undefined && other !== value) throw new EvaluationError(`conflicting label: ${name}`);
      if (labelValue(labels, name) === '') added.set(name, value);
    }
  }
  return [...added].reduce((all, [name, value]) => withLabel(all, name, value), labels);
}
