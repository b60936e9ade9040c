import { METRIC_NAME } from '../model/series.ts';
import type { Aggregation, Binary, Call, Expr, PromqlFault, Span, ValueType, VectorSelector } from './ast.ts';
import { functions } from './functions.ts';
import { quoted } from './go-text.ts';
import { matchesEmpty } from './matcher-pattern.ts';

const DOCUMENTED: Record<ValueType, string> = {
  scalar: 'scalar',
  vector: 'instant vector',
  matrix: 'range vector',
  string: 'string',
};
const COMPARISONS = new Set<string>(['==', '!=', '<', '<=', '>', '>=']);
const SET_OPERATORS = new Set<string>(['and', 'or', 'unless']);

/** What an expression gives when it is evaluated. */
export function typeOf(expr: Expr): ValueType {
  switch (expr.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'matrix':
    case 'subquery':
      return 'matrix';
    case 'selector':
    case 'aggregation':
      return 'vector';
    case 'paren':
    case 'unary':
      return typeOf(expr.expr);
    case 'call':
      return functions.get(expr.func)?.returns ?? 'vector';
    case 'binary':
      return typeOf(expr.lhs) === 'scalar' && typeOf(expr.rhs) === 'scalar' ? 'scalar' : 'vector';
  }
}

/**
 * The first thing in which types or rules are broken, null for nothing; as Prometheus' checkAST. Sets what follows from
 * the types: set operators match many to many, and where a side is a scalar nothing is matched.
 */
export function checkTypes(expr: Expr, text: string): PromqlFault | null {
  const checker = new Checker(text);
  checker.check(expr);
  return checker.first;
}

