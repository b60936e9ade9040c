import type { StoredPatterns } from '../../storage/logs/pattern-rows.ts';
import { PatternTree } from './pattern-tree.ts';

const MOST_PATTERNS = 20_000;
/** New templates after which the bound is looked at. */
const LOOK_EVERY = 64;

interface Owned {
  tree: PatternTree;
  feeds: number;
}

/** The trees of all entities: their numbers come from one counter, so that a number alone names a template. */
export class PatternTrees {
  readonly #most: number;
  readonly #trees = new Map<string, Owned>();
  #nextId = 1;

  constructor(most: number = MOST_PATTERNS) {
    this.#most = most;
  }

  /** A feed of the entity begins. Until `close` its tree stays; `stored` is read where there is no tree yet. */
  open(entity: string, { nextId, patterns }: StoredPatterns): PatternTree {
    this.#nextId = Math.max(this.#nextId, nextId);
    let owned = this.#trees.get(entity);
    if (!owned) {
      const tree = new PatternTree({ nextId: () => this.#number() }, patterns);
      owned = { tree, feeds: 0 };
    }
    // The last opened is the last to go.
    this.#trees.delete(entity);
    this.#trees.set(entity, owned);
    owned.feeds++;
    this.#bound();
    return owned.tree;
  }

  /** A feed of the entity has ended; the next one may come soon. */
  close(entity: string): void {
    const owned = this.#trees.get(entity);
    if (owned && owned.feeds > 0) owned.feeds--;
  }

  /** Templates of all trees. */
  get size(): number {
    let size = 0;
    for (const { tree } of this.#trees.values()) size += tree.size;
    return size;
  }

  #number(): number {
    const id = this.#nextId++;
    if (id % LOOK_EVERY === 0) this.#bound();
    return id;
  }

  /** Lets trees go that nobody feeds, then a quarter of the largest ones' templates. */
  #bound(): void {
    let size = this.size;
    for (const [entity, { tree, feeds }] of this.#trees) {
      if (size <= this.#most) return;
      if (feeds > 0) continue;
      size -= tree.size;
      this.#trees.delete(entity);
    }
    if (size <= this.#most) return;
    const largest = [...this.#trees.values()].sort((a, b) => b.tree.size - a.tree.size);
    for (const { tree } of largest) {
      if (size <= this.#most) return;
      size -= tree.size;
      tree.shrink(Math.floor(tree.size * 0.75));
      size += tree.size;
    }
  }
}
