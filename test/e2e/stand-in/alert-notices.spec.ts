import type { Page } from '@playwright/test';
import type { AlertNotice } from '../../../shared/contract/notifications.ts';
import { Emitter } from '../../../shared/util/emitter.ts';
import { expect, test } from './world.ts';

const HOSTILE = '<img src=x onerror="window.hacked=1">';

const notice = (given: Partial<AlertNotice> = {}): AlertNotice => ({
  tag: '{}:{alertname="PayDown"}',
  title: 'PayDown',
  body: 'pay does not answer',
  path: '/alerts?alert=0000000000000001',
  resolved: false,
  timeMs: Date.now(),
  containers: ['pay'],
  ...given,
});

/** A browser whose notifications are written down, and whose page can be looked away from. */
const BROWSER = `
  window.noted = []; window.asked = 0; window.away = false;
  window.Notification = class {
    static permission = 'default';
    static async requestPermission() {
      window.asked++;
      return (window.Notification.permission = 'granted');
    }
    constructor(title, options) { window.noted.push({ title, ...options }); window.last = this; }
    close() {}
  };
  Object.defineProperty(document, 'hidden', { get: () => window.away });
  document.hasFocus = () => !window.away;
`;

const noted = (page: Page) => page.evaluate<{ title: string; body: string; tag: string }[]>('window.noted');
const toasts = (page: Page) => page.getByRole('alert').filter({ hasText: 'PayDown' });

test('a notice is a toast that opens its alert, and a newer one of its group takes its place', async ({
  tell,
}) => {
  const notices = new Emitter<AlertNotice>();
  const { page, open, world } = await tell({ notices });
  await open('/logs');
  await expect.poll(() => world.asked.some(([method]) => method === 'notices.live')).toBe(true);
  notices.fire(notice());
  await expect(toasts(page)).toContainText('pay does not answer');
  notices.fire(notice({ title: 'PayDown (2)', body: HOSTILE }));
  await expect(toasts(page)).toContainText(HOSTILE);
  await expect(toasts(page)).toHaveCount(1);
  await toasts(page).getByRole('button', { name: 'Open' }).click();
  await expect(page).toHaveURL(/\/alerts\?alert=0000000000000001/);
  await expect(toasts(page)).toHaveCount(0);
  expect(await page.evaluate('window.hacked')).toBeUndefined();
});

test('the browser is asked by a click only, and then tells while nobody looks', async ({ tell }) => {
  const notices = new Emitter<AlertNotice>();
  const { page, open, world } = await tell({ notices });
  await page.addInitScript(BROWSER);
  await open('/settings?section=alerts');
  await expect.poll(() => world.asked.some(([method]) => method === 'notices.live')).toBe(true);
  await page.evaluate('window.away = true');
  notices.fire(notice({ title: 'PayDown unasked' }));
  await expect(toasts(page)).toContainText('unasked');
  expect(await noted(page)).toEqual([]);
  expect(await page.evaluate('window.asked')).toBe(0);
  await page.getByRole('button', { name: 'Have the browser ask' }).click();
  await expect(page.getByText(/^allowed:/)).toBeVisible();
  notices.fire(notice({ body: HOSTILE }));
  await expect
    .poll(() => noted(page))
    .toMatchObject([{ title: 'PayDown', body: HOSTILE, tag: notice().tag }]);
  await page.evaluate('window.last.onclick()');
  await expect(page).toHaveURL(/\/alerts\?alert=0000000000000001/);
});

test('nothing is told of an alert that is looked at', async ({ tell }) => {
  const notices = new Emitter<AlertNotice>();
  const { page, open, world } = await tell({ notices });
  await open('/alerts?alert=0000000000000001');
  await expect.poll(() => world.asked.some(([method]) => method === 'notices.live')).toBe(true);
  notices.fire(notice());
  notices.fire(notice({ tag: 'other', title: 'PayDown elsewhere', path: '/alerts?alert=0000000000000002' }));
  await expect(toasts(page)).toContainText('elsewhere');
  await expect(toasts(page)).toHaveCount(1);
});
