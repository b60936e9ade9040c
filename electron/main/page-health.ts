import { type BrowserWindow, dialog } from 'electron';

const MOST_RELOADS = 3;
const WITHIN_MS = 60_000;

/** Whether a page that ended may be loaded again: not more often than a few times a minute. */
export function reloadBudget(now: () => number): () => boolean {
  let reloads: number[] = [];
  return () => {
    reloads = reloads.filter((atMs) => now() - atMs < WITHIN_MS);
    if (reloads.length >= MOST_RELOADS) return false;
    reloads.push(now());
    return true;
  };
}

async function ask(window: BrowserWindow, message: string, detail: string): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message,
    detail,
    buttons: ['Load the window again', 'Wait'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  if (response === 0 && !window.isDestroyed()) window.webContents.reload();
}

/**
 * Brings the page back when its process ends or hangs. The engine knows nothing of it: what arrives meanwhile
 * is received and kept.
 */
export function watchPage(window: BrowserWindow): void {
  const mayReload = reloadBudget(Date.now);
  let asking = false;
  async function askOnce(message: string, detail: string): Promise<void> {
    if (asking) return;
    asking = true;
    await ask(window, message, detail);
    asking = false;
  }
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    if (mayReload()) window.webContents.reload();
    else void askOnce('The window keeps crashing', `It ended with “${reason}” several times in a minute.`);
  });
  window.on('unresponsive', () => {
    void askOnce('The window does not answer', 'Data is still received and kept by the engine.');
  });
}
