import type { TimeWindow } from '../time/time-range.ts';
import type { ChartSpan } from './chart-spans.ts';
import { type Margins, xAt } from './scale.ts';

interface SpanShadesProps {
  spans: readonly ChartSpan[];
  window: TimeWindow;
  width: number;
  height: number;
  margins: Margins;
}

const FILL = { firing: 'var(--err-fill)', pending: 'var(--warn-fill)' } as const;
const LEAST_PX = 1;

/** The stretches of alerts behind what a chart draws; a bar on the axis tells them apart from shading alone. */
export function SpanShades({ spans, window, width, height, margins }: SpanShadesProps) {
  const inside = spans.filter(({ startMs, endMs }) => endMs >= window.startMs && startMs <= window.endMs);
  const at = (timeMs: number) =>
    xAt(Math.min(Math.max(timeMs, window.startMs), window.endMs), window, width, margins);
  const bottom = height - margins.bottom;
  return inside.map(({ state, startMs, endMs, text }) => {
    const place = { x: at(startMs), width: Math.max(LEAST_PX, at(endMs) - at(startMs)) };
    return (
      <g key={`${text} ${state} ${startMs}`} data-alert-span={state}>
        <rect
          {...place}
          y={margins.top}
          height={Math.max(0, bottom - margins.top)}
          fill={FILL[state]}
          fillOpacity={0.12}
        />
        <rect {...place} y={bottom - 2} height={3} fill={FILL[state]} />
      </g>
    );
  });
}
