import { IconArrowsDiff, IconDownload, IconPin, IconPinFilled } from '@tabler/icons-react';
import type { CSSProperties } from 'react';
import { Link } from 'wouter';
import {
  type ExportFormat,
  exportFormatInfo,
  exportFormats,
} from '../../../../shared/contract/trace-export.ts';
import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import { count, duration } from '../../../../shared/model/format.ts';
import { nanoToMs } from '../../../../shared/model/time.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { colourOf } from '../../../components/colours.ts';
import { Time } from '../../../components/Time.tsx';
import { useViewHref } from '../../../time/url-state.ts';
import chip from './service-chip.module.css';
import css from './trace.module.css';

interface TraceHeaderProps {
  detail: TraceDetail;
  onPin(pinned: boolean): void;
  onDownload(format: ExportFormat): void;
}

export function TraceHeader({ detail, onPin, onDownload }: TraceHeaderProps) {
  const href = useViewHref();
  const { summary } = detail;
  const length = duration(Number(summary.durationNano));
  return (
    <header className={css.header}>
      <Link href={href('/traces')}>Traces</Link>
      <span className="t3">/</span>
      <h1>
        <span className={chip.service} style={{ '--c': colourOf(summary.rootService) } as CSSProperties}>
          {summary.rootService}
        </span>
        <span className={chip.operation}>{summary.rootName}</span>
      </h1>
      <span className={css.number} title={`${summary.durationNano} ns`}>
        {length.value} <span className={css.unit}>{length.unit}</span>
      </span>
      <Fact value={summary.spanCount} one="span" many="spans" />
      <Fact value={summary.serviceCount} one="service" many="services" />
      {detail.containers.length > 0 && (
        <Fact value={detail.containers.length} one="container" many="containers" />
      )}
      {summary.errorCount > 0 && (
        <span className={`${css.fact} ${css.error}`}>
          {count(summary.errorCount)} {summary.errorCount === 1 ? 'error' : 'errors'}
        </span>
      )}
      <Time className={css.fact} ms={nanoToMs(summary.startTimeUnixNano)} millis />
      <span className={css.grow} />
      <span className={`${css.id} ${css.wideOnly}`}>{summary.traceId}</span>
      <span className={`${css.fact} ${css.wideOnly}`}>from {detail.sources.join(', ') || 'unknown'}</span>
      <Link
        className="btn icon quiet small"
        href={href('/traces/compare', { a: 'usual', b: summary.traceId })}
        title="Compare with a usual trace of the same root"
        aria-label="Compare with a usual trace of the same root"
      >
        <IconArrowsDiff size={14} />
      </Link>
      <CopyButton text={summary.traceId} label="Copy the trace id" />
      <button
        type="button"
        className="btn icon quiet small"
        aria-pressed={summary.pinned}
        title={summary.pinned ? 'Pinned: retention leaves it alone' : 'Pin against retention'}
        aria-label={summary.pinned ? 'Unpin' : 'Pin against retention'}
        onClick={() => onPin(!summary.pinned)}
      >
        {summary.pinned ? <IconPinFilled size={14} /> : <IconPin size={14} />}
      </button>
      <label className={css.download} title="Download the trace">
        <IconDownload size={14} aria-hidden="true" />
        <select
          aria-label="Download the trace as"
          value=""
          onChange={(event) => onDownload(event.target.value as ExportFormat)}
        >
          <option value="" disabled>
            Download
          </option>
          {exportFormats.map((format) => (
            <option key={format} value={format} title={exportFormatInfo[format].losses}>
              {exportFormatInfo[format].label}: {exportFormatInfo[format].losses}
            </option>
          ))}
        </select>
      </label>
    </header>
  );
}

function Fact({ value, one, many }: { value: number; one: string; many: string }) {
  return (
    <span className={css.fact}>
      <b>{count(value)}</b> {value === 1 ? one : many}
    </span>
  );
}
