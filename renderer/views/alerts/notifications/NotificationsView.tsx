import { useViewportSize } from '@mantine/hooks';
import { useMemo } from 'react';
import {
  type NotificationOutcome,
  type NotificationView,
  notificationOutcomes,
} from '../../../../shared/contract/notifications.ts';
import { count } from '../../../../shared/model/format.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { LoadingBar, Skeleton } from '../../../components/LoadingBar.tsx';
import { Segments } from '../../../components/Segments.tsx';
import { SplitPane } from '../../../components/SplitPane.tsx';
import { VirtualTable } from '../../../components/VirtualTable.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { useKeys } from '../../../shell/keys.ts';
import { useUrlParam } from '../../../time/url-state.ts';
import { AlertsHead } from '../AlertsHead.tsx';
import { NotificationDetail } from './NotificationDetail.tsx';
import { notificationColumns, outcomeWords } from './notification-columns.tsx';
import css from './notifications.module.css';
import { type NotificationFilter, useNotifications } from './use-notifications.ts';

/** Below it the table beside the detail has no room for why it failed, which the detail says. */
const NARROW_PX = 1_320;
/** Rows before the end from which on the next page is asked for. */
const AHEAD = 40;

const outcomeOf = (text: string): NotificationOutcome | undefined =>
  notificationOutcomes.find((outcome) => outcome === text);

/** Who was told of what, when, and whether it arrived. */
export default function NotificationsView() {
  const [receiver, setReceiver] = useUrlParam('receiver', { replace: true });
  const [outcomeText, setOutcome] = useUrlParam('outcome', { replace: true });
  const [fingerprint, setFingerprint] = useUrlParam('of', { replace: true });
  const [open, setOpen] = useUrlParam('notification', { replace: true });
  const outcome = outcomeOf(outcomeText);
  const filter: NotificationFilter = {
    ...(receiver === '' ? {} : { receiver }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(fingerprint === '' ? {} : { fingerprint }),
  };
  const log = useNotifications(filter);
  const narrow = useViewportSize().width < NARROW_PX;
  const chosen = log.notifications.find(({ id }) => String(id) === open);
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <div className="view-page">
      <AlertsHead page="/alerts/notifications">
        <ReceiverChoice value={receiver} onChange={setReceiver} />
        <Segments
          label="Outcome"
          options={[
            ['', 'All'],
            ...notificationOutcomes.map((one): [string, string] => [one, outcomeWords[one]]),
          ]}
          value={outcome ?? ''}
          onChange={setOutcome}
        />
      </AlertsHead>
      <LoadingBar active={log.isFetching && !log.isLoaded} />
      {fingerprint === '' ? null : (
        <p className={css.of}>
          <span>
            Only those that told of the alert <span className="mono">{fingerprint}</span>
          </span>
          <button type="button" className="btn small" onClick={() => setFingerprint('')}>
            All alerts
          </button>
        </p>
      )}
      {log.error ? <ErrorNote error={log.error} what="Notifications" onRetry={log.retry} /> : null}
      {log.isLoaded ? (
        <SplitPane
          name="notifications"
          direction="row"
          sized="second"
          initial={380}
          least={280}
          first={
            log.notifications.length === 0 ? (
              <Nothing isFiltered={isFiltered} />
            ) : (
              <Log
                notifications={log.notifications}
                more={log.more}
                open={open}
                room={narrow && chosen ? 'little' : 'wide'}
                onOpen={setOpen}
                onEnd={log.loadOlder}
              />
            )
          }
          second={chosen ? <NotificationDetail notification={chosen} onClose={() => setOpen('')} /> : null}
        />
      ) : log.error ? null : (
        <Skeleton rows={10} />
      )}
    </div>
  );
}

interface LogProps {
  notifications: NotificationView[];
  more: boolean;
  open: string;
  room: 'wide' | 'little';
  onOpen(id: string): void;
  onEnd(): void;
}

function Log({ notifications, more, open, room, onOpen, onEnd }: LogProps) {
  const columns = useMemo(() => notificationColumns(room), [room]);
  const active = notifications.findIndex(({ id }) => String(id) === open);
  function move(by: number): void {
    const next = notifications[active === -1 && by < 0 ? notifications.length - 1 : active + by];
    if (next) onOpen(String(next.id));
  }
  const next = () => move(1);
  const previous = () => move(-1);
  const close = () => onOpen('');
  useKeys({ j: next, ArrowDown: next, k: previous, ArrowUp: previous, Escape: close });
  return (
    <div className={css.table}>
      <VirtualTable
        label="Notifications"
        rows={notifications}
        columns={columns}
        rowKey={({ id }) => String(id)}
        minWidth={room === 'wide' ? 860 : 520}
        active={active}
        selected={({ id }) => String(id) === open}
        onRowClick={({ id }) => onOpen(String(id) === open ? '' : String(id))}
        onLastRow={(index) => {
          if (more && index >= notifications.length - AHEAD) onEnd();
        }}
      />
      <p className={css.foot}>
        {count(notifications.length)}
        {more ? ' so far, older ones come as you scroll' : ''}
      </p>
    </div>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered)
    return (
      <EmptyState title="No such notification">
        <p>The log has none of this receiver with this outcome.</p>
      </EmptyState>
    );
  return (
    <EmptyState title="Nobody has been told anything yet">
      <p>
        Every attempt to tell somebody is written down here: when, whom, of which alerts, and what became of
        it. An alert is told once it fires and its group has waited; “Send a test” of a receiver tells at
        once.
      </p>
    </EmptyState>
  );
}

function ReceiverChoice({ value, onChange }: { value: string; onChange(receiver: string): void }) {
  const known =
    useCall('receivers.list', {}, { staleMs: 10_000 }).data?.receivers.map(({ name }) => name) ?? [];
  const names = value === '' || known.includes(value) ? known : [value, ...known];
  return (
    <select
      className={css.select}
      aria-label="Receiver"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      <option value="">All receivers</option>
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}
