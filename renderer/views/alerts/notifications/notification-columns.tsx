import type { NotificationOutcome, NotificationView } from '../../../../shared/contract/notifications.ts';
import { count, duration } from '../../../../shared/model/format.ts';
import { Quantity } from '../../../components/Quantity.tsx';
import { StateIcon, type StateShape } from '../../../components/StateIcon.tsx';
import type { Column } from '../../../components/VirtualTable.tsx';
import { dayText, exactText, secondText } from '../../../time/clock-text.ts';
import { useZone } from '../../../time/preferences.ts';
import { useNow } from '../../../time/ticker.ts';
import css from './notifications.module.css';

const shapes: Record<NotificationOutcome, StateShape> = { sent: 'ok', retried: 'warn', failed: 'error' };
const colours: Record<NotificationOutcome, string> = { sent: 't2', retried: 'warn', failed: 'err' };
export const outcomeWords: Record<NotificationOutcome, string> = {
  sent: 'sent',
  retried: 'tried again',
  failed: 'given up',
};

const MINUTE_MS = 60_000;

/** The day too where it is not today. */
function When({ ms }: { ms: number }) {
  const zone = useZone();
  const today = dayText(useNow(MINUTE_MS), zone) === dayText(ms, zone);
  return (
    <time className="mono" dateTime={new Date(ms).toISOString()} title={exactText(ms, zone)}>
      {today ? '' : `${dayText(ms, zone).slice(5)} `}
      {secondText(ms, zone)}
    </time>
  );
}

export function Outcome({ notification }: { notification: NotificationView }) {
  const { outcome, attempt } = notification;
  return (
    <span className={`${css.outcome} ${colours[outcome]}`}>
      <StateIcon shape={shapes[outcome]} /> {outcomeWords[outcome]}
      {attempt > 1 ? <span className="t3">attempt {attempt}</span> : null}
    </span>
  );
}

export const kindText = (kind: string): string => kind.replace(/_configs$/, '').replaceAll('_', ' ');

export const groupText = ({ groupLabels }: NotificationView): string =>
  groupLabels.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(' ');

/** Without the name of the alerts, which stands beside it. */
const tellingGroupText = (notification: NotificationView): string =>
  groupText({
    ...notification,
    groupLabels: notification.groupLabels.filter(([name]) => name !== 'alertname'),
  });

/** Names of its alerts, each once. */
export const namesText = ({ alerts }: NotificationView): string =>
  [...new Set(alerts.map(({ name }) => name))].join(', ');

/** `little`: the detail stands beside the table on a small screen. */
export function notificationColumns(room: 'wide' | 'little'): Column<NotificationView>[] {
  const all: Column<NotificationView>[] = [
    { key: 'time', title: 'Time', width: '112px', cell: ({ timeMs }) => <When ms={timeMs} /> },
    {
      key: 'outcome',
      title: 'Outcome',
      width: '176px',
      cell: (notification) => <Outcome notification={notification} />,
    },
    {
      key: 'receiver',
      title: 'Receiver',
      width: 'minmax(120px, 1.4fr)',
      cell: ({ receiver, kind, target }) => (
        <span className="cut" title={`${receiver}: ${kindText(kind)} ${target}`}>
          <bdi>{receiver}</bdi> <span className="t3">{kindText(kind)}</span>
        </span>
      ),
    },
    {
      key: 'alerts',
      title: 'Alerts',
      width: 'minmax(140px, 2fr)',
      cell: (notification) => (
        <span className="cut" title={`${namesText(notification)} ${groupText(notification)}`}>
          {notification.test ? <span className="tag">test</span> : null} <bdi>{namesText(notification)}</bdi>{' '}
          <bdi className="mono t3">{tellingGroupText(notification)}</bdi>
        </span>
      ),
    },
    {
      key: 'firing',
      title: 'Firing',
      width: '60px',
      align: 'right',
      cell: ({ firing }) => <span className={firing > 0 ? '' : 't3'}>{count(firing)}</span>,
    },
    {
      key: 'resolved',
      title: 'Resolved',
      width: '68px',
      align: 'right',
      cell: ({ resolved }) => <span className={resolved > 0 ? '' : 't3'}>{count(resolved)}</span>,
    },
    {
      key: 'took',
      title: 'Took',
      width: '76px',
      align: 'right',
      cell: ({ durationMs }) => <Quantity of={duration(durationMs * 1e6)} />,
    },
    {
      key: 'error',
      title: 'Why',
      width: 'minmax(100px, 2fr)',
      cell: ({ error, outcome }) => (
        <span className={`cut ${colours[outcome]}`} title={error ?? undefined}>
          {error}
        </span>
      ),
    },
  ];
  return room === 'wide' ? all : all.filter(({ key }) => !['took', 'error', 'resolved'].includes(key));
}
