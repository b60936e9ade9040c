import { Link } from 'wouter';
import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import { count, duration } from '../../../../shared/model/format.ts';
import { colourOf } from '../../../components/colours.ts';
import { Quantity } from '../../../components/Quantity.tsx';
import { TraceIcon } from '../../../components/TraceIcon.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { useViewHref } from '../../../time/url-state.ts';
import css from './detail.module.css';
import { serviceStretches } from './service-stretches.ts';

interface TracePartProps {
  /** The line was written a moment ago. */
  young: boolean;
  traceId: string;
  spanId: string;
  onFollow(traceId: string): void;
}

/** The trace that the line belongs to: the way to it, what is known of it, and its services over its time. */
export function TracePart({ young, traceId, spanId, onFollow }: TracePartProps) {
  const href = useViewHref();
  const { data, isFetched } = useCall(
    'traces.get',
    { traceId },
    {
      staleMs: 10_000,
      keep: false,
      // Spans are often sent seconds after the line that names them.
      ...(young ? { refetchMs: 3_000 } : {}),
    },
  );
  return (
    <section className={css.trace} aria-label="Trace">
      <div className={css.traceHead}>
        <TraceIcon size={14} />
        <Link className="mono" href={href(`/traces/${traceId}`, spanId === '' ? {} : { span: spanId })}>
          {traceId.slice(0, 16)}
        </Link>
        <span className="grow" />
        {data && <Figures detail={data} />}
        {!data && isFetched && <span className="t3">no spans of it are stored</span>}
      </div>
      {data && <Stretches detail={data} />}
      <button type="button" className={css.link} onClick={() => onFollow(traceId)}>
        This trace in all containers
      </button>
    </section>
  );
}

function Figures({ detail: { summary } }: { detail: TraceDetail }) {
  return (
    <>
      <Quantity of={duration(Number(summary.durationNano))} />
      <span className="t2">
        {count(summary.spanCount)} {summary.spanCount === 1 ? 'span' : 'spans'}
      </span>
      {summary.errorCount > 0 && (
        <span className="tag err" title={`${summary.errorCount} failed spans`}>
          ! {count(summary.errorCount)}
        </span>
      )}
    </>
  );
}

function Stretches({ detail }: { detail: TraceDetail }) {
  return (
    <ul className={css.stretches} aria-label="Services over the trace's time">
      {serviceStretches(detail).map(({ service, from, to }) => (
        <li key={service} title={service} aria-label={service}>
          <i
            style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%`, background: colourOf(service) }}
          />
        </li>
      ))}
    </ul>
  );
}
