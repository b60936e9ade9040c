import { memo } from 'react';
import { Link } from 'wouter';
import type { LogRow } from '../../../../shared/contract/logs.ts';
import { severityLevel } from '../../../../shared/model/log-record.ts';
import { nanoToMs } from '../../../../shared/model/time.ts';
import { LevelText } from '../../../components/log/LevelText.tsx';
import { LogMessage } from '../../../components/log/LogMessage.tsx';
import { MarkedText } from '../../../components/log/MarkedText.tsx';
import type { Marker } from '../../../components/log/marks.ts';
import { fieldText, shownLog } from '../../../components/log/shown-log.ts';
import { Name } from '../../../components/Name.tsx';
import { TraceIcon } from '../../../components/TraceIcon.tsx';
import { milliText, type Zone } from '../../../time/clock-text.ts';
import css from './list.module.css';
import type { RowLook } from './row-look.ts';

interface LogRowViewProps {
  row: LogRow;
  index: number;
  top: number;
  measure: ((element: Element | null) => void) | null;
  marker: Marker;
  look: RowLook;
  zone: Zone;
  href(path: string, own?: Record<string, string>): string;
  selected: boolean;
  open: boolean;
  onToggle(row: LogRow): void;
  onSelect(row: LogRow): void;
  onMenu(row: LogRow, event: React.MouseEvent): void;
}

/** One record in the list; the elements are used again for another when the list runs. */
export function LogRowView(props: LogRowViewProps) {
  const { row, index, top, measure, marker, look, zone, href, selected, open } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list's own keys (j, k, o, Enter) move the selection
    <div
      ref={measure ?? undefined}
      data-index={index}
      data-level={severityLevel(row.severityNumber)}
      data-open={open || undefined}
      aria-current={selected}
      className={css.line}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => props.onSelect(row)}
      onDoubleClick={() => props.onToggle(row)}
      onContextMenu={(event) => props.onMenu(row, event)}
    >
      <RowCells row={row} marker={marker} look={look} zone={zone} open={open} />
      <TraceLink row={row} href={href} />
    </div>
  );
}

interface RowCellsProps {
  row: LogRow;
  marker: Marker;
  look: RowLook;
  zone: Zone;
  open: boolean;
}

const RowCells = memo(function RowCells({ row, marker, look, zone, open }: RowCellsProps) {
  const { raw, columns, showProducer } = look;
  return (
    <>
      <span className={css.time}>{milliText(nanoToMs(row.timeUnixNano), zone)}</span>
      <LevelText row={row} />
      {showProducer && (
        <Name name={row.container} of={row.service || row.container} className={css.name ?? ''} />
      )}
      {columns.map((name) => (
        <FieldCell key={name} row={row} name={name} marker={marker} />
      ))}
      <span className={css.message}>
        <LogMessage row={row} marker={marker} raw={raw} open={open} withFields={columns.length === 0} />
      </span>
    </>
  );
});

function FieldCell({ row, name, marker }: { row: LogRow; name: string; marker: Marker }) {
  const text = fieldText(row, name);
  if (text === undefined) return <span className="t3">—</span>;
  return (
    <span className={css.field} title={text.slice(0, 1_000)}>
      <MarkedText text={text.slice(0, 500)} marker={marker} />
    </span>
  );
}

function TraceLink({ row, href }: { row: LogRow; href: LogRowViewProps['href'] }) {
  const { traceId, spanId } = shownLog(row);
  if (traceId === '') return null;
  return (
    <Link
      className={css.trace}
      href={href(`/traces/${traceId}`, spanId === '' ? {} : { span: spanId })}
      title={`Trace ${traceId}`}
      aria-label={`Trace ${traceId.slice(0, 8)}`}
      tabIndex={-1}
      onClick={(event) => event.stopPropagation()}
    >
      <TraceIcon size={14} />
    </Link>
  );
}
