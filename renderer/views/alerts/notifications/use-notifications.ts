import { useEffect, useRef, useState } from 'react';
import type { Input } from '../../../../shared/contract/contract.ts';
import type { NotificationView } from '../../../../shared/contract/notifications.ts';
import { useClient } from '../../../connection/ConnectionProvider.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { hasGap, joined, MOST_KEPT } from './notification-pages.ts';

export type NotificationFilter = Pick<Input<'notifications.list'>, 'receiver' | 'outcome' | 'fingerprint'>;

const PAGE = 200;
const LOOK_EVERY_MS = 3_000;

interface Older {
  /** Filter that they were asked with. */
  key: string;
  list: NotificationView[];
  more: boolean;
}

/** The log from its newest end; older pages come when they are asked for. */
export function useNotifications(filter: NotificationFilter) {
  const key = JSON.stringify(filter);
  const client = useClient();
  const first = useCall(
    'notifications.list',
    { ...filter, limit: PAGE },
    { refetchMs: LOOK_EVERY_MS, keep: false },
  );
  const [older, setOlder] = useState<Older | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const loading = useRef(false);
  const newest = first.data?.notifications ?? [];
  const kept = older?.key === key ? older : null;
  const isBroken = kept !== null && hasGap(newest, kept.list);
  // What was pushed out of the first page stays in sight: it becomes the beginning of the older ones.
  useEffect(() => {
    if (isBroken) setOlder(null);
  }, [isBroken]);
  const notifications = joined(newest, kept && !isBroken ? kept.list : []);
  const more = (kept && !isBroken ? kept.more : first.data?.more) ?? false;
  async function loadOlder(): Promise<void> {
    const last = notifications.at(-1);
    if (!client || !last || !more || loading.current || notifications.length >= MOST_KEPT) return;
    loading.current = true;
    try {
      const page = await client.call('notifications.list', { ...filter, beforeId: last.id, limit: PAGE });
      setOlder({ key, list: [...notifications, ...page.notifications], more: page.more });
      setError(null);
    } catch (failure) {
      setError(failure instanceof Error ? failure : new Error(String(failure)));
    } finally {
      loading.current = false;
    }
  }
  return {
    notifications,
    more,
    isLoaded: first.data !== undefined,
    isFetching: first.isFetching,
    error: first.error ?? error,
    retry: () => void (first.error ? first.refetch() : loadOlder()),
    // A page that could not be had is asked for again by hand only: the end of the list is still in sight.
    loadOlder: () => {
      if (error === null) void loadOlder();
    },
  };
}
