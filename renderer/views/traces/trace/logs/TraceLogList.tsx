import type { CSSProperties } from 'react';
import { Link } from 'wouter';
import type { LogRow } from '../../../../../shared/contract/logs.ts';
import type { TraceDetail } from '../../../../../shared/contract/traces.ts';
import { quantityText } from '../../../../../shared/model/format.ts';
import { nanoToMs } from '../../../../../shared/model/time.ts';
import { stripAnsi } from '../../../../components/ansi.ts';
import { CopyButton } from '../../../../components/CopyButton.tsx';
import { colourOf } from '../../../../components/colours.ts';
import { EmptyState } from '../../../../components/EmptyState.tsx';
import { LogMessage } from '../../../../components/log/LogMessage.tsx';
import { Name } from '../../../../components/Name.tsx';
import { Time } from '../../../../components/Time.tsx';
import { useViewHref } from '../../../../time/url-state.ts';
import { offsetText } from '../time-axis.ts';
import css from './logs.module.css';
import type { TraceLogs } from './use-trace-logs.ts';

const ERROR = 17;
const AROUND_MS = 60_000;

interface TraceLogListProps {
  detail: TraceDetail;
  logs: TraceLogs;
  onSpan(spanId: string): void;
}

/** Every line that names the trace, in time order; a click goes to the line's span. */
export function TraceLogList({ detail, logs, onSpan }: TraceLogListProps) {
  const href = useViewHref();
  const { traceId } = detail.summary;
  if (logs.records.length === 0) {
    return (
      <EmptyState title="No log line names this trace">
        <p>
          Lines belong to a trace when they carry its id: as OTLP logs do by themselves, or as text such as{' '}
          <code>trace_id={traceId}</code> that the service's logger writes.
        </p>
      </EmptyState>
    );
  }
  const startMs = nanoToMs(detail.startTimeUnixNano);
  const all = href('/logs', {
    q: `trace:${traceId}`,
    from: new Date(startMs - AROUND_MS).toISOString(),
    to: new Date(startMs + Number(detail.summary.durationNano) / 1e6 + AROUND_MS).toISOString(),
  });
  return (
    <div className={css.logs}>
      <div className={css.head}>
        <span>
          {logs.records.length}
          {logs.more ? '+' : ''} {logs.records.length === 1 ? 'line' : 'lines'}
        </span>
        <Link href={all}>Open in Logs</Link>
        <span className={css.grow} />
        <CopyButton
          text={() => logs.records.map(({ body }) => stripAnsi(body)).join('\n')}
          label="Copy the lines"
        />
      </div>
      <ul className={css.list}>
        {logs.records.map((record) => (
          <Line key={record.id} record={record} detail={detail} onSpan={onSpan} />
        ))}
      </ul>
    </div>
  );
}

function Line({
  record,
  detail,
  onSpan,
}: {
  record: LogRow;
  detail: TraceDetail;
  onSpan(spanId: string): void;
}) {
  const offset = Number(record.timeUnixNano - detail.startTimeUnixNano);
  return (
    <li className={css.line} style={{ '--c': colourOf(record.container) } as CSSProperties}>
      <Time className={css.time} ms={nanoToMs(record.timeUnixNano)} millis />
      <span className={css.offset}>
        {offset < 0 ? '' : '+'}
        {quantityText(offsetText(offset))}
      </span>
      <span className={record.severityNumber >= ERROR ? css.error : css.level}>
        {record.severityText.toLowerCase() || '—'}
      </span>
      <Name name={record.container} className={css.container ?? ''} />
      <span className={css.body}>
        <LogMessage row={record} open />
      </span>
      {record.spanId && (
        <button type="button" className="btn quiet small" onClick={() => onSpan(record.spanId)}>
          Show span
        </button>
      )}
    </li>
  );
}
