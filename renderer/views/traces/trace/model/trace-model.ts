import type { OperationBaseline } from '../../../../../shared/contract/trace-answers.ts';
import type { TraceDetail } from '../../../../../shared/contract/traces.ts';
import { analyseTrace, type TraceAnalysis } from '../../../../../shared/trace-analysis/analyse-trace.ts';
import { type DisplayOrder, displayOrder } from './display-order.ts';

/** All that the page computes of a trace, once. */
export interface TraceModel {
  detail: TraceDetail;
  analysis: TraceAnalysis;
  /** With repeated siblings folded into one line, and without. */
  folded: DisplayOrder;
  plain: DisplayOrder;
}

/** Of very many groups of repeated calls those that took most time are listed. */
const MOST_REPEATS = 50;

export function buildTraceModel(
  detail: TraceDetail,
  baselines: readonly OperationBaseline[] = [],
): TraceModel {
  const whole = analyseTrace(detail, baselines);
  const repeats = whole.repeats.filter(({ nPlusOne }) => nPlusOne).slice(0, MOST_REPEATS);
  const analysis = { ...whole, repeats };
  return {
    detail,
    analysis,
    folded: displayOrder(detail, analysis.tree, true),
    plain: displayOrder(detail, analysis.tree, false),
  };
}
