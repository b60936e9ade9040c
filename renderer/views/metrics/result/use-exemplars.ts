import { useMemo } from 'react';
import { useLocation } from 'wouter';
import type { Exemplar, Labels } from '../../../../shared/model/series.ts';
import type { ChartDot } from '../../../charts/ChartDots.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { alignedWindow } from '../../../time/time-range.ts';
import { useViewHref } from '../../../time/url-state.ts';
import type { Explore } from '../use-explore.ts';

const STEPS = 60;
const MOST = 150;

/** The measured examples behind a picked counter or histogram; those with a trace's id open it. */
export function useExemplars({ choice, queries, grid, state }: Explore): ChartDot[] {
  const [, navigate] = useLocation();
  const href = useViewHref();
  const { startMs, endMs } = alignedWindow(grid, STEPS);
  // Of a written query too; the quantiles of one metric have the same examples, so one is asked.
  const expr = queries[0]?.expr ?? '';
  const enabled = state.exemplars && expr !== '' && choice?.type !== 'gauge';
  const { data } = useCall(
    'promql.exemplars',
    { startMs, endMs, expr: expr || 'x' },
    { enabled, staleMs: 10_000 },
  );
  return useMemo(
    () =>
      enabled && data
        ? newest(data).map(({ exemplar, key }) => {
            const traceId = traceOf(exemplar.labels);
            return {
              key,
              timeMs: exemplar.timeMs,
              value: exemplar.value,
              text: exemplar.labels.map(([name, value]) => `${name}=${value}`).join(', '),
              onOpen: traceId ? () => navigate(href(`/traces/${traceId}`)) : null,
            };
          })
        : [],
    [enabled, data, navigate, href],
  );
}

/** 128-bit ids, or 64-bit ones padded as they are stored. */
export function traceOf(labels: Labels): string | null {
  const id = labels.find(([name]) => /^trace_?id$/i.test(name))?.[1]?.toLowerCase() ?? '';
  return /^(?:[0-9a-f]{32}|[0-9a-f]{16})$/.test(id) ? id.padStart(32, '0') : null;
}

/** The slowest and the latest are of most use; many would hide the lines. */
function newest(all: { exemplars: Exemplar[] }[]): { exemplar: Exemplar; key: string }[] {
  return all
    .flatMap(({ exemplars }, series) =>
      exemplars.map((exemplar, i) => ({ exemplar, key: `${series} ${i} ${exemplar.timeMs}` })),
    )
    .sort((a, b) => b.exemplar.value - a.exemplar.value)
    .slice(0, MOST);
}
