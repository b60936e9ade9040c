import type { OperationBaseline } from '../contract/trace-answers.ts';
import type { TraceDetail } from '../contract/traces.ts';
import { type Bottleneck, bottlenecks, slowerThanUsual, type UnusualSpans } from './bottlenecks.ts';
import { type CriticalPath, criticalPath } from './critical-path.ts';
import { errorSpans, type RootCause, rootCause } from './error-spans.ts';
import { type LongestPath, longestPath } from './longest-path.ts';
import { type RepeatedCalls, repeatedCalls } from './repeated-calls.ts';
import { type ServiceTotal, serviceTotals } from './service-totals.ts';
import { buildTraceTree, type TraceTree } from './trace-tree.ts';

/** Everything that Trivet says about one trace. */
export interface TraceAnalysis {
  tree: TraceTree;
  counts: { spans: number; services: number; containers: number; errors: number; depth: number };
  path: CriticalPath;
  longest: LongestPath;
  services: ServiceTotal[];
  bottlenecks: Bottleneck[];
  /** Empty without baselines. */
  unusual: UnusualSpans;
  repeats: RepeatedCalls[];
  errors: number[];
  cause: RootCause | null;
}

/** Takes time in proportion to n log n for n spans, at any depth. */
export function analyseTrace(
  detail: TraceDetail,
  baselines: readonly OperationBaseline[] = [],
): TraceAnalysis {
  const tree = buildTraceTree(detail);
  const path = criticalPath(detail, tree);
  const errors = errorSpans(detail);
  const depth = tree.depth.reduce((most, own) => Math.max(most, own + 1), 0);
  return {
    tree,
    counts: {
      spans: tree.count,
      services: detail.services.length,
      containers: detail.containers.length,
      errors: errors.length,
      depth,
    },
    path,
    longest: longestPath(detail, tree),
    services: serviceTotals(detail, tree, path),
    bottlenecks: bottlenecks(detail),
    unusual: slowerThanUsual(detail, tree, baselines),
    repeats: repeatedCalls(detail, tree),
    errors,
    cause: rootCause(detail, tree),
  };
}
