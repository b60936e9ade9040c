import type { AlertNotice } from '../../shared/contract/notifications.ts';

/** `absent`: the browser has none, or not for pages that come over a plain network. */
export type BrowserPermission = NotificationPermission | 'absent';

/** Whether the browser may show notifications for this page. */
export function mayNotify(): BrowserPermission {
  return 'Notification' in window && window.isSecureContext ? Notification.permission : 'absent';
}

/** Has the browser ask the person; to be called by a click of theirs only. */
export async function askToNotify(): Promise<BrowserPermission> {
  return mayNotify() === 'absent' ? 'absent' : Notification.requestPermission();
}

/** Shows a notice on the desktop by the browser: one a group, whichever tab tells it. */
export function showNotice(notice: AlertNotice, open: (path: string) => void): void {
  try {
    const shown = new Notification(notice.title, {
      body: notice.body,
      tag: notice.tag,
      icon: '/icon.svg',
      silent: notice.resolved,
    });
    shown.onclick = () => {
      window.focus();
      shown.close();
      open(notice.path);
    };
  } catch (error) {
    // Browsers of phones have the class and refuse to make one; the toast in the window has told it.
    if (!(error instanceof TypeError)) throw error;
  }
}
