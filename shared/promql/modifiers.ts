import type { SyntaxNode } from '@lezer/common';
import type { AtModifier, Expr, Span, VectorSelector } from './ast.ts';
import { children, literalValue } from './tree.ts';

/** Of the query around an expression: the distance of its steps and the length of its range; an instant query has 0 of both. */
export interface QueryTiming {
  stepMs: number;
  rangeMs: number;
  /** There is no query yet: what comes out of these is not judged. */
  assumed?: true;
}

/** Where the text is read from and faults are told to. */
interface Place {
  /** What `step()` and `range()` within durations stand for; null where that is not known. */
  readonly timing: QueryTiming | null;
  text(span: Span): string;
  fault(span: Span, message: string): void;
}

/** Go's durations end here, in seconds. */
const LONGEST_S = 2 ** 63 / 1e9;
const RANGES_ONLY = 'ranges only allowed for vector selectors';

const precedes = (modifier: string): string =>
  `${modifier} modifier must be preceded by an instant vector selector or range vector selector or a subquery`;

export function withOffset(place: Place, expr: Expr, duration: SyntaxNode): Expr {
  const offsetMs = Math.round(seconds(place, duration) * 1000);
  const to = duration.to;
  const set = (current: number): boolean => {
    if (current !== 0) place.fault(expr, 'offset may not be set multiple times');
    return current === 0;
  };
  if (expr.kind === 'selector' || expr.kind === 'subquery') {
    return set(expr.offsetMs) ? { ...expr, offsetMs, to } : expr;
  }
  if (expr.kind === 'matrix') {
    return set(expr.selector.offsetMs) ? { ...expr, selector: { ...expr.selector, offsetMs }, to } : expr;
  }
  place.fault(expr, precedes('offset'));
  return expr;
}

export function withAt(place: Place, expr: Expr, when: SyntaxNode, to: number): Expr {
  const at = moment(place, expr, when);
  if (expr.kind === 'matrix') {
    return free(place, expr, expr.selector.at) ? { ...expr, selector: { ...expr.selector, at }, to } : expr;
  }
  if (expr.kind === 'selector' || expr.kind === 'subquery') {
    return free(place, expr, expr.at) ? { ...expr, at, to } : expr;
  }
  place.fault(expr, precedes('@'));
  return expr;
}

function free(place: Place, expr: Expr, at: AtModifier | null): boolean {
  if (at) place.fault(expr, '@ <timestamp> may not be set multiple times');
  return !at;
}

function moment(place: Place, expr: Expr, when: SyntaxNode): AtModifier {
  if (when.name === 'AtModifierPreprocessors') {
    return { kind: place.text(when).toLowerCase().startsWith('start') ? 'start' : 'end' };
  }
  const seconds = signedLiteral(place, when);
  if (!Number.isFinite(seconds) || Math.abs(seconds) >= 2 ** 63) {
    const shown = Number.isFinite(seconds) ? seconds.toFixed(6) : printed(seconds);
    place.fault(expr, `timestamp out of bounds for @ modifier: ${shown}`);
  }
  return { kind: 'time', timeMs: Math.round(seconds * 1000) };
}

const printed = (value: number): string => (Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf');

export function withRange(place: Place, expr: Expr, duration: SyntaxNode, to: number): Expr {
  const rangeMs = positive(place, duration);
  const fault = rangeFault(expr);
  if (fault) place.fault({ from: bracketBefore(place, duration), to }, fault);
  if (expr.kind !== 'selector') return expr;
  const selector: VectorSelector = expr;
  return { kind: 'matrix', selector, rangeMs, from: expr.from, to };
}

function rangeFault(expr: Expr): string | null {
  if (expr.kind !== 'selector') return RANGES_ONLY;
  if (expr.offsetMs !== 0) return 'no offset modifiers allowed before range';
  // Prometheus looks for a written time only.
  return expr.at?.kind === 'time' ? 'no @ modifiers allowed before range' : null;
}

/** Where the bracket is that opens before a duration. */
function bracketBefore(place: Place, { from }: Span): number {
  const before = place.text({ from: 0, to: from });
  return Math.max(0, before.lastIndexOf('['));
}

export function withSteps(
  place: Place,
  expr: Expr,
  range: SyntaxNode,
  step: SyntaxNode | null,
  to: number,
): Expr {
  const rangeMs = positive(place, range);
  const stepMs = step && positive(place, step);
  return { kind: 'subquery', expr, rangeMs, stepMs, offsetMs: 0, at: null, from: expr.from, to };
}

function positive(place: Place, duration: SyntaxNode): number {
  const value = seconds(place, duration);
  if (value > 0) return Math.round(value * 1000);
  if (place.timing?.assumed && /step|range/i.test(place.text(duration))) return 1000;
  place.fault(duration, 'duration must be greater than 0');
  return Math.round(value * 1000);
}

/** A duration or an expression of durations, in seconds. */
function seconds(place: Place, node: SyntaxNode): number {
  const value = computed(place, node);
  if (Math.abs(value) <= LONGEST_S) return value;
  place.fault(node, 'duration out of range');
  return 1;
}

function computed(place: Place, node: SyntaxNode): number {
  if (node.name === 'NumberDurationLiteralInDurationContext') return literal(place, node, place.text(node));
  const below = children(node);
  const [first, second, third] = below;
  if (!first) return 1;
  if (first.name === 'UnaryOp') {
    const value = second ? computed(place, second) : 1;
    return place.text(first) === '-' ? -value : value;
  }
  if (first.name.startsWith('Duration') && first.name !== 'DurationExpr') return called(place, first, below);
  const left = computed(place, first);
  return second && third ? arithmetic(place, second, left, computed(place, third)) : left;
}

function called(place: Place, name: SyntaxNode, [, first, second]: SyntaxNode[]): number {
  if (!first || !second) {
    const { timing } = place;
    if (!timing) place.fault(name, `${place.text(name)}() in a duration is not known without a query`);
    return ((name.name === 'DurationStep' ? timing?.stepMs : timing?.rangeMs) ?? 1000) / 1000;
  }
  const [left, right] = [computed(place, first), computed(place, second)];
  return name.name === 'DurationMinOf' ? Math.min(left, right) : Math.max(left, right);
}

function arithmetic(place: Place, op: SyntaxNode, left: number, right: number): number {
  switch (op.name) {
    case 'Add':
      return left + right;
    case 'Sub':
      return left - right;
    case 'Mul':
      return left * right;
    case 'Pow':
      return left ** right;
    default:
      if (right === 0) {
        place.fault(op, op.name === 'Div' ? 'division by zero' : 'modulo by zero');
        return 1;
      }
      return op.name === 'Div' ? left / right : left % right;
  }
}

function signedLiteral(place: Place, node: SyntaxNode): number {
  const text = place.text(node);
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  const value = literal(place, node, text.slice(sign.length).trim());
  return sign === '-' ? -value : value;
}

function literal(place: Place, node: SyntaxNode, text: string): number {
  const { value, fault } = literalValue(text);
  if (fault) place.fault(node, fault);
  return value;
}
