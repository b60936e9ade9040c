import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../temp-dir.ts';
import { pageClient, startDesktop, until } from './start-desktop.ts';

const RULES = `groups:
  - name: shop
    interval: 1s
    rules:
      - alert: PayDown
        expr: vector(1)
`;

// One start of the app for all of it: an engine process takes seconds to come up.
test('alerts are told on the desktop, counted on the icon and in the tray, and opened by a click', async () => {
  const rules = join(tempDir(), 'rules.yml');
  writeFileSync(rules, RULES);
  const desktop = await startDesktop();
  const client = await pageClient(desktop.page());
  const paths: string[] = [];
  desktop.page().trivet.onNavigate((path) => paths.push(path));
  const sendTest = () => client.call('receivers.test', { receiver: 'desktop' });
  const shown = () => desktop.seen.notifications;

  await sendTest();
  const first = await until(() => shown()[0]);
  expect(first.title).toContain('TrivetTest');
  desktop.window().hide();
  first.emit('click');
  expect(paths).toEqual([expect.stringMatching(/^\/alerts\?alert=[0-9a-f]{16}$/)]);
  expect(desktop.window().visible).toBe(true);
  expect(first.closed).toBe(true);

  // Whoever looks at the window, or wants none, is not told on the desktop; the next one says that they were passed by.
  desktop.window().focus();
  await sendTest();
  const { settings } = await client.call('settings.get', {});
  const alerts = { ...settings.alerts, files: [rules] };
  await client.call('settings.set', { settings: { alerts, closeToTray: true } });
  await until(() => desktop.seen.trays[0]?.toolTip === 'Trivet: 1 firing');
  expect(desktop.app.badgeCount).toBe(1);
  desktop.window().blur();
  await sendTest();
  await until(() => shown()[1]);
  expect(shown()).toHaveLength(2);

  const item = desktop.seen.trays[0]?.menu?.template.find(({ label }) => label === 'Alerts: 1 firing');
  const open = item?.click as (() => void) | undefined;
  open?.();
  expect(paths.at(-1)).toBe('/alerts');

  const matchers = [{ name: 'alertname', op: '=' as const, value: 'PayDown' }];
  await client.call('silences.set', { matchers, endsAtMs: Date.now() + 60_000 });
  await until(() => desktop.app.badgeCount === 0);
  expect(desktop.seen.trays[0]?.toolTip).toBe('Trivet');
});
