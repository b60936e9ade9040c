import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import type { CSSProperties } from 'react';
import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import { type CriticalPath, NO_CRITICAL_PATH } from '../../../../shared/trace-analysis/critical-path.ts';
import { STATUS_ERROR, type TraceTree } from '../../../../shared/trace-analysis/trace-tree.ts';
import { colourOf } from '../../../components/colours.ts';
import { type Bar, type RowBars, rowBars } from './row-bars.ts';
import type { Viewport } from './time-axis.ts';
import { PAD_LEFT, PAD_RIGHT } from './timeline-layout.ts';
import type { TimelineRow } from './timeline-rows.ts';
import css from './trace.module.css';

interface TimelineRowProps {
  row: TimelineRow;
  top: number;
  detail: TraceDetail;
  tree: TraceTree;
  path: CriticalPath | null;
  viewport: Viewport;
  nameWidth: number;
  barsWidth: number;
  selected: boolean;
  onSelect(span: number): void;
  onToggle(row: TimelineRow): void;
}

/** Below this width of the name column the indent shrinks. */
const NARROW = 280;

export function TimelineRowView(props: TimelineRowProps) {
  const { row, top, detail, tree, path, viewport, nameWidth, barsWidth, selected, onSelect, onToggle } =
    props;
  const first = row.kind === 'span' ? row.span : row.members[0]!;
  const service = detail.services[detail.service[first]!] ?? '';
  const failed = row.kind === 'span' ? detail.status[row.span] === STATUS_ERROR : row.errors > 0;
  const indent = Math.min(row.depth * (nameWidth < NARROW ? 8 : 12), nameWidth * 0.5);
  const expandable = row.kind === 'fold' || row.children > 0;
  return (
    <div
      className={`${css.row} ${failed ? css.failed : ''}`}
      style={{ top, '--c': colourOf(service) } as CSSProperties}
      role="row"
      tabIndex={-1}
      aria-level={row.depth + 1}
      aria-selected={selected}
      {...(expandable ? { 'aria-expanded': row.open } : {})}
      onClick={() => (row.kind === 'fold' ? onToggle(row) : onSelect(row.span))}
      onKeyDown={(event) =>
        event.key === 'Enter' && (row.kind === 'fold' ? onToggle(row) : onSelect(row.span))
      }
    >
      <div className={css.name} role="gridcell" style={{ width: nameWidth, paddingLeft: 8 + indent }}>
        {expandable ? <Twist row={row} onToggle={onToggle} /> : <span className={css.twist} />}
        <RowName row={row} detail={detail} tree={tree} service={service} failed={failed} />
      </div>
      <div className={css.bars} role="gridcell">
        <div className={css.plot} style={{ left: PAD_LEFT, right: PAD_RIGHT }}>
          <Bars
            bars={rowBars(detail, tree, path ?? NO_CRITICAL_PATH, row, viewport)}
            failed={failed}
            width={barsWidth}
          />
        </div>
      </div>
    </div>
  );
}

function Twist({ row, onToggle }: { row: TimelineRow; onToggle(row: TimelineRow): void }) {
  const Icon = row.open ? IconChevronDown : IconChevronRight;
  return (
    <button
      type="button"
      className={css.twist}
      tabIndex={-1}
      aria-label={row.open ? 'Collapse' : 'Expand'}
      onClick={(event) => {
        event.stopPropagation();
        onToggle(row);
      }}
    >
      <Icon size={12} stroke={1.8} />
    </button>
  );
}

interface RowNameProps {
  row: TimelineRow;
  detail: TraceDetail;
  tree: TraceTree;
  service: string;
  failed: boolean;
}

function RowName({ row, detail, tree, service, failed }: RowNameProps) {
  const name = detail.names[detail.name[row.kind === 'span' ? row.span : row.members[0]!]!] ?? '';
  const hidden = row.kind === 'span' && !row.open ? tree.descendants[row.span]! : 0;
  return (
    <>
      <span className={css.service}>{service}</span>
      {failed && (
        <span className={css.bang} title="error">
          !
        </span>
      )}
      {row.kind === 'fold' && <span className={css.weak}>{row.members.length} ×</span>}
      <span className={css.operation} title={`${service} ${name}`}>
        {name}
      </span>
      {row.kind === 'fold' && row.nPlusOne && (
        <span className={css.badge} title={`${row.members.length} calls of one operation out of one span`}>
          N+1
        </span>
      )}
      {hidden > 0 && (
        <span className={css.weak}>
          {hidden.toLocaleString('en-US')} {hidden === 1 ? 'span' : 'spans'}
        </span>
      )}
    </>
  );
}

const percent = (share: number) => `${(share * 100).toFixed(3)}%`;
const place = ({ left, width }: Bar): CSSProperties => ({ left: percent(left), width: percent(width) });

function Bars({ bars, failed, width }: { bars: RowBars; failed: boolean; width: number }) {
  const edges = bars.span ?? extent(bars.solid);
  return (
    <>
      {bars.span && <i className={css.whole} style={place(bars.span)} />}
      {bars.solid.map((bar) => (
        <i key={bar.left} className={css.solid} style={place(bar)} />
      ))}
      {failed && edges && <i className={css.outline} style={place(edges)} />}
      {bars.critical.map((bar) => (
        <i key={bar.left} className={css.critical} style={place(bar)} />
      ))}
      {edges && <Label text={bars.label} edges={edges} width={width} />}
    </>
  );
}

const PIXELS_PER_CHARACTER = 6.6;

/** Right of the bar where it fits, else left of it, else inside. */
function Label({ text, edges, width }: { text: string; edges: Bar; width: number }) {
  const needs = text.length * PIXELS_PER_CHARACTER + 14;
  const right = edges.left + edges.width;
  if ((1 - right) * width + PAD_RIGHT >= needs)
    return (
      <span className={css.label} style={{ left: percent(right) }}>
        {text}
      </span>
    );
  if (edges.left * width + PAD_LEFT >= needs)
    return (
      <span className={css.label} style={{ right: percent(1 - edges.left) }}>
        {text}
      </span>
    );
  return (
    <span className={`${css.label} ${css.inside}`} style={{ right: 4 }}>
      {text}
    </span>
  );
}

function extent(bars: Bar[]): Bar | null {
  const last = bars.at(-1);
  const first = bars[0];
  return first && last ? { left: first.left, width: last.left + last.width - first.left } : null;
}
