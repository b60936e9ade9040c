import { beforeEach, expect, test, vi } from 'vitest';
import type { AlertNotice } from '../../shared/contract/notifications.ts';
import { tempDir } from '../temp-dir.ts';
import { createStandIn, type StandIn } from './stand-in/electron.ts';

const notice = (over: Partial<AlertNotice> = {}): AlertNotice => ({
  tag: '{}:{alertname="PayDown"}',
  title: 'PayDown firing',
  body: 'pay does not answer',
  path: '/alerts?alert=00ff',
  resolved: false,
  timeMs: 1,
  containers: ['pay'],
  ...over,
});

let desktop: StandIn;
const opened: string[] = [];

beforeEach(() => {
  opened.length = 0;
  desktop = createStandIn(tempDir());
  vi.resetModules();
  vi.doMock('electron', () => desktop.module);
});

async function alertNotices() {
  const { AlertNotices } = await import('../../electron/main/alert-notices.ts');
  return new AlertNotices((path) => opened.push(path));
}

const standing = () => desktop.seen.notifications.filter(({ closed }) => !closed).map(({ title }) => title);

test('a click opens the alert and takes the notification away', async () => {
  const notices = await alertNotices();
  notices.show(notice());
  desktop.seen.notifications[0]?.emit('click');
  expect(opened).toEqual(['/alerts?alert=00ff']);
  expect(standing()).toEqual([]);
});

test('a newer one of the same group takes the place of the older, and others stay', async () => {
  const notices = await alertNotices();
  notices.show(notice());
  notices.show(notice({ tag: 'other', title: 'DiskFull firing' }));
  notices.show(notice({ title: 'PayDown: 2 firing' }));
  expect(standing()).toEqual(['DiskFull firing', 'PayDown: 2 firing']);
});

test('the end is told without a sound in the place of the beginning', async () => {
  const notices = await alertNotices();
  notices.show(notice());
  notices.show(notice({ resolved: true, title: 'PayDown resolved' }));
  expect(standing()).toEqual(['PayDown resolved']);
  expect(desktop.seen.notifications.map(({ silent }) => silent)).toEqual([false, true]);
});

test('what the system closed late does not take the newer one of its group with it', async () => {
  const notices = await alertNotices();
  notices.show(notice());
  notices.show(notice({ title: 'PayDown again' }));
  desktop.seen.notifications[0]?.emit('close');
  notices.withdraw(notice().tag);
  expect(standing()).toEqual([]);
});

test('a storm leaves no more than the newest twenty standing', async () => {
  const notices = await alertNotices();
  for (let i = 0; i < 50; i++) notices.show(notice({ tag: `g${i}`, title: `alert ${i}` }));
  expect(standing()).toHaveLength(20);
  expect(standing().at(-1)).toBe('alert 49');
});

test('texts are cut and are nothing but text', async () => {
  const notices = await alertNotices();
  const hostile = '<img src=x onerror=alert(1)>';
  notices.show(notice({ title: hostile, body: 'x'.repeat(100_000) }));
  expect(desktop.seen.notifications[0]?.title).toBe(hostile);
  expect(desktop.seen.notifications[0]?.body).toHaveLength(1_000);
});

test('it knows of which containers it tells, as long as they are not over', async () => {
  const notices = await alertNotices();
  notices.show(notice());
  expect(notices.tellsOf('pay')).toBe(true);
  expect(notices.tellsOf('api')).toBe(false);
  notices.show(notice({ resolved: true }));
  expect(notices.tellsOf('pay')).toBe(false);
});

test('the tray says how many fire, opens them, and is plain again when none does', async () => {
  const { createTray } = await import('../../electron/main/tray.ts');
  let shown = 0;
  const tray = createTray('Trivet', 2, {
    show: () => undefined,
    showAlerts: () => shown++,
    quit: () => undefined,
  });
  const [icon] = desktop.seen.trays;
  const item = () => icon?.menu?.template.find(({ label }) => label?.startsWith('Alerts'));
  expect([icon?.toolTip, icon?.title, item()?.label]).toEqual(['Trivet: 2 firing', '2', 'Alerts: 2 firing']);
  const open = item()?.click as (() => void) | undefined;
  open?.();
  expect(shown).toBe(1);
  tray.setFiring(250);
  expect(icon?.title).toBe('99+');
  tray.setFiring(0);
  expect([icon?.toolTip, icon?.title, item()?.label]).toEqual(['Trivet', '', 'Alerts: none firing']);
});
