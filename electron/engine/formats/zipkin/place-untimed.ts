import { msToNano, type UnixNano } from '../../../../shared/model/time.ts';
import { withWarning } from '../span-warnings.ts';
import type { ServiceSpan } from './zipkin-span.ts';

/**
 * Gives spans that tell no time a place on the time line: Zipkin lets tags and annotations of a span be reported
 * afterwards, without it. Beside the other report of the same span where that is in the request, else at the
 * beginning of their trace, else when they arrived. The span says which. Changes the list.
 */
export function placeUntimed(untimed: ServiceSpan[], timed: readonly ServiceSpan[], nowMs: number): void {
  if (untimed.length === 0) return;
  const bySpan = new Map<string, UnixNano>();
  const byTrace = new Map<string, UnixNano>();
  for (const { span } of timed) {
    earliest(bySpan, span.traceId + span.spanId, span.startTimeUnixNano);
    earliest(byTrace, span.traceId, span.startTimeUnixNano);
  }
  for (const [i, { service, span }] of untimed.entries()) {
    const beside = bySpan.get(span.traceId + span.spanId);
    const inTrace = byTrace.get(span.traceId);
    const where =
      beside !== undefined
        ? 'shown where its other report is'
        : inTrace !== undefined
          ? 'shown where its trace begins'
          : 'shown where it arrived';
    const startTimeUnixNano = beside ?? inTrace ?? msToNano(nowMs);
    untimed[i] = { service, span: withWarning({ ...span, startTimeUnixNano }, where) };
  }
}

function earliest(times: Map<string, UnixNano>, key: string, time: UnixNano): void {
  const before = times.get(key);
  if (before === undefined || time < before) times.set(key, time);
}
