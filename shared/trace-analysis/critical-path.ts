import type { TraceDetail } from '../contract/traces.ts';
import { SpanKind } from '../model/span.ts';
import type { Interval, TraceTree } from './trace-tree.ts';

/**
 * The sections of the trace's time that were on its critical path, as columns: those of span i stand from
 * `first[i]` to `first[i + 1]`, in time order. Times are nanoseconds after the trace's start.
 */
export interface CriticalPath {
  readonly first: Uint32Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Of each span, by place. */
  readonly nano: Float64Array;
  /** Nanoseconds on the path per service, largest first. */
  readonly byService: { service: number; nano: number }[];
  readonly totalNano: number;
}

/** A span's sections in time order; none for a span that is not on the path. */
export function sectionsOf(path: CriticalPath, span: number): Interval[] {
  const sections: Interval[] = [];
  for (let k = path.first[span] ?? 0; k < (path.first[span + 1] ?? 0); k++) {
    sections.push({ start: path.start[k]!, end: path.end[k]! });
  }
  return sections;
}

/**
 * The chain of spans that decided how long the trace took, as Jaeger defines it (jaeger-ui, TracePage/CriticalPath,
 * after CRISP, Zhang et al., USENIX ATC 2022): from the end of each root backwards, always into the child that
 * finished last before the point reached; what lies between is the span's own.
 *
 * Children are first cut to their parent's time, and those outside it are left out with all below them; so are
 * spans that their parent did not wait for: FOLLOWS_FROM references, and consumers below a producer. Links are no
 * parents. A child that ends exactly where the next begins is on the path.
 *
 * With one root the sections never overlap and are as long as the root; each further root adds its own.
 */
export function criticalPath(detail: TraceDetail, tree: TraceTree): CriticalPath {
  const clipped = clip(detail, tree);
  const sections = new Sections();
  for (const root of tree.roots) walk(tree, clipped, root, sections);
  return sections.bySpan(detail, tree.count);
}

/** Spans cut to the time of their parents, as they were cut; start is NaN where nothing is left. */
interface Clipped {
  start: Float64Array;
  end: Float64Array;
}

function clip(detail: TraceDetail, { order, count }: TraceTree): Clipped {
  const start = new Float64Array(count);
  const end = new Float64Array(count);
  for (const i of order) {
    const parent = detail.parent[i]!;
    start[i] = detail.startNano[i]!;
    end[i] = start[i]! + detail.durationNano[i]!;
    if (parent < 0) continue;
    // Comparisons with NaN are false: what hangs below a span that was left out is left out too.
    const inside = start[i]! < end[parent]! && end[i]! > start[parent]! && waitedFor(detail, i, parent);
    start[i] = inside ? Math.max(start[i]!, start[parent]!) : Number.NaN;
    end[i] = inside ? Math.min(end[i]!, end[parent]!) : Number.NaN;
  }
  return { start, end };
}

const waitedFor = (detail: TraceDetail, span: number, parent: number): boolean =>
  detail.followsFrom[span] === 0 &&
  !(detail.kind[parent] === SpanKind.producer && detail.kind[span] === SpanKind.consumer);

function walk(tree: TraceTree, clipped: Clipped, root: number, sections: Sections): void {
  const { start, end } = clipped;
  const stack = [root];
  for (let span = stack.pop(); span !== undefined; span = stack.pop()) {
    let cursor = end[span]!;
    for (const child of lastFinishingFirst(tree, clipped, span)) {
      if (end[child]! > cursor) continue;
      sections.add(span, end[child]!, cursor);
      stack.push(child);
      cursor = start[child]!;
    }
    sections.add(span, start[span]!, cursor);
  }
}

/** Children that have time left in their parent, the last to end first; of two, the one that began first. */
function lastFinishingFirst({ firstChild, children }: TraceTree, { start, end }: Clipped, span: number) {
  const own = children.subarray(firstChild[span], firstChild[span + 1]);
  return own.filter((child) => end[child]! > start[child]!).sort((a, b) => end[b]! - end[a]! || a - b);
}

/** Collects sections in the order of the walk, a span's own from last to first. */
class Sections {
  readonly #spans: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  add(span: number, start: number, end: number): void {
    if (end <= start) return;
    this.#spans.push(span);
    this.#starts.push(start);
    this.#ends.push(end);
  }

  bySpan(detail: TraceDetail, count: number): CriticalPath {
    const first = new Uint32Array(count + 1);
    const nano = new Float64Array(count);
    for (const span of this.#spans) first[span + 1]!++;
    for (let i = 0; i < count; i++) first[i + 1]! += first[i]!;
    const start = new Float64Array(this.#spans.length);
    const end = new Float64Array(this.#spans.length);
    const next = first.slice();
    for (let k = this.#spans.length - 1; k >= 0; k--) {
      const span = this.#spans[k]!;
      const place = next[span]!++;
      start[place] = this.#starts[k]!;
      end[place] = this.#ends[k]!;
      nano[span]! += end[place]! - start[place]!;
    }
    return { first, start, end, nano, ...perService(detail, nano) };
  }
}

function perService({ service, services }: TraceDetail, nano: Float64Array) {
  const sums = new Float64Array(services.length);
  let totalNano = 0;
  for (let i = 0; i < nano.length; i++) {
    sums[service[i]!]! += nano[i]!;
    totalNano += nano[i]!;
  }
  const byService = Array.from(sums, (sum, index) => ({ service: index, nano: sum }))
    .filter((own) => own.nano > 0)
    .sort((a, b) => b.nano - a.nano);
  return { byService, totalNano };
}
