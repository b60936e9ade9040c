import { expect, test } from 'vitest';
import { pageTitle, type Situation, shows, telling } from '../../../renderer/shell/notices/telling.ts';

const notice = { path: '/alerts?alert=00ff' };
const looking: Situation = {
  enabled: true,
  isDesktop: false,
  hidden: false,
  focused: true,
  permitted: true,
  here: '/logs?q=x',
};

test('who looks at the window is told in it', () => {
  expect(telling(notice, looking)).toEqual({ toast: true, stays: false, system: false });
});

test('who looks at the alert is not told of it', () => {
  const here = '/alerts?range=1h&alert=00ff';
  expect(telling(notice, { ...looking, here })).toEqual({ toast: false, stays: false, system: false });
  expect(telling(notice, { ...looking, here: '/alerts?alert=aa' }).toast).toBe(true);
});

test('while nobody looks the browser tells it where it may, and the window keeps it', () => {
  const away = { ...looking, hidden: true, focused: false };
  expect(telling(notice, away)).toEqual({ toast: true, stays: true, system: true });
  expect(telling(notice, { ...away, permitted: false })).toEqual({ toast: true, stays: true, system: false });
  expect(telling(notice, { ...looking, focused: false })).toEqual({
    toast: true,
    stays: false,
    system: true,
  });
});

test('the desktop app tells on the desktop, and its window only while it is looked at', () => {
  const desktop = { ...looking, isDesktop: true };
  expect(telling(notice, desktop)).toEqual({ toast: true, stays: false, system: false });
  expect(telling(notice, { ...desktop, focused: false }).toast).toBe(false);
});

test('nothing is told while notifications are switched off', () => {
  expect(telling(notice, { ...looking, enabled: false, focused: false }).toast).toBe(false);
});

test('a page is the same with more parameters than the path has, and not with others', () => {
  expect(shows('/alerts?alert=1&range=1h', '/alerts?alert=1')).toBe(true);
  expect(shows('/alerts', '/alerts?alert=1')).toBe(false);
  expect(shows('/alerts/silences', '/alerts')).toBe(false);
});

test('the title begins with the number of firing alerts where there are any', () => {
  expect(pageTitle('Logs', 0)).toBe('Logs - Trivet');
  expect(pageTitle('Logs', 3)).toBe('(3) Logs - Trivet');
  expect(pageTitle(undefined, 1)).toBe('(1) Trivet');
});
