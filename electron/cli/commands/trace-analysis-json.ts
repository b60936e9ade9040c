import type { TraceDetail } from '../../../shared/contract/traces.ts';
import { spanIdAt } from '../../../shared/model/span-ids.ts';
import type { TraceAnalysis } from '../../../shared/trace-analysis/analyse-trace.ts';
import { sectionsOf } from '../../../shared/trace-analysis/critical-path.ts';

/** Entries of each list. */
const MOST = 1_000;

/** Times are nanoseconds; sections are counted from the trace's start. */
export function traceAnalysisJson(detail: TraceDetail, analysis: TraceAnalysis) {
  const span = (place: number) => ({
    spanId: spanIdAt(detail.spanIds, place),
    service: detail.services[detail.service[place]!]!,
    name: detail.names[detail.name[place]!]!,
    durationNano: detail.durationNano[place]!,
  });
  const { path, longest, cause, counts } = analysis;
  const onPath = Array.from(path.nano.keys()).filter((place) => path.nano[place]! > 0);
  return {
    traceId: detail.summary.traceId,
    rootService: detail.summary.rootService || null,
    rootName: detail.summary.rootName || null,
    startTimeUnixNano: detail.startTimeUnixNano,
    durationNano: analysis.tree.totalNano,
    ...counts,
    criticalPath: {
      totalNano: path.totalNano,
      byService: path.byService.map(({ service, nano }) => ({ service: detail.services[service]!, nano })),
      spans: onPath.slice(0, MOST).map((place) => ({
        ...span(place),
        nano: path.nano[place]!,
        sections: sectionsOf(path, place).map(({ start, end }) => [start, end]),
      })),
      truncated: onPath.length > MOST,
    },
    longestPath: { totalNano: longest.totalNano, spans: longest.spans.slice(0, MOST).map(span) },
    byService: analysis.services.map((own) => ({ ...own, service: detail.services[own.service]! })),
    bottlenecks: analysis.bottlenecks.map(({ span: place, ...own }) => ({ ...span(place), ...own })),
    slowerThanUsual: analysis.unusual.spans.map(({ span: place, explainedBy, ...own }) => ({
      ...span(place),
      ...own,
      explainedBy: explainedBy < 0 ? null : spanIdAt(detail.spanIds, explainedBy),
    })),
    repeatedCalls: analysis.repeats.slice(0, MOST).map(({ parent, spans, ...own }) => ({
      parentSpanId: parent < 0 ? null : spanIdAt(detail.spanIds, parent),
      service: detail.services[detail.service[spans[0]!]!]!,
      name: detail.names[detail.name[spans[0]!]!]!,
      statement: detail.statements[detail.statement[spans[0]!]!] || null,
      count: spans.length,
      ...own,
    })),
    errorSpans: analysis.errors.slice(0, MOST).map(span),
    rootCause: cause && { ...span(cause.span), chain: cause.chain.map(span), reachedRoot: cause.reachedRoot },
    warnings: detail.warnings,
  };
}
