import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { STATUS_ERROR } from '../../../../../shared/trace-analysis/trace-tree.ts';
import { useSize } from '../../../../components/use-size.ts';
import type { DisplayOrder } from '../model/display-order.ts';
import type { TraceModel } from '../model/trace-model.ts';
import { hasLinesBelow, rowOf } from '../model/visible-lines.ts';
import { axisTicks, panned, type Viewport, zoomed } from '../time-axis.ts';
import { BarCanvas } from './BarCanvas.tsx';
import { Breadcrumb } from './Breadcrumb.tsx';
import { indentAt, indentOf } from './indent.ts';
import { spanMark } from './span-mark.ts';
import { TimelineAxis } from './TimelineAxis.tsx';
import { TimelineRowView } from './TimelineRowView.tsx';
import css from './timeline.module.css';
import { PAD_LEFT, PAD_RIGHT } from './timeline-layout.ts';
import { ROW_HEIGHT, useLineWindow } from './use-line-window.ts';

export interface TraceTimelineProps {
  model: TraceModel;
  order: DisplayOrder;
  lines: Uint32Array;
  closed: Uint8Array;
  selected: number | null;
  viewport: Viewport;
  showPath: boolean;
  /** 1 for each span that the search found; null without a search. */
  found: Uint8Array | null;
  logs: ReadonlyMap<number, readonly number[]>;
  onSelect(span: number): void;
  onToggle(line: number): void;
  onViewport(viewport: Viewport): void;
  onContext(span: number, event: React.MouseEvent): void;
}

/** The waterfall: names left, bars right, only the rows on screen. */
export function TraceTimeline(props: TraceTimelineProps) {
  const { model, order, lines, selected, viewport, onViewport } = props;
  const { tree, path } = model.analysis;
  const scroller = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(scroller);
  const nameWidth = width < 700 ? Math.max(160, width * 0.4) : Math.min(420, width * 0.36);
  const [cursor, setCursor] = useState<number | null>(null);
  const { from, to, scrollTo } = useLineWindow(scroller, height, lines.length);
  const selectedLine = selected === null ? -1 : order.lineOf[selected]!;
  const selectedRow = useMemo(() => rowOf(lines, selectedLine), [lines, selectedLine]);
  useEffect(() => {
    if (selectedRow >= 0) scrollTo(selectedRow);
  }, [selectedRow, scrollTo]);

  const barsWidth = Math.max(1, width - nameWidth - PAD_LEFT - PAD_RIGHT);
  const nanoAt = (event: PointerEvent) => {
    const left = scroller.current?.getBoundingClientRect().left ?? 0;
    const share = (event.clientX - left - nameWidth - PAD_LEFT) / barsWidth;
    return share < 0 || share > 1 ? null : viewport.from + share * (viewport.to - viewport.from);
  };
  return (
    <section className={css.timeline} aria-label="Waterfall">
      <TimelineAxis
        nameWidth={nameWidth}
        width={barsWidth}
        viewport={viewport}
        cursor={cursor}
        shown={lines.length}
        total={tree.count}
        onViewport={onViewport}
      />
      <Breadcrumb
        model={model}
        order={order}
        line={lines[from + DRAWN_AHEAD(from)] ?? -1}
        onSelect={props.onSelect}
      />
      <div
        ref={scroller}
        className={css.scroll}
        tabIndex={0}
        role="treegrid"
        aria-label="Spans"
        aria-rowcount={lines.length}
        aria-activedescendant={
          selectedRow >= from && selectedRow < to ? `trace-line-${selectedLine}` : undefined
        }
        onKeyDown={(event) => pressed(event, props, selectedRow, cursor)}
        onPointerMove={(event) => setCursor(nanoAt(event))}
        onPointerLeave={() => setCursor(null)}
      >
        <Grid
          viewport={viewport}
          left={nameWidth + PAD_LEFT}
          width={barsWidth}
          cursor={cursor}
          height={height}
        />
        <div className={css.rows} style={{ height: lines.length * ROW_HEIGHT }}>
          <Rows {...props} from={from} to={to} nameWidth={nameWidth} selectedRow={selectedRow} />
          {width > 0 && (
            <BarCanvas
              detail={model.detail}
              tree={tree}
              path={props.showPath ? path : null}
              order={order}
              lines={lines}
              viewport={viewport}
              width={barsWidth}
              logs={props.logs}
              from={from}
              to={to}
              left={nameWidth}
            />
          )}
        </div>
      </div>
    </section>
  );
}

