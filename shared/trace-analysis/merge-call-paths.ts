import type { TraceDetail } from '../contract/traces.ts';
import { STATUS_ERROR, type TraceTree } from './trace-tree.ts';

/** Texts and operations of several traces under common numbers. */
export class Interner {
  readonly #services = new Texts();
  readonly #names = new Texts();
  readonly #statements = new Texts();
  readonly #ids = new Map<string, number>();
  readonly #operations: { service: number; name: number; kind: number; statement: number }[] = [];

  constructor() {
    this.#statements.index('');
  }

  /** Numbers given so far. */
  get size(): number {
    return this.#operations.length;
  }

  /** The operation of each span: equal numbers for the same service, name, kind and statement. */
  operationsOf(detail: TraceDetail): Uint32Array {
    const services = detail.services.map((text) => this.#services.index(text));
    const names = detail.names.map((text) => this.#names.index(text));
    const statements = detail.statements.map((text) => this.#statements.index(text));
    const kinds = 256;
    // By the trace's own numbers, so that a text is made once an operation and not once a span.
    const known = new Map<number, number>();
    return Uint32Array.from(detail.parent, (_, i) => {
      const [service, name, kind] = [detail.service[i]!, detail.name[i]!, detail.kind[i]!];
      const statement = detail.statement[i]!;
      const key = ((statement * services.length + service) * names.length + name) * kinds + kind;
      let id = known.get(key);
      if (id === undefined) {
        id = this.#operation(services[service]!, names[name]!, kind, statements[statement]!);
        known.set(key, id);
      }
      return id;
    });
  }

  columns(operation: Uint32Array) {
    const of = (path: number) => this.#operations[operation[path]!]!;
    return {
      service: Array.from(operation, (_, path) => this.#services.all[of(path).service]!),
      name: Array.from(operation, (_, path) => this.#names.all[of(path).name]!),
      kind: Uint8Array.from(operation, (_, path) => of(path).kind),
      statement: Array.from(operation, (_, path) => this.#statements.all[of(path).statement]!),
    };
  }

  #operation(service: number, name: number, kind: number, statement: number): number {
    const key = `${service} ${name} ${kind} ${statement}`;
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#operations.push({ service, name, kind, statement }) - 1;
      this.#ids.set(key, id);
    }
    return id;
  }
}

class Texts {
  readonly all: string[] = [];
  readonly #indices = new Map<string, number>();

  index(text: string): number {
    let index = this.#indices.get(text);
    if (index === undefined) {
      index = this.all.push(text) - 1;
      this.#indices.set(text, index);
    }
    return index;
  }
}

/** What one trace has on each call path. */
export interface PathSums {
  count: Float64Array;
  errors: Float64Array;
  /** Summed durations, and what of them was not in children, in nanoseconds. */
  totalNano: Float64Array;
  selfNano: Float64Array;
  /** Place of the first span; -1 where there is none. */
  span: Int32Array;
}

/** Call paths as a tree, parents before children and siblings by start. */
export interface CallPaths {
  parent: Int32Array;
  /** A number of the interner. */
  operation: Uint32Array;
  /** Of each trace. */
  sums: PathSums[];
}

interface Part {
  detail: TraceDetail;
  tree: TraceTree;
}

/** Lays traces over each other: spans with the same operation under the same path are one path. */
export function mergeCallPaths(parts: readonly Part[], operations: Interner): CallPaths {
  const own = parts.map(({ detail }) => operations.operationsOf(detail));
  const paths = new Paths(operations.size);
  const pathsOf = parts.map(({ detail, tree }, p) => {
    const pathOf = new Int32Array(tree.count);
    for (const span of tree.order) {
      const parent = detail.parent[span]!;
      pathOf[span] = paths.node(parent < 0 ? -1 : pathOf[parent]!, own[p]![span]!, detail.startNano[span]!);
    }
    return pathOf;
  });
  const { parent, operation, place } = paths.inOrder();
  const sums = parts.map(({ detail, tree }, p) => sum(detail, tree, pathsOf[p]!, place));
  return { parent, operation, sums };
}

class Paths {
  readonly #operations: number;
  readonly #ids = new Map<number, number>();
  readonly #parent: number[] = [];
  readonly #operation: number[] = [];
  /** The earliest start of its spans, after the start of their own trace. */
  readonly #start: number[] = [];

  constructor(operations: number) {
    this.#operations = operations;
  }

  node(parent: number, operation: number, start: number): number {
    // Below 2^53 for any traces that fit in memory.
    const key = (parent + 1) * this.#operations + operation;
    let node = this.#ids.get(key);
    if (node === undefined) {
      node = this.#parent.push(parent) - 1;
      this.#operation.push(operation);
      this.#start.push(start);
      this.#ids.set(key, node);
    } else this.#start[node] = Math.min(this.#start[node]!, start);
    return node;
  }

  /** Parents before children and siblings by start; `place` is where each path went. */
  inOrder(): { parent: Int32Array; operation: Uint32Array; place: Int32Array } {
    const count = this.#parent.length;
    const parent = new Int32Array(count);
    const operation = new Uint32Array(count);
    const place = new Int32Array(count);
    const { roots: stack, children } = this.#latestFirst();
    let filled = 0;
    for (let path = stack.pop(); path !== undefined; path = stack.pop()) {
      const above = this.#parent[path]!;
      place[path] = filled;
      parent[filled] = above < 0 ? -1 : place[above]!;
      operation[filled++] = this.#operation[path]!;
      for (const child of children.get(path) ?? []) stack.push(child);
    }
    return { parent, operation, place };
  }

  /** Siblings as they are to be taken from a stack. */
  #latestFirst(): { roots: number[]; children: Map<number, number[]> } {
    const roots: number[] = [];
    const children = new Map<number, number[]>();
    const latestFirst = Array.from(this.#start.keys()).sort(
      (a, b) => this.#start[b]! - this.#start[a]! || b - a,
    );
    for (const path of latestFirst) {
      const above = this.#parent[path]!;
      const siblings = above < 0 ? roots : children.get(above);
      if (siblings) siblings.push(path);
      else children.set(above, [path]);
    }
    return { roots, children };
  }
}

function sum(detail: TraceDetail, tree: TraceTree, pathOf: Int32Array, place: Int32Array): PathSums {
  const count = place.length;
  const sums: PathSums = {
    count: new Float64Array(count),
    errors: new Float64Array(count),
    totalNano: new Float64Array(count),
    selfNano: new Float64Array(count),
    span: new Int32Array(count).fill(-1),
  };
  for (let span = 0; span < tree.count; span++) {
    const path = place[pathOf[span]!]!;
    if (sums.count[path]!++ === 0) sums.span[path] = span;
    if (detail.status[span] === STATUS_ERROR) sums.errors[path]!++;
    sums.totalNano[path]! += detail.durationNano[span]!;
    sums.selfNano[path]! += tree.selfNano[span]!;
  }
  return sums;
}
