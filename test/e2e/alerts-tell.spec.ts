import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { graveViolations } from './axe.ts';
import { expect, test } from './trivet.ts';

test.use({ world: 'alerts-tell' });
test.describe.configure({ mode: 'serial' });

/** After its start the engine brings up the thread of rules, and waits for what may inhibit before it tells anybody. */
const FIRST_TOLD = { timeout: 120_000 };

const HOSTILE = '<img src=x onerror="window.hacked=1">';

/** What the webhook of the receiver `team` was sent. */
const received: { status: string; alerts: { labels: Record<string, string> }[] }[] = [];
const hook = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    received.push(JSON.parse(body));
    response.end();
  });
});
const folder = mkdtempSync(join(tmpdir(), 'trivet-e2e-'));
const rulesPath = join(folder, 'rules.yml');
const routingPath = join(folder, 'alertmanager.yml');

const rules = (more = '') => `groups:
  - name: shop
    interval: 1s
    rules:
      - alert: PayDown
        expr: vector(1)
        labels: { team: shop, severity: critical }
        annotations: { summary: 'pay does not answer' }
${more}`;

const routing = (port: number) => `route:
  receiver: window
  group_by: [alertname]
  group_wait: 0s
  group_interval: 1s
  repeat_interval: 1h
  routes:
    - matchers: [team="shop"]
      receiver: team
      continue: true
    - matchers: [severity=~"critical|page"]
      receiver: window
receivers:
  - name: window
    desktop_configs: [{}]
  - name: team
    webhook_configs:
      - url: http://127.0.0.1:${port}/hook
  - name: nobody
`;

test.beforeAll(async () => {
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  writeFileSync(rulesPath, rules());
  writeFileSync(routingPath, routing((hook.address() as AddressInfo).port));
});
test.afterAll(() => {
  hook.closeAllConnections();
  hook.close();
  rmSync(folder, { recursive: true, force: true });
});

