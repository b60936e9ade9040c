import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import type { AlertNotice } from '../../../shared/contract/notifications.ts';
import { useClient } from '../../connection/ConnectionProvider.tsx';
import { useCall } from '../../connection/use-call.ts';
import { mayNotify, showNotice } from '../../telemetry/browser-notices.ts';
import { NoticeText } from './NoticeText.tsx';
import { telling } from './telling.ts';

const FIRING_MS = 15_000;
const RESOLVED_MS = 6_000;

/**
 * Tells of alerts in the window, and by the browser while nobody looks. It hears of them by a subscription of its own:
 * shared streams wait for frames, which a hidden page does not draw.
 */
export function AlertNotices() {
  const client = useClient();
  const [, navigate] = useLocation();
  const enabled = useCall('settings.get', {}, { staleMs: 10_000 }).data?.settings.notifications ?? true;
  const latest = useRef({ enabled, navigate });
  latest.current = { enabled, navigate };
  useEffect(() => {
    if (!client) return;
    const subscription = client.subscribe(
      'notices.live',
      {},
      {
        event: (notice) => tell(notice, latest.current.enabled, (path) => latest.current.navigate(path)),
      },
    );
    return () => subscription.dispose();
  }, [client]);
  return null;
}

function tell(notice: AlertNotice, enabled: boolean, open: (path: string) => void): void {
  const { toast, stays, system } = telling(notice, {
    enabled,
    isDesktop: window.trivet !== undefined,
    hidden: document.hidden,
    focused: document.hasFocus(),
    permitted: mayNotify() === 'granted',
    here: window.location.pathname + window.location.search,
  });
  // A newer one of the same group takes the place of the older, even where it is not told itself.
  notifications.hide(notice.tag);
  if (system) showNotice(notice, open);
  if (!toast) return;
  notifications.show({
    id: notice.tag,
    title: notice.title,
    message: (
      <NoticeText
        notice={notice}
        onOpen={() => {
          notifications.hide(notice.tag);
          open(notice.path);
        }}
      />
    ),
    color: notice.resolved ? 'green' : 'red',
    autoClose: stays ? false : notice.resolved ? RESOLVED_MS : FIRING_MS,
    withBorder: true,
    closeButtonProps: { 'aria-label': 'Close' },
  });
}
