import { Link } from 'wouter';
import type { SpanDetail } from '../../../../../shared/contract/traces.ts';
import { nanoToMs } from '../../../../../shared/model/time.ts';
import { LogMessage } from '../../../../components/log/LogMessage.tsx';
import { Time } from '../../../../components/Time.tsx';
import { useCall } from '../../../../connection/use-call.ts';
import { useViewHref } from '../../../../time/url-state.ts';
import css from './span.module.css';

interface SpanLogsProps {
  container: SpanDetail['container'];
  start: bigint;
  durationNano: bigint;
  traceId: string;
}

const MOST_LINES = 20;
const AROUND_MS = 30_000;

/** The lines that the span's container wrote while it ran, and the way to all of them. */
export function SpanLogs({ container, start, durationNano, traceId }: SpanLogsProps) {
  const href = useViewHref();
  const { data } = useCall(
    'logs.query',
    {
      start,
      end: start + durationNano,
      direction: 'forward',
      limit: MOST_LINES,
      ...(container ? { entities: [container.entity] } : { query: `trace:${traceId}` }),
    },
    { staleMs: 60_000 },
  );
  const records = data?.records ?? [];
  if (!container && records.length === 0) return null;
  const startMs = nanoToMs(start);
  const logs = href('/logs', {
    ...(container ? { scope: `~${container.name}` } : { q: `trace:${traceId}` }),
    from: new Date(startMs - AROUND_MS).toISOString(),
    to: new Date(nanoToMs(start + durationNano) + AROUND_MS).toISOString(),
  });
  return (
    <div className={css.section}>
      <h3>
        Logs in this span <span className={css.weak}>{records.length}</span>
        <span className={css.grow} />
        <Link href={logs}>Around it</Link>
      </h3>
      {records.map((record) => (
        <div key={record.id} className={css.logLine}>
          <Time className={css.weak} ms={nanoToMs(record.timeUnixNano)} millis />{' '}
          <span className={record.severityNumber >= 17 ? css.error : css.weak}>
            {record.severityText.toLowerCase()}
          </span>{' '}
          <LogMessage row={record} />
        </div>
      ))}
    </div>
  );
}
