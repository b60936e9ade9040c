import type { SyntaxNode } from '@lezer/common';
import type { Matcher } from '../model/series.ts';
import { METRIC_NAME } from '../model/series.ts';
import {
  type Aggregator,
  aggregators,
  type BinaryOperator,
  type Call,
  type Expr,
  type PromqlFault,
  type Span,
  type VectorMatching,
  type VectorSelector,
} from './ast.ts';
import { fold, type Piece } from './fold.ts';
import { functions } from './functions.ts';
import { quoted, unquoted } from './go-text.ts';
import { patternFault } from './matcher-pattern.ts';
import { type QueryTiming, withAt, withOffset, withRange, withSteps } from './modifiers.ts';
import { children, literalValue } from './tree.ts';

const WITH_PARAMETER = new Set<Aggregator>([
  'topk',
  'bottomk',
  'quantile',
  'count_values',
  'limitk',
  'limit_ratio',
]);

/** Deeper ones would let the recursion of those who walk them end in the stack's end. */
const DEEPEST = 500;

/** Makes the AST of a tree that the grammar has taken whole. `faults` are in the order of the text. */
export class Builder {
  readonly faults: PromqlFault[] = [];
  readonly timing: QueryTiming | null;
  readonly #text: string;
  #depth = 0;

  constructor(text: string, timing: QueryTiming | null) {
    this.#text = text;
    this.timing = timing;
  }

  fault({ from, to }: Span, message: string): void {
    this.faults.push({ from, to, message });
  }

  text({ from, to }: Span): string {
    return this.#text.slice(from, to);
  }

  expr(node: SyntaxNode): Expr {
    if (++this.#depth > DEEPEST) throw new TooDeep(node);
    const pieces: Piece[] = [];
    this.#flatten(node, pieces);
    const expr = fold(pieces);
    this.#depth--;
    return expr;
  }

  #flatten(node: SyntaxNode, pieces: Piece[]): void {
    const below = children(node);
    const [first, second] = below;
    switch (node.name) {
      case 'BinaryExpr':
        this.#flatten(first!, pieces);
        pieces.push(this.#infix(below));
        this.#flatten(below.at(-1)!, pieces);
        return;
      case 'UnaryExpr':
        pieces.push({ kind: 'prefix', op: this.text(first!) as '+' | '-', from: node.from, to: first!.to });
        this.#flatten(second!, pieces);
        return;
      case 'NumberDurationLiteral':
        this.#number(node, pieces);
        return;
      case 'OffsetExpr':
      case 'StepInvariantExpr':
      case 'MatrixSelector':
      case 'SubqueryExpr':
      case 'AnchoredExpr':
      case 'SmoothedExpr':
        this.#flatten(first!, pieces);
        pieces.push({ kind: 'postfix', apply: (expr) => this.#postfix(node, below, expr) });
        return;
      default:
        pieces.push({ kind: 'operand', expr: this.#atom(node, below) });
    }
  }

  #postfix(node: SyntaxNode, below: SyntaxNode[], expr: Expr): Expr {
    switch (node.name) {
      case 'OffsetExpr':
        return withOffset(this, expr, below[2]!);
      case 'StepInvariantExpr':
        return withAt(this, expr, below[2]!, node.to);
      case 'MatrixSelector':
        return withRange(this, expr, below[1]!, node.to);
      case 'SubqueryExpr':
        return withSteps(this, expr, below[1]!, below[2] ?? null, node.to);
      default:
        this.fault(
          expr,
          `${node.name === 'AnchoredExpr' ? 'anchored' : 'smoothed'} modifier is experimental and not enabled`,
        );
        return expr;
    }
  }

  #number(node: SyntaxNode, pieces: Piece[]): void {
    const text = this.text(node);
    const sign = /^[+-]/.exec(text)?.[0];
    if (sign) pieces.push({ kind: 'prefix', op: sign as '+' | '-', from: node.from, to: node.from + 1 });
    const digits = text
      .slice(sign ? 1 : 0)
      .replace(/#[^\n]*/g, '')
      .trim();
    const { value, fault, duration } = literalValue(digits);
    const from = node.to - digits.length;
    if (fault) this.fault({ from, to: node.to }, fault);
    const expr: Expr = { kind: 'number', value, from, to: node.to };
    pieces.push({ kind: 'operand', expr: duration ? { ...expr, duration } : expr });
  }

  #atom(node: SyntaxNode, below: SyntaxNode[]): Expr {
    const { from, to } = node;
    switch (node.name) {
      case 'StringLiteral':
        return { kind: 'string', value: unquoted(this.text(node)), from, to };
      case 'ParenExpr':
        return { kind: 'paren', expr: this.expr(below[0]!), from, to };
      case 'VectorSelector':
        return this.#selector(node, below);
      case 'FunctionCall':
        return this.#call(node, below);
      case 'AggregateExpr':
        return this.#aggregation(node, below);
      default:
        throw new RangeError(`a ${node.name} in an expression`);
    }
  }

  #call({ from, to }: SyntaxNode, [name, body]: SyntaxNode[]): Call {
    const func = this.text(name!);
    if (!functions.has(func)) this.fault(name!, `unknown function with name ${quoted(func)}`);
    return { kind: 'call', func, args: children(body!).map((arg) => this.expr(arg)), from, to };
  }

  #aggregation(node: SyntaxNode, below: SyntaxNode[]): Expr {
    const { from, to } = node;
    const word = this.text(below[0]!).toLowerCase();
    const op = aggregators.find((one) => one === word) ?? 'sum';
    const modifier = below.find(({ name }) => name === 'AggregateModifier');
    const body = below.find(({ name }) => name === 'FunctionCallBody')!;
    const args = children(body).map((arg) => this.expr(arg));
    const expected = WITH_PARAMETER.has(op) ? 2 : 1;
    if (args.length === 0) this.fault(node, 'no arguments for aggregate expression provided');
    else if (args.length !== expected) {
      const counts = `expected ${expected}, got ${args.length}`;
      this.fault(node, `wrong number of arguments for aggregate expression provided, ${counts}`);
    }
    const [by, labels] = modifier ? children(modifier) : [];
    return {
      kind: 'aggregation',
      op,
      expr: args[expected - 1] ?? { kind: 'number', value: 0, from, to },
      param: expected === 2 ? (args[0] ?? null) : null,
      grouping: labels ? this.#labels(labels) : [],
      without: by?.name === 'Without',
      from,
      to,
    };
  }

  #labels(node: SyntaxNode): string[] {
    return children(node).map((label) => {
      const name = label.name === 'QuotedLabelName' ? unquoted(this.text(label)) : this.text(label);
      if (!isLabelName(name)) this.fault(label, `invalid label name for grouping: ${quoted(name)}`);
      return name;
    });
  }

