import { type BrowserWindow, dialog, shell } from 'electron';

const MAX_URL_LENGTH = 2048;
const thisMachine = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The address as it would be opened, or null. Besides https only http on this machine is let through: that is
 * where a container's published port answers.
 */
export function externalUrl(text: unknown): string | null {
  if (typeof text !== 'string' || text.length > MAX_URL_LENGTH) return null;
  const url = URL.parse(text);
  if (!url || url.username || url.password) return null;
  const allowed = url.protocol === 'https:' || (url.protocol === 'http:' && thisMachine.test(url.hostname));
  return allowed ? url.href : null;
}

/** Shows the whole address and opens it in the person's browser only after they agreed. */
export async function openExternal(window: BrowserWindow, text: unknown): Promise<boolean> {
  const url = externalUrl(text);
  if (!url) return false;
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: 'Open this address in your browser?',
    detail: url,
    buttons: ['Open', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  if (response !== 0) return false;
  await shell.openExternal(url);
  return true;
}
