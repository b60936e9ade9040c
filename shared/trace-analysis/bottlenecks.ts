import type { OperationBaseline } from '../contract/trace-answers.ts';
import type { TraceDetail } from '../contract/traces.ts';
import type { TraceTree } from './trace-tree.ts';

export interface Bottleneck {
  span: number;
  /** Its duration as a multiple of the trace's mean span duration. */
  factor: number;
  severity: 'high' | 'medium';
}

const SLOWEST = 5;
const MEDIUM_FACTOR = 2;
const HIGH_FACTOR = 5;

/**
 * Of the five slowest spans those that took more than twice the trace's mean span duration, the slowest first: high
 * above five times, else medium. It needs nothing but the trace; `slowerThanUsual` says more where there is a past.
 */
export function bottlenecks({ durationNano }: TraceDetail): Bottleneck[] {
  const mean = durationNano.reduce((sum, nano) => sum + nano, 0) / durationNano.length;
  return slowest(durationNano)
    .map((span) => ({ span, factor: durationNano[span]! / mean }))
    .filter(({ factor }) => factor > MEDIUM_FACTOR)
    .map(({ span, factor }) => ({ span, factor, severity: factor > HIGH_FACTOR ? 'high' : 'medium' }));
}

/** Places of the longest, longest first; of equals the one that began first. */
function slowest(durationNano: Float64Array): number[] {
  const found: number[] = [];
  for (let i = 0; i < durationNano.length; i++) {
    if (found.length === SLOWEST && durationNano[i]! <= durationNano[found[SLOWEST - 1]!]!) continue;
    let at = found.length;
    while (at > 0 && durationNano[found[at - 1]!]! < durationNano[i]!) at--;
    found.splice(at, 0, i);
    if (found.length > SLOWEST) found.pop();
  }
  return found;
}

export interface SlowerThanUsual {
  span: number;
  /** What 95 of 100 spans of the operation stay within, over so many of them. */
  usualP95Nano: number;
  usualSpans: number;
  excessNano: number;
  /** A child that is itself too slow and accounts for at least half of the excess; -1 where the span is to blame. */
  explainedBy: number;
}

export interface UnusualSpans {
  /** Spans to blame before those that only waited for one, most excess first. */
  spans: SlowerThanUsual[];
  /** True when there are more than were listed. */
  truncated: boolean;
}

/** Fewer spans than this say nothing about what is usual. */
const ENOUGH_SPANS = 20;
const MOST_LISTED = 100;

/** Spans that took longer than their own operation usually does at its 95th percentile. */
export function slowerThanUsual(
  detail: TraceDetail,
  tree: TraceTree,
  baselines: readonly OperationBaseline[],
): UnusualSpans {
  const usual = baselineOf(detail, baselines);
  const excess = new Float64Array(tree.count);
  for (let i = 0; i < tree.count; i++) {
    const p95 = usual(i)?.p95Nano ?? Number.POSITIVE_INFINITY;
    excess[i] = Math.max(0, detail.durationNano[i]! - p95);
  }
  const worstChild = new Int32Array(tree.count).fill(-1);
  for (let i = 0; i < tree.count; i++) {
    const parent = detail.parent[i]!;
    if (parent < 0 || excess[i]! === 0) continue;
    const worst = worstChild[parent]!;
    if (worst < 0 || excess[i]! > excess[worst]!) worstChild[parent] = i;
  }
  const explainedBy = (i: number) => {
    const child = worstChild[i]!;
    return child >= 0 && excess[child]! >= excess[i]! / 2 ? child : -1;
  };
  const blame = (i: number) => (explainedBy(i) < 0 ? 0 : 1);
  const places = Array.from(excess.keys()).filter((i) => excess[i]! > 0);
  places.sort((a, b) => blame(a) - blame(b) || excess[b]! - excess[a]! || a - b);
  const spans = places.slice(0, MOST_LISTED).map((span): SlowerThanUsual => {
    const { p95Nano, spans: usualSpans } = usual(span)!;
    const excessNano = excess[span]!;
    return { span, usualP95Nano: p95Nano, usualSpans, excessNano, explainedBy: explainedBy(span) };
  });
  return { spans, truncated: places.length > spans.length };
}

/** Finds a span's own operation among the baselines without making a text for every span. */
function baselineOf(detail: TraceDetail, baselines: readonly OperationBaseline[]) {
  const serviceIndex = new Map(detail.services.map((text, index) => [text, index]));
  const nameIndex = new Map(detail.names.map((text, index) => [text, index]));
  const byOperation = new Map<number, OperationBaseline>();
  for (const baseline of baselines) {
    const service = serviceIndex.get(baseline.service);
    const name = nameIndex.get(baseline.name);
    if (service === undefined || name === undefined || baseline.spans < ENOUGH_SPANS) continue;
    byOperation.set(service * detail.names.length + name, baseline);
  }
  return (span: number) => byOperation.get(detail.service[span]! * detail.names.length + detail.name[span]!);
}
