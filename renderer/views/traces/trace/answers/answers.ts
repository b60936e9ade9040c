import type { OperationBaseline } from '../../../../../shared/contract/trace-answers.ts';
import { duration, percent, quantityText, significant } from '../../../../../shared/model/format.ts';
import { slowerThanUsual } from '../../../../../shared/trace-analysis/bottlenecks.ts';
import type { TraceModel } from '../model/trace-model.ts';

/** One thing the page says about a trace, and the span that shows it. */
export interface Answer {
  kind: 'cause' | 'high' | 'medium' | 'unusual' | 'repeats';
  span: number;
  /** Before the operation's name, and after it. */
  head: string;
  tail: string;
  /** The whole sentence, for the hover. */
  why: string;
}

/** What is worth looking at: errors first, then what is unusually slow, N+1 calls, and what took longest. */
export function answersOf(model: TraceModel, baselines: readonly OperationBaseline[]): Answer[] {
  return [...causes(model), ...unusual(model, baselines), ...repeats(model), ...slowest(model)];
}

const times = (factor: number) => `${significant(factor)} ×`;

function causes({ analysis, detail }: TraceModel): Answer[] {
  const { cause } = analysis;
  if (!cause) return [];
  const services = new Set(cause.chain.map((span) => detail.services[detail.service[span]!]));
  const reached = cause.reachedRoot ? 'and failed the whole trace' : 'and somebody above went on without it';
  return [
    {
      kind: 'cause',
      span: cause.span,
      head: 'root cause',
      tail: cause.chain.length > 1 ? `failed ${cause.chain.length - 1} above` : '',
      why: `The error most likely arose here: nothing below it failed. It went up through ${cause.chain.length} spans of ${services.size} services ${reached}.`,
    },
  ];
}

function unusual({ detail, analysis }: TraceModel, baselines: readonly OperationBaseline[]): Answer[] {
  if (baselines.length === 0) return [];
  return slowerThanUsual(detail, analysis.tree, baselines)
    .spans.filter(({ explainedBy }) => explainedBy < 0)
    .map(({ span, usualP95Nano, usualSpans }) => ({
      kind: 'unusual',
      span,
      head: 'slower than usual',
      tail: `${times(detail.durationNano[span]! / Math.max(1, usualP95Nano))} its p95`,
      why: `It took ${nanos(detail.durationNano[span]!)}; 95 of 100 of its kind stay within ${nanos(usualP95Nano)}, of ${usualSpans.toLocaleString('en-US')} spans of the last day.`,
    }));
}

function repeats({ analysis }: TraceModel): Answer[] {
  return analysis.repeats
    .filter(({ nPlusOne }) => nPlusOne)
    .map(({ spans, shareOfTrace, totalNano, shareOfParent }) => ({
      kind: 'repeats',
      span: spans[0]!,
      head: `N+1 ${spans.length.toLocaleString('en-US')} ×`,
      tail: `${quantityText(percent(shareOfTrace * 100))} of the trace`,
      why: `${spans.length.toLocaleString('en-US')} calls that differ in nothing but their values out of one span, ${nanos(totalNano)} in all, ${quantityText(percent(shareOfParent * 100))} of their parent's time: one call for all of them would do.`,
    }));
}

function slowest({ analysis, detail }: TraceModel): Answer[] {
  return analysis.bottlenecks.map(({ span, factor, severity }) => ({
    kind: severity,
    span,
    head: severity,
    tail: nanos(detail.durationNano[span]!),
    why: `One of the five slowest: ${times(factor)} the mean of the trace's spans; ${nanos(analysis.tree.selfNano[span]!)} of it itself.`,
  }));
}

const nanos = (nano: number) => quantityText(duration(nano));
