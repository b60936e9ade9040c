import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { LogRow } from '../../../shared/contract/logs.ts';
import { attributeText } from '../../../shared/model/attributes.ts';
import { duration, quantityText } from '../../../shared/model/format.ts';
import { severityLevel } from '../../../shared/model/log-record.ts';
import { nanoToMs } from '../../../shared/model/time.ts';
import { stripAnsi } from '../../components/ansi.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Name } from '../../components/Name.tsx';
import pairs from '../../components/pairs.module.css';
import { Ago, Time } from '../../components/Time.tsx';
import { useCall } from '../../connection/use-call.ts';
import { containerPath } from '../../scope/container-path.ts';
import { useViewHref } from '../../time/url-state.ts';
import { JsonView } from './JsonView.tsx';
import { LogContext } from './LogContext.tsx';
import { Message } from './LogLine.tsx';
import { embeddedJson, lineJson, lineText, nanoText } from './log-text.ts';
import css from './logs.module.css';

type Tab = 'fields' | 'json' | 'context';

export function LogDetail({ row, onClose }: { row: LogRow; onClose(): void }) {
  const json = embeddedJson(row.body);
  const [chosen, setTab] = useState<Tab | null>(null);
  const tab = chosen ?? (json === null ? 'fields' : 'json');
  const level = severityLevel(row.severityNumber);
  return (
    <aside className={css.detail} aria-label="Log line">
      <div className="pane-head">
        <span className={css.level} data-level={level}>
          {row.severityText.toLowerCase() || level}
        </span>
        <Time className="mono" ms={nanoToMs(row.timeUnixNano)} millis />
        <span className="sub">
          <Ago ms={nanoToMs(row.timeUnixNano)} /> ago
        </span>
        <span className="grow" />
        <CopyButton text={() => lineText(row)} label="Copy as text" />
        <button
          type="button"
          className="btn icon quiet small"
          aria-label="Close"
          title="Close (Esc)"
          onClick={onClose}
        >
          <IconX size={14} />
        </button>
      </div>
      <div className={css.body}>
        <Message body={row.body} query="" />
      </div>
      {row.traceId !== '' && <TraceLink traceId={row.traceId} spanId={row.spanId} />}
      <div className={css.tabs} role="tablist">
        {(['fields', 'json', 'context'] as const).map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={tab === name}
            onClick={() => setTab(name)}
          >
            {name === 'json' ? 'JSON' : name === 'fields' ? 'Fields' : 'Context'}
          </button>
        ))}
        <span className="grow" />
        {tab === 'json' && <CopyButton text={() => lineJson(row)} label="Copy as JSON" />}
      </div>
      {tab === 'fields' && <Fields row={row} />}
      {tab === 'json' && <JsonView value={json ?? JSON.parse(lineJson(row))} />}
      {tab === 'context' && <LogContext row={row} />}
    </aside>
  );
}

function Fields({ row }: { row: LogRow }) {
  const href = useViewHref();
  return (
    <dl className={`${pairs.pairs} ${css.fields}`}>
      <dt>time</dt>
      <dd>{nanoText(row.timeUnixNano)}</dd>
      <dt>severity</dt>
      <dd>
        {row.severityText || '—'} <span className="t3">{row.severityNumber}</span>
      </dd>
      <dt>container</dt>
      <dd>
        <Link href={href(containerPath(row.container))}>
          <Name name={row.container} />
        </Link>
      </dd>
      <dt>stream</dt>
      <dd>{row.stream || '—'}</dd>
      {row.spanId !== '' && (
        <>
          <dt>span id</dt>
          <dd>{row.spanId}</dd>
        </>
      )}
      {row.attributes.map(([key, value], i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a key may stand twice in telemetry
        <Pair key={i} name={key} text={stripAnsi(attributeText(value))} />
      ))}
    </dl>
  );
}

function Pair({ name, text }: { name: string; text: string }) {
  return (
    <>
      <dt title={name}>{name}</dt>
      <dd>{text}</dd>
    </>
  );
}

/** The way to the trace that the line names, with what is known of it. */
function TraceLink({ traceId, spanId }: { traceId: string; spanId: string }) {
  const href = useViewHref();
  const { data } = useCall('traces.get', { traceId }, { staleMs: 10_000, keep: false });
  const summary = data?.summary;
  return (
    <div className={css.trace}>
      <Link className="mono" href={href(`/traces/${traceId}`, spanId === '' ? {} : { span: spanId })}>
        {traceId.slice(0, 16)}
      </Link>
      <span className="grow cut">
        {summary ? `${summary.rootService} ${summary.rootName}` : <span className="t3">no spans stored</span>}
      </span>
      {summary && (
        <span>
          {quantityText(duration(Number(summary.durationNano)))}{' '}
          <span className="t3">{summary.spanCount} spans</span>
          {summary.errorCount > 0 && <span className="err"> ! {summary.errorCount}</span>}
        </span>
      )}
    </div>
  );
}
