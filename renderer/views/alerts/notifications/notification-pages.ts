import type { NotificationView } from '../../../../shared/contract/notifications.ts';

/** Older pages are let go beyond it: nobody reads further by hand. */
export const MOST_KEPT = 20_000;

/**
 * Pages that were loaded, newest first, one after another and without any notification twice: the first page is asked
 * for again and again, and grows into those that were behind it.
 */
export function joined(
  newest: readonly NotificationView[],
  older: readonly NotificationView[],
): NotificationView[] {
  const last = newest.at(-1)?.id;
  if (last === undefined) return [...older];
  return [...newest, ...older.filter(({ id }) => id < last)].slice(0, MOST_KEPT);
}

/** Whether notifications came between the first page and those behind it that neither has. */
export const hasGap = (newest: readonly NotificationView[], known: readonly NotificationView[]): boolean => {
  const last = newest.at(-1)?.id;
  const first = known[0]?.id;
  return last !== undefined && first !== undefined && last > first;
};