class Checker {
  first: PromqlFault | null = null;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  #fault({ from, to }: Span, message: string): void {
    this.first ??= { from, to, message };
  }

  check(expr: Expr): ValueType {
    switch (expr.kind) {
      case 'aggregation':
        this.#aggregation(expr);
        return 'vector';
      case 'binary':
        return this.#binary(expr);
      case 'call':
        this.#call(expr);
        return functions.get(expr.func)?.returns ?? 'vector';
      case 'paren':
        return this.check(expr.expr);
      case 'unary':
        return this.#unary(expr, this.check(expr.expr));
      case 'subquery':
        this.#subquery(expr, this.check(expr.expr));
        return 'matrix';
      case 'matrix':
        this.check(expr.selector);
        return 'matrix';
      case 'selector':
        this.#selector(expr);
        return 'vector';
      default:
        return typeOf(expr);
    }
  }

  #expect(expr: Expr, wanted: ValueType, place: string): void {
    const type = this.check(expr);
    if (type === wanted) return;
    this.#fault(expr, `expected type ${DOCUMENTED[wanted]} in ${place}, got ${DOCUMENTED[type]}`);
  }

  #aggregation({ op, expr, param }: Aggregation): void {
    this.#expect(expr, 'vector', 'aggregation expression');
    if (param) this.#expect(param, op === 'count_values' ? 'string' : 'scalar', 'aggregation parameter');
  }

  #unary(expr: Span, type: ValueType): ValueType {
    if (type !== 'scalar' && type !== 'vector') {
      const got = quoted(DOCUMENTED[type]);
      this.#fault(
        expr,
        `unary expression only allowed on expressions of type scalar or instant vector, got ${got}`,
      );
    }
    return type;
  }

  #subquery(expr: Span, type: ValueType): void {
    if (type !== 'vector') {
      this.#fault(expr, `subquery is only allowed on instant vector, got ${type} instead`);
    }
  }

  #selector(selector: VectorSelector): void {
    const { name, matchers } = selector;
    if (name === null) {
      if (matchers.every(matchesEmpty)) {
        this.#fault(selector, 'vector selector must contain at least one non-empty matcher');
      }
      return;
    }
    for (const matcher of matchers.slice(0, -1)) {
      if (matcher.name !== METRIC_NAME) continue;
      const names = `${quoted(name)} or ${quoted(matcher.value)}`;
      this.#fault(selector, `metric name must not be set twice: ${names}`);
    }
  }

  #call(call: Call): void {
    const signature = functions.get(call.func);
    if (!signature) return;
    const { args: types } = signature;
    this.#countArguments(call, types.length, signature.variadic);
    if (call.func === 'info' && call.args[1]) this.#infoLabels(call.args[1]);
    call.args.forEach((arg, at) => {
      const wanted = types[Math.min(at, types.length - 1)];
      if (!wanted || (at >= types.length && signature.variadic === 0)) return;
      if (call.func === 'info' && at === 1 && arg.kind === 'selector') return;
      this.#expect(arg, wanted, `call to function ${quoted(call.func)}`);
    });
  }

  #countArguments(call: Call, listed: number, variadic: number): void {
    const got = `argument(s) in call to ${quoted(call.func)}, got ${call.args.length}`;
    const least = variadic === 0 ? listed : listed - 1;
    if (variadic === 0) {
      if (call.args.length !== listed) this.#fault(call, `expected ${listed} ${got}`);
    } else if (call.args.length < least) this.#fault(call, `expected at least ${least} ${got}`);
    else if (variadic > 0 && call.args.length > least + variadic) {
      this.#fault(call, `expected at most ${least + variadic} ${got}`);
    }
  }

  /** The second argument of info() selects labels, so that it may match all. */
  #infoLabels(arg: Expr): void {
    if (arg.kind !== 'selector') this.#fault(arg, 'expected label selectors only');
    else if (arg.name !== null) {
      this.#fault(arg, 'expected label selectors only, got vector selector instead');
    }
  }

  #binary(expr: Binary): ValueType {
    const left = this.check(expr.lhs);
    const right = this.check(expr.rhs);
    this.#operator(expr, left, right);
    for (const [side, type] of [
      [expr.lhs, left],
      [expr.rhs, right],
    ] as const) {
      if (type === 'scalar' || type === 'vector') continue;
      this.#fault(side, 'binary expression must contain only scalar and instant vector types');
    }
    if (left !== 'vector' || right !== 'vector') this.#withScalar(expr, left, right);
    else this.#sets(expr);
    return left === 'scalar' && right === 'scalar' ? 'scalar' : 'vector';
  }

  #operator(expr: Binary, left: ValueType, right: ValueType): void {
    const comparison = COMPARISONS.has(expr.op);
    if (expr.bool && !comparison) {
      this.#fault(this.#operatorSpan(expr), 'bool modifier can only be used on comparison operators');
    }
    if (comparison && !expr.bool && left === 'scalar' && right === 'scalar') {
      this.#fault(this.#operatorSpan(expr), 'comparisons between scalars must use BOOL modifier');
    }
    if (!expr.matching?.on) return;
    for (const label of expr.matching.labels) {
      if (!expr.matching.include.includes(label)) continue;
      const message = `label ${quoted(label)} must not occur in ON and GROUP clause at once`;
      this.#fault(this.#operatorSpan(expr), message);
    }
  }

  /** The operator with its modifiers. */
  #operatorSpan({ lhs, rhs }: Binary): Span {
    let { to: from } = lhs;
    while (/\s/.test(this.#text[from] ?? '')) from++;
    let { from: to } = rhs;
    while (/\s/.test(this.#text[to - 1] ?? '')) to--;
    return { from, to };
  }

  #withScalar(expr: Binary, left: ValueType, right: ValueType): void {
    if (expr.matching?.labels.length) {
      this.#fault(expr, 'vector matching only allowed between instant vectors');
    }
    expr.matching = null;
    if (SET_OPERATORS.has(expr.op) && (left === 'scalar' || right === 'scalar')) {
      this.#fault(expr, `set operator ${quoted(expr.op)} not allowed in binary scalar expression`);
    }
  }

  #sets(expr: Binary): void {
    if (!SET_OPERATORS.has(expr.op) || !expr.matching) return;
    if (expr.matching.card !== 'one-to-one') {
      this.#fault(expr, `no grouping allowed for ${quoted(expr.op)} operation`);
    }
    expr.matching = { ...expr.matching, card: 'many-to-many' };
  }
}
