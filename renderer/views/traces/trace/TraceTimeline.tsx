import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import type { CriticalPath } from '../../../../shared/trace-analysis/critical-path.ts';
import type { TraceTree } from '../../../../shared/trace-analysis/trace-tree.ts';
import { useSize } from '../../../components/use-size.ts';
import { TimelineAxis } from './TimelineAxis.tsx';
import { TimelineRowView } from './TimelineRowView.tsx';
import type { Viewport } from './time-axis.ts';
import { axisTicks, panned, zoomed } from './time-axis.ts';
import { PAD_LEFT, PAD_RIGHT } from './timeline-layout.ts';
import type { TimelineRow } from './timeline-rows.ts';
import css from './trace.module.css';

const ROW_HEIGHT = 24;
const OVERSCAN = 12;

export interface TraceTimelineProps {
  detail: TraceDetail;
  tree: TraceTree;
  path: CriticalPath | null;
  rows: TimelineRow[];
  selected: number | null;
  viewport: Viewport;
  onSelect(span: number): void;
  onToggle(row: TimelineRow): void;
  onViewport(viewport: Viewport): void;
}

/** The waterfall: names left, bars right, only the rows on screen. */
export function TraceTimeline(props: TraceTimelineProps) {
  const { detail, tree, path, rows, selected, viewport, onSelect, onToggle, onViewport } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { width } = useSize(scroller);
  const nameWidth = width < 700 ? Math.max(160, width * 0.4) : Math.min(420, width * 0.36);
  const [cursor, setCursor] = useState<number | null>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
  });
  const selectedRow = useMemo(
    () => rows.findIndex((row) => row.kind === 'span' && row.span === selected),
    [rows, selected],
  );

  useEffect(() => {
    if (selectedRow >= 0) virtual.scrollToIndex(selectedRow, { align: 'auto' });
  }, [selectedRow, virtual]);

  const barsWidth = Math.max(1, width - nameWidth - PAD_LEFT - PAD_RIGHT);
  const nanoAt = (event: PointerEvent) => {
    const left = scroller.current?.getBoundingClientRect().left ?? 0;
    const share = (event.clientX - left - nameWidth - PAD_LEFT) / barsWidth;
    return share < 0 || share > 1 ? null : viewport.from + share * (viewport.to - viewport.from);
  };

  const move = (event: KeyboardEvent) => {
    const step =
      event.key === 'ArrowDown' || event.key === 'j'
        ? 1
        : event.key === 'ArrowUp' || event.key === 'k'
          ? -1
          : 0;
    const row = rows[selectedRow];
    if (step !== 0) selectFrom(rows, selectedRow, step, onSelect);
    else if (row && event.key === 'ArrowRight' && !row.open) onToggle(row);
    else if (row && event.key === 'ArrowLeft' && row.open) onToggle(row);
    else if (row?.kind === 'span' && event.key === 'ArrowLeft' && detail.parent[row.span]! >= 0)
      onSelect(detail.parent[row.span]!);
    else if (event.key === '+' || event.key === '-') {
      const middle = (viewport.from + viewport.to) / 2;
      onViewport(zoomed(viewport, cursor ?? middle, event.key === '+' ? 0.5 : 2, tree.totalNano));
    } else if (event.key === 'h' || event.key === 'l') {
      onViewport(
        panned(viewport, ((event.key === 'l' ? 1 : -1) * (viewport.to - viewport.from)) / 4, tree.totalNano),
      );
    } else return;
    event.preventDefault();
  };

  return (
    <section className={css.timeline} aria-label="Waterfall">
      <TimelineAxis
        nameWidth={nameWidth}
        width={barsWidth}
        viewport={viewport}
        cursor={cursor}
        shown={rows.length}
        total={tree.count}
        onViewport={onViewport}
      />
      <div
        ref={scroller}
        className={css.scroll}
        tabIndex={0}
        role="treegrid"
        aria-label="Spans"
        aria-rowcount={rows.length}
        onKeyDown={move}
        onPointerMove={(event) => setCursor(nanoAt(event))}
        onPointerLeave={() => setCursor(null)}
      >
        <Grid
          viewport={viewport}
          left={nameWidth + PAD_LEFT}
          width={barsWidth}
          cursor={cursor}
          height={scroller.current?.clientHeight ?? 0}
        />
        <div className={css.rows} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => (
            <TimelineRowView
              key={item.key}
              top={item.start}
              row={rows[item.index]!}
              detail={detail}
              tree={tree}
              path={path}
              viewport={viewport}
              nameWidth={nameWidth}
              barsWidth={barsWidth}
              selected={item.index === selectedRow}
              onSelect={onSelect}
              onToggle={onToggle}
            />
          ))}
        </div>
      </div>
    </section>
  );
}

/** The next row in the direction that is a span; a fold is stepped over. */
function selectFrom(rows: TimelineRow[], from: number, step: number, onSelect: (span: number) => void): void {
  for (let i = from + step; i >= 0 && i < rows.length; i += step) {
    const row = rows[i]!;
    if (row.kind === 'span') {
      onSelect(row.span);
      return;
    }
  }
}

interface GridProps {
  viewport: Viewport;
  left: number;
  width: number;
  height: number;
  cursor: number | null;
}

/** Lines behind the bars at the axis' times, and the cursor's line before them. */
function Grid({ viewport, left, width, height, cursor }: GridProps) {
  const place = (nano: number) => left + ((nano - viewport.from) / (viewport.to - viewport.from)) * width;
  return (
    <div className={css.grid} aria-hidden="true">
      {axisTicks(viewport, width).map(({ nano }) => (
        <div key={nano} className={css.gridLine} style={{ left: place(nano), height }} />
      ))}
      {cursor !== null && <div className={css.cursorLine} style={{ left: place(cursor), height }} />}
    </div>
  );
}