  #infix(below: SyntaxNode[]): Piece {
    const modifiers = below.slice(2, -1);
    const clause = modifiers.find(({ name }) => name === 'MatchingModifierClause');
    const fill = modifiers.find(({ name }) => name === 'FillModifier');
    if (fill) this.fault(fill, 'binop fill modifiers are experimental and not enabled');
    const op = this.text(below[1]!).toLowerCase();
    if (op === '</' || op === '>/') this.fault(below[1]!, `unexpected character: ${op}`);
    return {
      kind: 'infix',
      op: op as BinaryOperator,
      bool: modifiers.some(({ name }) => name === 'BoolModifier'),
      matching: clause ? this.#matching(clause) : { card: 'one-to-one', labels: [], on: false, include: [] },
    };
  }

  #matching(clause: SyntaxNode): VectorMatching {
    const [how, labels, side, include] = children(clause);
    return {
      card: !side ? 'one-to-one' : side.name === 'GroupLeft' ? 'many-to-one' : 'one-to-many',
      labels: this.#labels(labels!),
      on: how?.name === 'On',
      include: include ? this.#labels(include) : [],
    };
  }

  #selector({ from, to }: SyntaxNode, below: SyntaxNode[]): VectorSelector {
    const identifier = below.find(({ name }) => name === 'Identifier');
    const braces = below.find(({ name }) => name === 'LabelMatchers');
    const name = identifier ? this.text(identifier) : null;
    const matchers = braces ? children(braces).map((node) => this.#matcher(node)) : [];
    if (name !== null) matchers.push({ name: METRIC_NAME, op: '=', value: name });
    return { kind: 'selector', name, matchers, offsetMs: 0, at: null, from, to };
  }

  #matcher(node: SyntaxNode): Matcher {
    if (node.name === 'QuotedLabelName') {
      return { name: METRIC_NAME, op: '=', value: unquoted(this.text(node)) };
    }
    const [label, op, literal] = children(node);
    const name = node.name === 'QuotedLabelMatcher' ? unquoted(this.text(label!)) : this.text(label!);
    const matcher = { name, op: this.text(op!) as Matcher['op'], value: unquoted(this.text(literal!)) };
    const fault = matcher.op.includes('~') ? patternFault(matcher.value) : null;
    if (fault) this.fault(node, fault);
    return matcher;
  }
}

export class TooDeep extends Error {
  readonly at: Span;

  constructor(at: Span) {
    super(`expression is nested more than ${DEEPEST} deep`);
    this.at = at;
  }
}

/** Any text of real characters is, since names may be all of UTF-8. */
export const isLabelName = (name: string): boolean => name !== '' && name.isWellFormed();
