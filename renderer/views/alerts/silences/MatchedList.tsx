import { Link } from 'wouter';
import type { AlertView } from '../../../../shared/contract/alerts.ts';
import { count } from '../../../../shared/model/format.ts';
import { StateIcon } from '../../../components/StateIcon.tsx';
import { useViewHref } from '../../../time/url-state.ts';
import css from './silence-form.module.css';

const MOST_SHOWN = 50;

/** Labels that tell this alert from others of its name. */
const tellingText = ({ labels }: AlertView): string =>
  labels
    .filter(([name]) => name !== 'alertname')
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(' ');

/** Alerts, each a way to its page. */
export function MatchedList({ label, alerts }: { label: string; alerts: readonly AlertView[] }) {
  const href = useViewHref();
  if (alerts.length === 0) return null;
  return (
    <ul className={css.matched} aria-label={label}>
      {alerts.slice(0, MOST_SHOWN).map((alert) => (
        <li key={alert.fingerprint}>
          <StateIcon shape={alert.state === 'firing' ? 'firing' : 'pending'} title={alert.state} />
          <Link href={href('/alerts', { alert: alert.fingerprint })} className="cut">
            {alert.name}
          </Link>
          <span className="mono cut t2" title={tellingText(alert)}>
            {tellingText(alert)}
          </span>
        </li>
      ))}
      {alerts.length > MOST_SHOWN ? (
        <li className="t3">and {count(alerts.length - MOST_SHOWN)} more</li>
      ) : null}
    </ul>
  );
}