async function axeInBothThemes(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  expect(await graveViolations(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  expect(await graveViolations(page, ['color-contrast'])).toEqual([]);
}

test('without any configuration every page says what it is for and how to begin', async ({ app }) => {
  const { page } = app;
  await app.open('/alerts/receivers');
  await expect(page.getByRole('heading', { name: 'Everything is told on this machine' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Receiver desktop' })).toBeVisible();
  await axeInBothThemes(page);
  await page.getByRole('tab', { name: 'Silences' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing is silenced' })).toBeVisible();
  await page.getByRole('tab', { name: 'Notifications' }).click();
  await expect(page.getByRole('heading', { name: 'Nobody has been told anything yet' })).toBeVisible();
});

test('the settings take an alertmanager.yml and rule files, and say how they are', async ({ app }) => {
  const { page } = app;
  await app.open('/settings?section=alerts');
  await page.getByRole('textbox', { name: 'Path of an alertmanager.yml' }).fill(routingPath);
  await page.keyboard.press('Enter');
  await expect(page.getByText('in force')).toBeVisible();
  await page.getByRole('textbox', { name: 'Another rule file, or a folder with some' }).fill(rulesPath);
  await page.keyboard.press('Enter');
  const row = page.getByRole('table', { name: 'Rule files' }).getByRole('row', { name: rulesPath });
  await expect(row).toContainText('in force');
  await axeInBothThemes(page);
});

test('a secret is kept, replaced and taken away, and never shown again', async ({ app }) => {
  const { page } = app;
  await app.open('/settings?section=alerts');
  const value = 'xoxb-never-shown';
  await page.getByRole('textbox', { name: 'Name of a secret' }).fill('slack');
  await page.getByLabel('What it says').fill(value);
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  const remove = page.getByRole('button', { name: 'Remove the secret slack' });
  await expect(remove).toBeVisible();
  await expect(page.getByLabel('What it says')).toHaveValue('');
  await page.reload();
  await expect(remove).toBeVisible();
  expect(await page.content()).not.toContain(value);
  await page.getByRole('textbox', { name: 'Name of a secret' }).fill('slack');
  await expect(page.getByRole('button', { name: 'Replace' })).toBeVisible();
  await remove.click();
  await expect(remove).toHaveCount(0);
});

test('an alert that fires is told in the window, in the title and to its receiver', async ({ app }) => {
  test.setTimeout(240_000);
  const { page } = app;
  await app.open('/alerts/notifications');
  await expect(page).toHaveTitle('(1) Alerts - Trivet', FIRST_TOLD);
  const log = page.getByRole('table', { name: 'Notifications' });
  const told = log.getByRole('row').filter({ hasText: 'webhook' }).first();
  await expect(told).toContainText('sent', FIRST_TOLD);
  await expect(told).toContainText('PayDown');
  expect(received[0]).toMatchObject({ status: 'firing', alerts: [{ labels: { alertname: 'PayDown' } }] });
  await told.click();
  const detail = page.getByRole('region', { name: 'Notification' });
  await expect(detail.getByRole('link', { name: 'PayDown' })).toBeVisible();
  await axeInBothThemes(page);
  await detail.getByRole('link', { name: 'PayDown' }).click();
  await expect(page).toHaveURL(/\/alerts\?.*alert=[0-9a-f]{16}/);
});

test('the log is filtered by receiver and outcome, and the address keeps both', async ({ app }) => {
  const { page } = app;
  await app.open('/alerts/notifications');
  const log = page.getByRole('table', { name: 'Notifications' });
  await expect(log.getByRole('row').filter({ hasText: 'webhook' }).first()).toBeVisible();
  await page.getByRole('combobox', { name: 'Receiver' }).selectOption('window');
  await expect(log.getByRole('row').filter({ hasText: 'webhook' })).toHaveCount(0);
  await expect(log.getByRole('row').filter({ hasText: 'PayDown' }).first()).toBeVisible();
  await page.getByRole('radio', { name: 'given up' }).click();
  await expect(page.getByRole('heading', { name: 'No such notification' })).toBeVisible();
  expect(new URL(page.url()).search).toContain('receiver=window&outcome=failed');
});

test('the tree of routes shows which way labels take', async ({ app }) => {
  const { page } = app;
  await app.open('/alerts/receivers');
  await page
    .getByRole('textbox', { name: 'Labels of an alert' })
    .or(page.getByRole('combobox', { name: 'Labels of an alert' }))
    .fill('team=shop severity=page');
  await expect(page.getByRole('status').filter({ hasText: 'Told to' })).toHaveText('Told to team, window');
  await expect(page.getByText('takes it')).toHaveCount(2);
  await expect(
    page.getByText('all in one group').or(page.getByText('grouped by alertname')).first(),
  ).toBeVisible();
  await axeInBothThemes(page);
});

test('a silence is made from the keyboard, shows what it quiets, and is extended and expired', async ({
  app,
}) => {
  const { page } = app;
  await app.open('/alerts/silences');
  await expect(page.getByRole('heading', { name: 'Nothing is silenced' })).toBeVisible();
  await page.keyboard.press('s');
  const line = page.getByRole('combobox', { name: 'Another label' });
  await line.focus();
  await expect(page.getByRole('option', { name: 'alertname' })).toBeVisible();
  await page.keyboard.type('alertn');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(line).toHaveValue('alertname=');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(line).toHaveValue('alertname="PayDown"');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Matches this alert now.')).toBeVisible();
  await axeInBothThemes(page);
  await page.getByRole('textbox', { name: 'Why' }).fill(HOSTILE);
  await page.getByRole('textbox', { name: 'Until, or for how long' }).fill('10m');
  await page.keyboard.press('Enter');
  const row = page.getByRole('table', { name: 'Silences' }).getByRole('row', { name: /PayDown/ });
  await expect(row).toContainText('min');
  await expect(row.getByRole('img', { name: 'ends soon' })).toBeVisible();
  const detail = page.getByRole('region', { name: 'Silence', exact: true });
  await expect(detail.getByRole('heading', { name: 'Keeps quiet now 1' })).toBeVisible();
  await expect(detail.getByRole('link', { name: 'PayDown' })).toBeVisible();
  await expect(detail).toContainText(HOSTILE);
  await expect(page).toHaveTitle('Alerts - Trivet');
  await page.keyboard.press('+');
  await expect(detail).toContainText(/1 h \d+ min/);
  await axeInBothThemes(page);
  await page.keyboard.press('x');
  await page.getByRole('dialog').getByRole('button', { name: 'Expire' }).click();
  await expect(detail).toContainText('over,');
  await expect(page).toHaveTitle('(1) Alerts - Trivet');
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
});

test('what would quiet everything cannot be made, and a pattern says what is wrong with it', async ({
  app,
}) => {
  const { page } = app;
  await app.open('/alerts/silences?edit=job%3D~%22.*%22');
  await expect(page.getByText('these would quiet everything')).toBeVisible();
  await expect(page.getByRole('button', { name: '1 h' })).toBeDisabled();
  await page.getByRole('combobox', { name: 'Another label' }).fill('job=~"("');
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByText(/missing closing \)/).first()).toBeVisible();
});

test('a new alert is a notice in the window that opens it; its texts stay text', async ({ app }) => {
  test.setTimeout(180_000);
  const { page } = app;
  await app.open('/logs');
  await expect(page).toHaveTitle('(1) Logs - Trivet');
  writeFileSync(
    rulesPath,
    rules(`      - alert: DiskFull
        expr: vector(2)
        labels: { team: other, severity: page, path: ${JSON.stringify(HOSTILE)} }
        annotations: { summary: ${JSON.stringify(HOSTILE)} }
`),
  );
  const notice = page.getByRole('alert').filter({ hasText: 'DiskFull' });
  await expect(notice).toBeVisible(FIRST_TOLD);
  await expect(notice.locator('img')).toHaveCount(0);
  await notice.getByRole('button', { name: 'Open' }).click();
  await expect(page).toHaveURL(/\/alerts\?.*alert=[0-9a-f]{16}/);
  await expect(page).toHaveTitle('(2) Alerts - Trivet');
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
});

test('a test is sent by every way of a receiver, and each says what became of it', async ({ app }) => {
  const { page } = app;
  await app.open('/alerts/receivers');
  const team = page.getByRole('region', { name: 'Receiver team' });
  received.length = 0;
  await team.getByRole('button', { name: 'Send a test' }).click();
  await expect(team.getByRole('status')).toContainText('The test arrived');
  expect(received).toHaveLength(1);
  await expect(page.getByRole('region', { name: 'Receiver nobody' })).toContainText('Nobody is told');
  hook.closeAllConnections();
  await new Promise((resolve) => hook.close(resolve));
  await team.getByRole('button', { name: 'Send a test' }).click();
  await expect(team.getByRole('status')).toContainText('The test failed');
  await page.getByRole('tab', { name: 'Notifications' }).click();
  const log = page.getByRole('table', { name: 'Notifications' });
  await expect(log.getByRole('row').filter({ hasText: 'test' }).first()).toContainText('given up');
});

test('a configuration that cannot be read is refused with its line, and the last good one goes on', async ({
  app,
}) => {
  const { page } = app;
  await app.open('/alerts/receivers');
  await expect(page.getByText('in force')).toBeVisible();
  writeFileSync(routingPath, 'route:\n  receiver: gone\n  group_wait: soon\n');
  const file = page.getByRole('region', { name: 'Configuration' });
  await expect(file).toContainText('refused; what held before goes on');
  await expect(file).toContainText('line ');
  await expect(page.getByRole('region', { name: 'Receiver team' })).toBeVisible();
});
