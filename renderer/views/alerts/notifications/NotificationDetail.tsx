import { IconX } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { NotificationView } from '../../../../shared/contract/notifications.ts';
import { count, duration, quantityText } from '../../../../shared/model/format.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import pairs from '../../../components/pairs.module.css';
import { StateIcon } from '../../../components/StateIcon.tsx';
import { exactText } from '../../../time/clock-text.ts';
import { useZone } from '../../../time/preferences.ts';
import { useViewHref } from '../../../time/url-state.ts';
import { groupText, kindText, Outcome } from './notification-columns.tsx';
import css from './notifications.module.css';

/** One attempt to tell somebody, and the alerts that it told of. */
export function NotificationDetail({
  notification,
  onClose,
}: {
  notification: NotificationView;
  onClose(): void;
}) {
  const zone = useZone();
  const href = useViewHref();
  const { receiver, kind, target, alerts, firing, resolved, error, test } = notification;
  return (
    <section className={css.detail} aria-label="Notification">
      <div className="pane-head">
        <Outcome notification={notification} />
        <span className="grow" />
        <button type="button" className="btn icon quiet small" aria-label="Close" onClick={onClose}>
          <IconX size={14} />
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={css.detailBody} tabIndex={0}>
        {error !== null ? <ErrorNote error={new Error(error)} /> : null}
        <dl className={pairs.pairs}>
          <dt>Receiver</dt>
          <dd>
            <Link href={href('/alerts/receivers', { receiver })}>{receiver}</Link>
          </dd>
          <dt>By</dt>
          <dd>
            {kindText(kind)} <bdi className="mono">{target}</bdi>
          </dd>
          <dt>Time</dt>
          <dd>{exactText(notification.timeMs, zone)}</dd>
          <dt>Took</dt>
          <dd>{quantityText(duration(notification.durationMs * 1e6))}</dd>
          <dt>Group</dt>
          <dd className="mono">{groupText(notification) || 'all in one'}</dd>
          {test ? (
            <>
              <dt>Test</dt>
              <dd>sent by hand</dd>
            </>
          ) : null}
        </dl>
        <h2 className={css.subhead}>
          {count(firing)} firing, {count(resolved)} resolved
        </h2>
        <ul className={css.alerts} aria-label="Alerts that it told of">
          {alerts.map(({ name, fingerprint, resolved: isOver }) => (
            <li key={fingerprint}>
              <StateIcon shape={isOver ? 'idle' : 'firing'} title={isOver ? 'resolved' : 'firing'} />
              {test ? (
                <span className="cut">{name}</span>
              ) : (
                <Link className="cut" href={href('/alerts', { alert: fingerprint })}>
                  {name}
                </Link>
              )}
              <span className="mono t3">{fingerprint}</span>
            </li>
          ))}
          {firing + resolved > alerts.length ? (
            <li className="t3">and {count(firing + resolved - alerts.length)} more</li>
          ) : null}
        </ul>
      </div>
    </section>
  );
}
