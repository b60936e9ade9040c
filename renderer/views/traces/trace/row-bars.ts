import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import { duration, quantityText } from '../../../../shared/model/format.ts';
import { type CriticalPath, sectionsOf } from '../../../../shared/trace-analysis/critical-path.ts';
import {
  type Interval,
  selfIntervals,
  spanInterval,
  type TraceTree,
} from '../../../../shared/trace-analysis/trace-tree.ts';
import { quantile } from '../search/duration-histogram.ts';
import type { Viewport } from './time-axis.ts';
import type { TimelineRow } from './timeline-rows.ts';

/** Shares of the viewport's width, 0 to 1, already cut to it. */
export interface Bar {
  left: number;
  width: number;
}

export interface RowBars {
  /** The whole span, drawn pale where it waits for children; null outside the viewport. */
  span: Bar | null;
  /** Self time, or the ticks of a fold's members. */
  solid: Bar[];
  critical: Bar[];
  label: string;
}

/** More marks than this in one line cannot be told apart: neighbours are joined. */
const FINEST = 1 / 1_500;

export function cut({ start, end }: Interval, { from, to }: Viewport): Bar | null {
  const length = to - from;
  const left = Math.max(0, (start - from) / length);
  const right = Math.min(1, (end - from) / length);
  return right < 0 || left > 1 || right < left ? null : { left, width: right - left };
}

function cutAll(intervals: Iterable<Interval>, viewport: Viewport): Bar[] {
  const bars: Bar[] = [];
  for (const interval of intervals) {
    const bar = cut(interval, viewport);
    if (!bar) continue;
    const last = bars.at(-1);
    if (last && bar.left - (last.left + last.width) < FINEST / 2 && bar.left >= last.left) {
      last.width = Math.max(last.width, bar.left + bar.width - last.left);
    } else bars.push(bar);
  }
  return bars;
}

export function rowBars(
  detail: TraceDetail,
  tree: TraceTree,
  path: CriticalPath,
  row: TimelineRow,
  viewport: Viewport,
): RowBars {
  return row.kind === 'span'
    ? spanBars(detail, tree, path, row.span, row.open || row.children > 0, viewport)
    : foldBars(detail, path, row.members, viewport);
}

function spanBars(
  detail: TraceDetail,
  tree: TraceTree,
  path: CriticalPath,
  span: number,
  hasChildren: boolean,
  viewport: Viewport,
): RowBars {
  const interval = spanInterval(detail, span);
  const self = hasChildren ? selfIntervals(detail, tree, span) : [interval];
  return {
    span: cut(interval, viewport),
    solid: cutAll(self, viewport),
    critical: cutAll(sectionsOf(path, span), viewport),
    label: quantityText(duration(detail.durationNano[span]!)),
  };
}

function foldBars(detail: TraceDetail, path: CriticalPath, members: number[], viewport: Viewport): RowBars {
  const durations = Float64Array.from(members, (span) => detail.durationNano[span]!);
  const all = durations.reduce((sum, nanos) => sum + nanos, 0);
  const median = quantile(durations, 0.5);
  return {
    span: null,
    solid: cutAll(
      members.map((span) => spanInterval(detail, span)),
      viewport,
    ),
    critical: cutAll(
      members.flatMap((span) => sectionsOf(path, span)),
      viewport,
    ),
    label: `${quantityText(duration(all))} in all, p50 ${quantityText(duration(median))}`,
  };
}
