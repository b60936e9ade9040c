import type { Labels, Matcher } from '../model/series.ts';
import { METRIC_NAME } from '../model/series.ts';
import type { Aggregation, AtModifier, Binary, Expr, NumberLiteral, VectorSelector } from './ast.ts';
import { quoted } from './go-text.ts';
import { formatDuration, formatFloat } from './number.ts';

/** Longer ones are broken up by `pretty`. In bytes of UTF-8, as Prometheus counts. */
const LONGEST_LINE = 100;

/** A query on one line, as Prometheus prints it (promql/parser/printer.go). */
export function print(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return printNumber(expr);
    case 'string':
      return quoted(expr.value);
    case 'paren':
      return `(${print(expr.expr)})`;
    case 'unary':
      return `${expr.op}${print(expr.expr)}`;
    case 'call':
      return `${expr.func}(${expr.args.map(print).join(', ')})`;
    case 'aggregation':
      return `${aggregator(expr)}(${[expr.param, expr.expr].flatMap((arg) => (arg ? print(arg) : [])).join(', ')})`;
    case 'binary':
      return `${print(expr.lhs)} ${operator(expr)} ${print(expr.rhs)}`;
    case 'selector':
      return `${selected(expr)}${moved(expr)}`;
    case 'matrix':
      return `${selected(expr.selector)}[${formatDuration(expr.rangeMs)}]${moved(expr.selector)}`;
    case 'subquery':
      return `${print(expr.expr)}${steps(expr)}`;
  }
}

/** The same over several lines where it is long (promql/parser/prettier.go). */
export function pretty(expr: Expr, level = 0): string {
  const indent = '  '.repeat(level);
  const line = print(expr);
  if (expr.kind === 'unary') return `${indent}${expr.op}${pretty(expr.expr, level).trim()}`;
  if (expr.kind === 'subquery') {
    // Without indentation where it fits, as Prometheus has it.
    return fits(line) ? line : `${pretty(expr.expr, level)}${steps(expr)}`;
  }
  if (fits(line)) return `${indent}${line}`;
  const inner = (args: Expr[]) => args.map((arg) => pretty(arg, level + 1)).join(',\n');
  switch (expr.kind) {
    case 'aggregation':
      return `${indent}${aggregator(expr)}(\n${inner(expr.param ? [expr.param, expr.expr] : [expr.expr])}\n${indent})`;
    case 'call':
      return `${indent}${expr.func}(\n${inner(expr.args)}\n${indent})`;
    case 'paren':
      return `${indent}(\n${inner([expr.expr])}\n${indent})`;
    case 'binary':
      return `${inner([expr.lhs])}\n${indent}${operator(expr)}\n${inner([expr.rhs])}`;
    default:
      return `${indent}${line}`;
  }
}

function fits(line: string): boolean {
  // No character has more than three bytes a UTF-16 unit.
  if (line.length * 3 <= LONGEST_LINE) return true;
  return (
    line.length <= LONGEST_LINE &&
    encodeURIComponent(line.toWellFormed()).replace(/%../g, 'x').length <= LONGEST_LINE
  );
}

function printNumber({ value, duration }: NumberLiteral): string {
  if (!duration) return formatFloat(value);
  return `${value < 0 ? '-' : ''}${formatDuration(Math.abs(value) * 1000)}`;
}

function aggregator({ op, grouping, without }: Aggregation): string {
  if (!without && grouping.length === 0) return op;
  return `${op} ${without ? 'without' : 'by'} (${labelList(grouping)}) `;
}

function operator({ op, bool, matching }: Binary): string {
  const words = [op as string];
  if (bool) words.push('bool');
  if (matching) {
    const { card, labels, on, include } = matching;
    const grouped = card === 'many-to-one' || card === 'one-to-many';
    if (labels.length > 0 || on || grouped) words.push(`${on ? 'on' : 'ignoring'} (${labelList(labels)})`);
    if (grouped) words.push(`group_${card === 'many-to-one' ? 'left' : 'right'} (${labelList(include)})`);
  }
  return words.join(' ');
}

const labelList = (labels: string[]): string => labels.map(labelName).join(', ');

/** In quotes where it is no identifier. */
export const labelName = (name: string): string =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : quoted(name);

/** Name and matchers; these in alphabetical order. */
function selected({ name, matchers }: VectorSelector): string {
  const inBraces = matchers
    .filter((matcher) => !isName(matcher, name))
    .map((matcher) => `${labelName(matcher.name)}${matcher.op}${quoted(matcher.value)}`)
    .sort();
  return `${name ?? ''}${inBraces.length > 0 || name === null ? `{${inBraces.join(',')}}` : ''}`;
}

const isName = ({ name, op, value }: Matcher, outside: string | null): boolean =>
  name === METRIC_NAME && op === '=' && value === outside;

function moved({ offsetMs, at }: { offsetMs: number; at: AtModifier | null }): string {
  const offset =
    offsetMs === 0 ? '' : ` offset ${offsetMs < 0 ? '-' : ''}${formatDuration(Math.abs(offsetMs))}`;
  return `${at ? ` @ ${moment(at)}` : ''}${offset}`;
}

const moment = (at: AtModifier): string =>
  at.kind === 'time' ? (at.timeMs / 1000).toFixed(3) : `${at.kind}()`;

function steps(expr: Expr & { kind: 'subquery' }): string {
  const step = expr.stepMs === null ? '' : formatDuration(expr.stepMs);
  return `[${formatDuration(expr.rangeMs)}:${step}]${moved(expr)}`;
}

/** A series as it is selected: `up{job="node"}`, `{"my.metric","a.b"="c"}`, `{}`. */
export function printLabels(labels: Labels): string {
  const name = labels.find(([label]) => label === METRIC_NAME)?.[1] ?? '';
  const plain = /^[A-Za-z_:][A-Za-z0-9_:]*$/.test(name);
  const inBraces = labels
    .filter(([label]) => label !== METRIC_NAME)
    .map(([label, value]) => `${labelName(label)}=${quoted(value)}`);
  if (plain) return inBraces.length > 0 ? `${name}{${inBraces.join(', ')}}` : name;
  return `{${[...(name === '' ? [] : [quoted(name)]), ...inBraces].join(', ')}}`;
}
