import { Link } from 'wouter';
import type { AlertView } from '../../../../shared/contract/alerts.ts';
import { Time } from '../../../components/Time.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { useViewHref } from '../../../time/url-state.ts';
import { Fact } from './Facts.tsx';

const ASKED = 20;
const AGAIN_MS = 10_000;

/** Whom it tells, and when they were told last; what failed is said. */
export function Notifies({ alert }: { alert: AlertView }) {
  const href = useViewHref();
  const { fingerprint, receivers } = alert;
  const { data } = useCall(
    'notifications.list',
    { fingerprint, limit: ASKED },
    { refetchMs: AGAIN_MS, keep: false },
  );
  const told = data?.notifications.filter(({ test }) => !test) ?? [];
  const newest = new Map<string, (typeof told)[number]>();
  for (const each of told) {
    const whom = `${each.kind} ${each.target}`;
    if (!newest.has(whom)) newest.set(whom, each);
  }
  if (newest.size === 0) {
    if (receivers.length === 0) return null;
    return <Fact name="notifies">{receivers.join(', ')}</Fact>;
  }
  return (
    <Fact name="notifies">
      {[...newest.values()].map(({ id, kind, target, timeMs, outcome, error }, i) => (
        <span key={id}>
          {i > 0 ? ', ' : ''}
          <Link href={href('/alerts/notifications', { alert: fingerprint })} title={error ?? undefined}>
            {[kind.replace(/_configs$/, ''), target].filter(Boolean).join(' ')}
          </Link>{' '}
          {outcome === 'sent' ? (
            <Time ms={timeMs} />
          ) : (
            <span className="err">{outcome === 'retried' ? 'failed, tried again' : 'failed'}</span>
          )}
        </span>
      ))}
    </Fact>
  );
}
