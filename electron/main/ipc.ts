import { type BrowserWindow, type IpcMainEvent, ipcMain } from 'electron';
import { type Disposable, DisposableStore } from '../../shared/util/disposable.ts';
import { isAppUrl } from './protocol.ts';

/** What the preload script may say, one channel a named function of the bridge. */
export interface PageRequests {
  'engine:connect': () => void;
  'engine:restart': () => void;
  'files:choose': () => void;
  'files:listening': () => void;
  'external:open': (url: unknown) => void;
  'data-dir:show': () => void;
}

/** True when the message comes from the top frame of this very window, showing the app's own page. */
export function isFromPage(
  event: Pick<IpcMainEvent, 'sender' | 'senderFrame'>,
  window: BrowserWindow,
): boolean {
  const frame = event.senderFrame;
  return (
    !window.isDestroyed() &&
    event.sender === window.webContents &&
    frame !== null &&
    frame === window.webContents.mainFrame &&
    isAppUrl(frame.url)
  );
}

/** Listens to the page of one window; whatever comes from elsewhere is passed over. */
export function listenToPage(window: BrowserWindow, requests: PageRequests): Disposable {
  const owned = new DisposableStore();
  for (const [channel, handle] of Object.entries(requests)) {
    const listener = (event: IpcMainEvent, argument: unknown) => {
      if (isFromPage(event, window)) handle(argument);
    };
    ipcMain.on(channel, listener);
    owned.onDispose(() => ipcMain.off(channel, listener));
  }
  return owned;
}
