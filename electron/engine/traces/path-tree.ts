import type { AggregateFlame } from '../../../shared/contract/trace-answers.ts';
import { selfTimes, type TimedSpans } from '../../../shared/trace-analysis/self-time.ts';

/** One trace: its spans in start order. Services and names are ids of the caller's. */
export interface PathTrace extends TimedSpans {
  service: Uint32Array;
  name: Uint32Array;
  /** 1 for spans that failed. */
  isError: Uint8Array;
}

/** The name of what has no path of its own. */
export const OTHER_PATHS = '…other';
/** Ids stay below it, so that pairs of them are exact doubles; none is that of `…other`. */
const PAIR = 2 ** 26;
const OTHER = PAIR - 1;
const TOP = -1;

interface Path {
  parent: number;
  service: number;
  name: number;
  count: number;
  errors: number;
  totalNano: number;
  selfNano: number;
  /** Paths below this one by service and name. */
  below: Map<number, number>;
}

/**
 * The call paths of many traces laid over each other: spans with the same operations above them count as one. Beyond
 * the limit a span counts as `…other` below the last path that it has; what is below it counts there too.
 */
export class PathTree {
  readonly #mostPaths: number;
  readonly #paths: Path[] = [];
  readonly #top = new Map<number, number>();
  #traces = 0;
  #truncated = false;

  constructor(mostPaths: number) {
    this.#mostPaths = mostPaths;
  }

  add(trace: PathTrace): void {
    this.#traces++;
    const { parent, durationNano, isError } = trace;
    const self = selfTimes(trace);
    const paths = this.#pathsOf(trace);
    for (let i = 0; i < parent.length; i++) {
      const path = this.#paths[paths[i]!]!;
      path.count++;
      path.errors += isError[i]!;
      path.selfNano += self[i]!;
      const above = parent[i]!;
      // Inside `…other` the time of a span is already in that of the one above it.
      if (above < 0 || paths[above] !== paths[i]) path.totalNano += durationNano[i]!;
    }
  }

  /** @param text of a service or span name */
  finish(text: (id: number) => string, truncated: boolean): AggregateFlame {
    const services = new Texts(text);
    const names = new Texts(text);
    const paths = this.#paths;
    return {
      parent: Int32Array.from(paths, ({ parent }) => parent),
      service: Uint32Array.from(paths, ({ service }) => services.index(service)),
      name: Uint32Array.from(paths, ({ name }) => names.index(name)),
      count: Float64Array.from(paths, ({ count }) => count),
      errors: Float64Array.from(paths, ({ errors }) => errors),
      totalNano: Float64Array.from(paths, ({ totalNano }) => totalNano),
      selfNano: Float64Array.from(paths, ({ selfNano }) => selfNano),
      services: services.all,
      names: names.all,
      traces: this.#traces,
      truncated: truncated || this.#truncated,
    };
  }

  /** The path of each span. A parent may start after its child, so each span's ancestors are walked up to a known one. */
  #pathsOf({ parent, service, name }: PathTrace): Int32Array {
    const paths = new Int32Array(parent.length).fill(TOP);
    const open: number[] = [];
    for (let i = 0; i < parent.length; i++) {
      for (let at = i; at >= 0 && paths[at] === TOP; at = parent[at]!) open.push(at);
      for (let at = open.pop(); at !== undefined; at = open.pop()) {
        const above = parent[at]!;
        paths[at] = this.#pathBelow(above < 0 ? TOP : paths[above]!, service[at]!, name[at]!);
      }
    }
    return paths;
  }

  #pathBelow(parent: number, service: number, name: number): number {
    const above = this.#paths[parent];
    if (above?.name === OTHER) return parent;
    const below = above?.below ?? this.#top;
    const known = below.get(service * PAIR + name);
    if (known !== undefined) return known;
    if (this.#paths.length < this.#mostPaths) return this.#make(parent, below, service, name);
    this.#truncated = true;
    // There are as many of them at most as there are paths, and one at the top.
    const shared = above?.service ?? OTHER;
    return below.get(shared * PAIR + OTHER) ?? this.#make(parent, below, shared, OTHER);
  }

  #make(parent: number, below: Map<number, number>, service: number, name: number): number {
    const own = { parent, service, name, count: 0, errors: 0, totalNano: 0, selfNano: 0 };
    const index = this.#paths.push({ ...own, below: new Map() }) - 1;
    below.set(service * PAIR + name, index);
    return index;
  }
}

/** Texts in order of their first use. */
class Texts {
  readonly all: string[] = [];
  readonly #text: (id: number) => string;
  readonly #indices = new Map<number, number>();

  constructor(text: (id: number) => string) {
    this.#text = text;
  }

  index(id: number): number {
    let index = this.#indices.get(id);
    if (index === undefined) {
      index = this.all.push(id === OTHER ? OTHER_PATHS : this.#text(id)) - 1;
      this.#indices.set(id, index);
    }
    return index;
  }
}
