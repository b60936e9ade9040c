import type { ByteNode } from './byte-program.ts';
import { assertion } from './program.ts';

/** What was there before a place; it is known when the place is reached, and never changes after. */
const BEGINS = assertion.beginLine | assertion.beginText;

export interface Closure {
  /** Those that wait for a byte, or for what comes next; ascending. */
  nodes: number[];
  /** The match is reached. */
  matched: boolean;
  /** Assertions of which some node waits to hear. */
  awaited: number;
}

/** Follows nodes without reading a byte, through splits and the assertions that hold. */
export class Closures {
  readonly #nodes: readonly ByteNode[];
  /** Number of the closure in which a node was last seen. */
  readonly #seen: Uint32Array;
  #number = 0;

  constructor(nodes: readonly ByteNode[]) {
    this.#nodes = nodes;
    this.#seen = new Uint32Array(nodes.length);
  }

  /** @param holding assertions that are known to hold here */
  of(from: readonly number[], holding: number): Closure {
    const found: number[] = [];
    const stack = [...from];
    let awaited = 0;
    this.#number++;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (this.#seen[at] === this.#number) continue;
      this.#seen[at] = this.#number;
      const node = this.#nodes[at] as ByteNode;
      if (node.kind === 'match') return { nodes: [], matched: true, awaited: 0 };
      if (node.kind === 'byte') found.push(at);
      else if (node.kind === 'split') stack.push(...node.next);
      else if ((node.flags & ~holding) === 0) stack.push(node.next);
      else if ((node.flags & BEGINS & ~holding) === 0) {
        awaited |= node.flags & ~BEGINS;
        found.push(at);
      }
    }
    return { nodes: found.sort((a, b) => a - b), matched: false, awaited };
  }
}
