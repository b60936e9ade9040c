import { app } from 'electron';

const MOST_COUNTED = 99;

export const firingText = (firing: number): string => (firing === 0 ? 'none firing' : `${firing} firing`);

/**
 * The number beside a tray icon where the system has room for one; empty for none. Only macOS draws it.
 */
export const trayTitle = (firing: number): string =>
  firing === 0 ? '' : firing > MOST_COUNTED ? `${MOST_COUNTED}+` : String(firing);

/** Puts the number of firing alerts on the app's icon; systems without such a badge leave it. */
export function showBadge(firing: number): void {
  app.setBadgeCount(firing);
}
