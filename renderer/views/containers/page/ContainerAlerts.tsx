import { Link } from 'wouter';
import type { AlertView } from '../../../../shared/contract/alerts.ts';
import type { ContainerSummary } from '../../../../shared/model/container.ts';
import { labelValue } from '../../../alerts/alert-subject.ts';
import { stripAnsi } from '../../../components/ansi.ts';
import { StateIcon, type StateShape } from '../../../components/StateIcon.tsx';
import { Ago } from '../../../components/Time.tsx';
import { useCurrentAlerts } from '../../../telemetry/use-current-alerts.ts';
import { useViewHref } from '../../../time/url-state.ts';
import classes from './page.module.css';

const MOST = 8;

/** Alerts about the container that are not over; nothing where there is none. */
export function ContainerAlerts({ container }: { container: ContainerSummary }) {
  const href = useViewHref();
  const own = useCurrentAlerts().filter(
    ({ entity, state }) => entity === container.entity && state !== 'resolved',
  );
  if (own.length === 0) return null;
  return (
    <ul className={classes.alerts} aria-label={`Alerts of ${container.name}`}>
      {own.slice(0, MOST).map((alert) => (
        <li key={alert.fingerprint}>
          <Link href={href('/alerts', { alert: alert.fingerprint })} title={summaryOf(alert)}>
            <StateIcon shape={shapeOf(alert)} title={alert.state} />
            <span className="med cut">
              <bdi>{stripAnsi(alert.name)}</bdi>
            </span>
            <span className="t2">
              <Ago ms={alert.firedAtMs ?? alert.activeAtMs} />
            </span>
          </Link>
        </li>
      ))}
      {own.length > MOST ? <li className="t3">and {own.length - MOST} more</li> : null}
    </ul>
  );
}

const summaryOf = ({ annotations }: AlertView): string =>
  stripAnsi(labelValue(annotations, 'summary') || labelValue(annotations, 'description'));

const shapeOf = ({ state, silencedBy, inhibitedBy, muted }: AlertView): StateShape =>
  silencedBy.length > 0 || inhibitedBy.length > 0 || muted ? 'silenced' : state;
