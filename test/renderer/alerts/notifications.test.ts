import { expect, test } from 'vitest';
import {
  hasGap,
  joined,
  MOST_KEPT,
} from '../../../renderer/views/alerts/notifications/notification-pages.ts';
import type { NotificationView } from '../../../shared/contract/notifications.ts';

const ids = (...all: number[]) => all.map((id) => ({ id }) as NotificationView);
const idsOf = (all: NotificationView[]) => all.map(({ id }) => id);

test('older pages stand behind the newest one, nothing twice', () => {
  expect(idsOf(joined(ids(9, 8, 7), ids(8, 7, 6, 5)))).toEqual([9, 8, 7, 6, 5]);
  expect(idsOf(joined([], ids(2, 1)))).toEqual([2, 1]);
  expect(idsOf(joined(ids(2, 1), []))).toEqual([2, 1]);
});

test('what came in between and neither page has is noticed', () => {
  expect(hasGap(ids(9, 8, 7), ids(8, 7, 6))).toBe(false);
  expect(hasGap(ids(9, 8, 7), ids(7, 6))).toBe(false);
  expect(hasGap(ids(9, 8, 7), ids(5, 4))).toBe(true);
  expect(hasGap([], ids(5))).toBe(false);
});

test('a log that is read to its end is let go at its old side', () => {
  const older = ids(...Array.from({ length: MOST_KEPT }, (_, i) => MOST_KEPT - i));
  const all = joined(ids(MOST_KEPT + 2, MOST_KEPT + 1), older);
  expect(all).toHaveLength(MOST_KEPT);
  expect(all[0]?.id).toBe(MOST_KEPT + 2);
});