/** Rows drawn before the first in sight. */
const DRAWN_AHEAD = (from: number) => (from === 0 ? 0 : 16);

type RowsProps = TraceTimelineProps & { from: number; to: number; nameWidth: number; selectedRow: number };

function Rows(props: RowsProps) {
  const { model, order, lines, closed, from, to, nameWidth, selectedRow, found } = props;
  const { detail, analysis } = model;
  const latest = useRef(props);
  latest.current = props;
  const [onPick, onToggle, onContext] = useMemo(
    () => [
      (line: number) => latest.current.onSelect(latest.current.order.span[line]!),
      (line: number) => latest.current.onToggle(line),
      (line: number, event: React.MouseEvent) =>
        latest.current.onContext(latest.current.order.span[line]!, event),
    ],
    [],
  );
  const room = nameWidth * 0.45;
  const indent = indentOf(order, lines, from, to, room);
  return Array.from(lines.subarray(from, to), (line, i) => {
    const span = order.span[line]!;
    const members = order.members[line]!;
    const open = closed[line] === 0;
    return (
      <TimelineRowView
        key={line}
        line={line}
        row={from + i}
        depth={order.depth[line]!}
        service={detail.services[detail.service[span]!] ?? ''}
        name={detail.names[detail.name[span]!] ?? ''}
        failed={members > 0 ? order.foldErrors[line]! > 0 : detail.status[span] === STATUS_ERROR}
        members={members}
        nPlusOne={order.nPlusOne[line] === 1}
        expandable={hasLinesBelow(order, line)}
        open={open}
        hidden={open ? 0 : analysis.tree.descendants[span]!}
        mark={members > 0 ? '' : spanMark(detail, span)}
        indent={indentAt(indent, order.depth[line]!, room)}
        nameWidth={nameWidth}
        deep={indent.base > order.depth[lines[0]!]!}
        selected={from + i === selectedRow}
        found={found !== null && found[span] === 1 && members === 0}
        onPick={onPick}
        onToggle={onToggle}
        onContext={onContext}
      />
    );
  });
}

/** Moves through the rows, opens, closes, zooms and pans. */
function pressed(event: KeyboardEvent, props: TraceTimelineProps, row: number, cursor: number | null): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (!moved(event.key, props, row) && !zoomedBy(event.key, props, cursor)) return;
  event.preventDefault();
}

function moved(key: string, props: TraceTimelineProps, row: number): boolean {
  const { order, lines, closed, model, onToggle, onSelect } = props;
  const line = lines[row];
  const step = key === 'ArrowDown' || key === 'j' ? 1 : key === 'ArrowUp' || key === 'k' ? -1 : 0;
  if (step !== 0) selectFrom(props, row, step);
  else if (key === 'Home' || key === 'End')
    selectFrom(props, key === 'Home' ? -1 : lines.length, key === 'Home' ? 1 : -1);
  else if (line === undefined) return false;
  else if (key === 'ArrowRight' && closed[line] === 1 && hasLinesBelow(order, line)) onToggle(line);
  else if (key === 'ArrowRight') selectFrom(props, row, 1);
  else if (key === 'ArrowLeft' && closed[line] === 0 && hasLinesBelow(order, line)) onToggle(line);
  else if (key === 'ArrowLeft' && model.detail.parent[order.span[line]!]! >= 0)
    onSelect(model.detail.parent[order.span[line]!]!);
  else return false;
  return true;
}

/** The next row in the direction that is a span; a fold is stepped over. */
function selectFrom({ order, lines, onSelect }: TraceTimelineProps, from: number, step: number): void {
  for (let row = from + step; row >= 0 && row < lines.length; row += step) {
    const line = lines[row]!;
    if (order.members[line] === 0) {
      onSelect(order.span[line]!);
      return;
    }
  }
}

function zoomedBy(
  key: string,
  { viewport, model, onViewport }: TraceTimelineProps,
  cursor: number | null,
): boolean {
  const total = model.analysis.tree.totalNano;
  const length = viewport.to - viewport.from;
  if (key === '+' || key === '-') {
    const around = cursor ?? (viewport.from + viewport.to) / 2;
    onViewport(zoomed(viewport, around, key === '+' ? 0.5 : 2, total));
  } else if (key === 'h' || key === 'l')
    onViewport(panned(viewport, ((key === 'l' ? 1 : -1) * length) / 4, total));
  else return false;
  return true;
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
