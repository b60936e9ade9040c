import type { ChartSpan } from '../../../charts/chart-spans.ts';
import type { TimeWindow } from '../../../time/time-range.ts';

export interface BandPart {
  state: 'inactive' | 'pending' | 'firing';
  startMs: number;
  endMs: number;
}

/** The window without gaps: firing lies over pending, and what is neither is inactive. */
export function bandParts(spans: readonly ChartSpan[], { startMs, endMs }: TimeWindow): BandPart[] {
  const cuts = new Set([startMs, endMs]);
  const inside = spans.filter((span) => span.endMs > startMs && span.startMs < endMs);
  for (const span of inside) {
    cuts.add(Math.max(startMs, span.startMs));
    cuts.add(Math.min(endMs, span.endMs));
  }
  const times = [...cuts].sort((a, b) => a - b);
  const parts: BandPart[] = [];
  for (let i = 0; i + 1 < times.length; i++) {
    const [from, to] = [times[i] as number, times[i + 1] as number];
    const covering = inside.filter((span) => span.startMs <= from && span.endMs >= to);
    const state = covering.some((span) => span.state === 'firing')
      ? 'firing'
      : covering.length > 0
        ? 'pending'
        : 'inactive';
    const last = parts.at(-1);
    if (last?.state === state) last.endMs = to;
    else parts.push({ state, startMs: from, endMs: to });
  }
  return parts;
}
