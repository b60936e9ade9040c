import type { TraceDetail } from '../../../../../shared/contract/traces.ts';
import {
  FOLD_FROM,
  groupSiblings,
  looksLikeNPlusOne,
} from '../../../../../shared/trace-analysis/repeated-calls.ts';
import type { TraceTree } from '../../../../../shared/trace-analysis/trace-tree.ts';

/**
 * Every line that the waterfall can show, from top to bottom with all open, as columns. A line is a span, or a fold:
 * repeats of one operation under one parent, whose members are the lines right below it.
 */
export interface DisplayOrder {
  readonly count: number;
  /** The span of a line; of a fold its first member. */
  readonly span: Int32Array;
  /** How many spans a fold holds; 0 for a span. */
  readonly members: Uint32Array;
  /** Error spans in a fold and below. */
  readonly foldErrors: Uint32Array;
  readonly nPlusOne: Uint8Array;
  readonly depth: Uint32Array;
  /** The first line after those below it. */
  readonly next: Uint32Array;
  /** The line it hangs below; -1 at the top. */
  readonly above: Int32Array;
  /** The line of each span. */
  readonly lineOf: Uint32Array;
}

/** Linear in the spans, at any depth. */
export function displayOrder(detail: TraceDetail, tree: TraceTree, fold: boolean): DisplayOrder {
  const builder = new OrderBuilder(detail, tree);
  return builder.build(fold);
}

class OrderBuilder {
  readonly #detail: TraceDetail;
  readonly #tree: TraceTree;
  readonly #span: Int32Array;
  readonly #members: Uint32Array;
  readonly #foldErrors: Uint32Array;
  readonly #nPlusOne: Uint8Array;
  readonly #depth: Uint32Array;
  readonly #above: Int32Array;
  readonly #lineOf: Uint32Array;
  readonly #groups: number[][] = [];
  /** Spans, or groups as -1 - index, still to come; each with the line it hangs below. */
  readonly #waiting: number[] = [];
  #lines = 0;

  constructor(detail: TraceDetail, tree: TraceTree) {
    const most = tree.count + Math.ceil(tree.count / FOLD_FROM);
    this.#detail = detail;
    this.#tree = tree;
    this.#span = new Int32Array(most);
    this.#members = new Uint32Array(most);
    this.#foldErrors = new Uint32Array(most);
    this.#nPlusOne = new Uint8Array(most);
    this.#depth = new Uint32Array(most);
    this.#above = new Int32Array(most);
    this.#lineOf = new Uint32Array(tree.count);
  }

  build(fold: boolean): DisplayOrder {
    this.#push(this.#tree.roots, -1);
    while (this.#waiting.length > 0) {
      const above = this.#waiting.pop()!;
      const item = this.#waiting.pop()!;
      if (item < 0) this.#addFold(this.#groups[-1 - item]!, above);
      else this.#addSpan(item, above, fold);
    }
    return this.#columns();
  }

  #push(items: ArrayLike<number>, above: number): void {
    for (let k = items.length - 1; k >= 0; k--) this.#waiting.push(items[k]!, above);
  }

  #line(span: number, above: number): number {
    const line = this.#lines++;
    this.#span[line] = span;
    this.#above[line] = above;
    this.#depth[line] = above < 0 ? 0 : this.#depth[above]! + 1;
    return line;
  }

  #addSpan(span: number, above: number, fold: boolean): void {
    const line = this.#line(span, above);
    this.#lineOf[span] = line;
    const { firstChild, children } = this.#tree;
    const own = children.subarray(firstChild[span], firstChild[span + 1]);
    this.#push(fold && own.length >= FOLD_FROM ? this.#folded(own) : own, line);
  }

  /** Groups large enough stand for their members, each at its first one's place. */
  #folded(spans: Int32Array): number[] {
    const items: { first: number; item: number }[] = [];
    for (const group of groupSiblings(this.#detail, spans)) {
      if (group.length < FOLD_FROM) for (const span of group) items.push({ first: span, item: span });
      else items.push({ first: group[0]!, item: -this.#groups.push(group) });
    }
    // The columns are in start order, so a place is also a rank in time.
    return items.sort((a, b) => a.first - b.first).map(({ item }) => item);
  }

  #addFold(group: number[], above: number): void {
    const line = this.#line(group[0]!, above);
    this.#members[line] = group.length;
    for (const span of group) this.#foldErrors[line]! += this.#tree.errors[span]!;
    this.#nPlusOne[line] = looksLikeNPlusOne(this.#detail, group) ? 1 : 0;
    this.#push(group, line);
  }

  #columns(): DisplayOrder {
    const count = this.#lines;
    const above = this.#above.slice(0, count);
    const below = new Uint32Array(count).fill(1);
    const next = new Uint32Array(count);
    for (let line = count - 1; line >= 0; line--) {
      next[line] = line + below[line]!;
      if (above[line]! >= 0) below[above[line]!]! += below[line]!;
    }
    return {
      count,
      span: this.#span.slice(0, count),
      members: this.#members.slice(0, count),
      foldErrors: this.#foldErrors.slice(0, count),
      nPlusOne: this.#nPlusOne.slice(0, count),
      depth: this.#depth.slice(0, count),
      next,
      above,
      lineOf: this.#lineOf,
    };
  }
}
