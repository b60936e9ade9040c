import { Link } from 'wouter';
import type { AlertView } from '../../../../shared/contract/alerts.ts';
import { StateIcon } from '../../../components/StateIcon.tsx';
import { Time } from '../../../components/Time.tsx';
import { useAlerts } from '../../../telemetry/use-alerts.ts';
import { useViewHref } from '../../../time/url-state.ts';
import { useSilences } from '../use-silences.ts';
import css from './page.module.css';

/** Why nobody is told of it: a silence, another alert, a time interval. */
export function Quieted({ alert }: { alert: AlertView }) {
  const href = useViewHref();
  const alerts = useAlerts()?.alerts ?? [];
  const silences = useSilences(alert.silencedBy.length > 0) ?? [];
  const { silencedBy, inhibitedBy, muted } = alert;
  if (silencedBy.length === 0 && inhibitedBy.length === 0 && !muted) return null;
  const own = silences.filter(({ id }) => silencedBy.includes(id));
  return (
    <div className={css.quieted} role="status">
      <StateIcon shape="silenced" />
      <span>
        {silencedBy.length > 0 && own.length === 0 ? 'Silenced. ' : null}
        {own.map(({ id, endsAtMs, createdBy, comment }) => (
          <span key={id}>
            <Link href={href('/alerts/silences', { silence: id })}>Silenced</Link> until{' '}
            <Time ms={endsAtMs} />
            {createdBy === '' ? '' : ` by ${createdBy}`}
            {comment === '' ? '' : `: ${comment}`}.{' '}
          </span>
        ))}
        {inhibitedBy.length > 0 ? 'Kept quiet while this fires: ' : null}
        {inhibitedBy.map((fingerprint) => (
          <Link key={fingerprint} href={href('/alerts', { alert: fingerprint })}>
            {alerts.find((each) => each.fingerprint === fingerprint)?.name ?? fingerprint}{' '}
          </Link>
        ))}
        {muted ? 'Its route tells nobody at this time of day.' : null}
      </span>
    </div>
  );
}
