import type { AlertNotice } from '../../../shared/contract/notifications.ts';

/** What decides how a notice is told. */
export interface Situation {
  /** Alerts are to be told on this machine at all. */
  enabled: boolean;
  /** The desktop app tells on the desktop itself whatever comes while its window is not looked at. */
  isDesktop: boolean;
  hidden: boolean;
  focused: boolean;
  /** The person allowed the browser to show notifications. */
  permitted: boolean;
  /** Path and parameters that the window shows. */
  here: string;
}

export interface Telling {
  /** In the window. */
  toast: boolean;
  /** Until it is closed: nobody is there to see it. */
  stays: boolean;
  /** By the browser, on the desktop. */
  system: boolean;
}

const NONE: Telling = { toast: false, stays: false, system: false };

/** How a notice is told: not at all to who looks at its alert already, and nothing twice. */
export function telling(notice: Pick<AlertNotice, 'path'>, situation: Situation): Telling {
  const { enabled, isDesktop, hidden, focused, permitted, here } = situation;
  if (!enabled) return NONE;
  const seen = focused && !hidden;
  if (isDesktop) return { toast: seen && !shows(here, notice.path), stays: false, system: false };
  if (seen && shows(here, notice.path)) return NONE;
  return { toast: true, stays: hidden, system: !seen && permitted };
}

/** Whether the window shows what the path leads to: the same page, with its parameters. */
export function shows(here: string, path: string): boolean {
  const [now, wanted] = [new URL(here, 'http://trivet'), new URL(path, 'http://trivet')];
  return (
    now.pathname === wanted.pathname &&
    [...wanted.searchParams].every(([name, value]) => now.searchParams.get(name) === value)
  );
}

/** What the title of the page says: the number of firing alerts stands before all else. */
export const pageTitle = (view: string | undefined, firing: number): string =>
  `${firing > 0 ? `(${firing}) ` : ''}${view === undefined ? 'Trivet' : `${view} - Trivet`}`;
