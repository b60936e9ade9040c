import { Link } from 'wouter';
import type { Attributes } from '../../../../../shared/model/attributes.ts';
import { type CarriedContext, carriedContexts } from '../../../../../shared/model/carried-context.ts';
import { stripAnsi } from '../../../../components/ansi.ts';
import pairs from '../../../../components/pairs.module.css';
import { useCall } from '../../../../connection/use-call.ts';
import { useViewHref } from '../../../../time/url-state.ts';
import css from './span.module.css';

const ALWAYS = { start: 0n, end: 2n ** 63n - 1n };

/** What the span's attributes say of other traces: headers and message properties that carried a context. */
export function CarriedContexts({ attributes, traceId }: { attributes: Attributes; traceId: string }) {
  // The trace's own context, which its outgoing requests carry, leads nowhere.
  const contexts = carriedContexts(attributes).filter((context) => context.traceId !== traceId);
  if (contexts.length === 0) return null;
  return (
    <div className={css.section}>
      <h3>
        Carried context <span className={css.weak}>{contexts.length}</span>
      </h3>
      <dl className={pairs.pairs}>
        {contexts.map((context) => (
          <ContextPair key={context.by + context.text} context={context} />
        ))}
      </dl>
    </div>
  );
}

/** Leads to the trace where it is stored, else to the logs that name it. */
function ContextPair({ context }: { context: CarriedContext }) {
  const href = useViewHref();
  const { traceId, spanId, text, by } = context;
  const query = `trace:${traceId}`;
  const { data } = useCall(
    'traces.search',
    { ...ALWAYS, query, limit: 1 },
    { enabled: traceId !== null, staleMs: 10_000, keep: false },
  );
  const stored = traceId !== null && (data?.traces.length ?? 0) > 0;
  const name = by.replace(/^.*[.:/[]/, '').replace(/\]$/, '');
  return (
    <>
      <dt title={by}>{stripAnsi(name)}</dt>
      <dd>
        {stored ? (
          <Link href={href(`/traces/${traceId}`, spanId ? { span: spanId } : {})}>
            trace {traceId.slice(0, 16)}…{spanId ? ` / ${spanId}` : ''}
          </Link>
        ) : (
          <Link href={href('/logs', { q: traceId ?? text })}>logs with {stripAnsi(traceId ?? text)}</Link>
        )}
        {traceId !== null && data && !stored && <span className={css.weak}> no such trace is stored</span>}
      </dd>
    </>
  );
}
