import type { BinaryOperator, Expr, Span, VectorMatching } from './ast.ts';

/** One piece of a flat expression: `-a * on(x) b offset 5m` is prefix, operand, infix, operand, postfix. */
export type Piece =
  | { kind: 'operand'; expr: Expr }
  | ({ kind: 'prefix'; op: '+' | '-' } & Span)
  | { kind: 'infix'; op: BinaryOperator; bool: boolean; matching: VectorMatching }
  | { kind: 'postfix'; apply: (expr: Expr) => Expr };

const LEVELS: Record<BinaryOperator, number> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '<=': 3,
  '<': 3,
  '>=': 3,
  '>': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  atan2: 5,
  '^': 6,
};
const UNARY = LEVELS['*'];

/**
 * Puts a flat expression together by Prometheus' precedences. The editor's grammar hangs offset, @ and [] on all that
 * stands before them, and a sign on a number before `^`; Prometheus hangs the first three on the operand alone, and the
 * sign on the power. Only operands and the order of pieces are therefore taken from the grammar.
 */
export function fold(pieces: readonly Piece[]): Expr {
  return new Folder(pieces).expression(0);
}

class Folder {
  readonly #pieces: readonly Piece[];
  #at = 0;

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  /** Takes operators that bind tighter than `above`. */
  expression(above: number): Expr {
    let lhs = this.#operand();
    for (;;) {
      const piece = this.#pieces[this.#at];
      if (piece?.kind !== 'infix') return lhs;
      const level = LEVELS[piece.op];
      if (level <= above) return lhs;
      this.#at++;
      // Of equal operators the left one goes first, but for powers.
      const rhs = this.expression(piece.op === '^' ? level - 1 : level);
      const { op, bool, matching } = piece;
      lhs = { kind: 'binary', op, lhs, rhs, bool, matching, from: lhs.from, to: rhs.to };
    }
  }

  #operand(): Expr {
    const piece = this.#pieces[this.#at++];
    if (piece?.kind === 'prefix') return signed(piece, this.expression(UNARY));
    if (piece?.kind !== 'operand') throw new RangeError('an expression that begins with no operand');
    let expr = piece.expr;
    for (;;) {
      const next = this.#pieces[this.#at];
      if (next?.kind !== 'postfix') return expr;
      this.#at++;
      expr = next.apply(expr);
    }
  }
}

function signed({ op, from }: Span & { op: '+' | '-' }, expr: Expr): Expr {
  if (expr.kind !== 'number') return { kind: 'unary', op, expr, from, to: expr.to };
  return { ...expr, value: op === '-' ? -expr.value : expr.value, from };
}
