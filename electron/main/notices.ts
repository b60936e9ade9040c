import type { ContainerEvent } from '../../shared/model/container.ts';

/** What a native notification says, and the view that it opens. */
export interface Notice {
  title: string;
  body: string;
  path: string;
}

const attribute = (event: ContainerEvent, name: string) =>
  event.attributes.find(([key]) => key === name)?.[1] ?? null;

/** 0 is a clean end; 130, 137 and 143 are those of a container that somebody stopped. */
const calmExitCodes = new Set(['0', '130', '137', '143']);

function wording(event: ContainerEvent): { title: string; body: string } | null {
  if (event.type !== 'container') return null;
  if (event.action === 'oom') {
    return { title: `${event.name} ran out of memory`, body: 'The kernel killed it at its memory limit.' };
  }
  if (event.action === 'health_status: unhealthy') {
    return { title: `${event.name} is unhealthy`, body: 'Its health check fails.' };
  }
  const exitCode = attribute(event, 'exitCode');
  if (event.action === 'die' && exitCode !== null && !calmExitCodes.has(exitCode)) {
    return { title: `${event.name} ended`, body: `Its exit code is ${exitCode}.` };
  }
  return null;
}

/** The notice that an event deserves; most deserve none. */
export function noticeOf(event: ContainerEvent): Notice | null {
  const words = wording(event);
  return words && { ...words, path: `/containers/${encodeURIComponent(event.entity)}` };
}

const QUIET_MS = 60_000;
const MOST_REMEMBERED = 1000;

/** Lets one notice of a kind through a minute, so that a container in a crash loop does not flood the desktop. */
export function noticeFilter(): (notice: Notice, nowMs: number) => boolean {
  const shownMs = new Map<string, number>();
  return ({ title }, nowMs) => {
    const last = shownMs.get(title);
    if (last !== undefined && nowMs - last < QUIET_MS) return false;
    shownMs.delete(title);
    shownMs.set(title, nowMs);
    for (const [key] of shownMs) {
      if (shownMs.size <= MOST_REMEMBERED) break;
      shownMs.delete(key);
    }
    return true;
  };
}
