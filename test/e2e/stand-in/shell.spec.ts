import { openPalette } from '../palette.ts';
import { members } from './shop.ts';
import { expect, test } from './world.ts';

test('every view is two keys away, and back goes back', async ({ tell }) => {
  const { page, open } = await tell();
  await open('/');
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  for (const [keys, title] of [
    ['gc', 'Containers'],
    ['gl', 'Logs'],
    ['gt', 'Traces'],
    ['gs', 'Settings'],
  ] as const) {
    for (const key of keys) await page.keyboard.press(key);
    await expect(page).toHaveTitle(`(2) ${title} - Trivet`);
  }
  await page.goBack();
  await expect(page).toHaveTitle('(2) Traces - Trivet');
});

test('the palette finds a container and opens it', async ({ tell }) => {
  const { page, open } = await tell();
  await open('/');
  await (await openPalette(page)).fill('postgres');
  await expect(page.getByRole('button', { name: /postgres/ }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'postgres' })).toBeVisible();
});

test('a question mark lists the keys, Escape puts the list away', async ({ tell }) => {
  const { page, open } = await tell();
  await open('/');
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeHidden();
});

test('a brush in a chart becomes the range of every view, a dot widens it, Space goes live again', async ({
  tell,
}) => {
  const { page, open } = await tell();
  await open('/containers');
  const chart = page.getByRole('img', { name: 'CPU over time' });
  await expect(chart).toBeVisible();
  const box = (await chart.boundingBox())!;
  await page.mouse.move(box.x + 200, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + 400, box.y + 60, { steps: 5 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*&to=/);
  await expect(page.getByRole('button', { name: 'Live' })).toHaveAttribute('aria-pressed', 'false');
  const brushed = page.url();
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(page).toHaveURL(/from=.*&to=/);
  await page.keyboard.press('.');
  await expect(page).not.toHaveURL(brushed);
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Live' })).toHaveAttribute('aria-pressed', 'true');
});

test('a typed range is taken, one that does not exist is not', async ({ tell }) => {
  const { page, open } = await tell();
  await open('/');
  await page.getByRole('button', { name: /^Time range/ }).click();
  await page.getByLabel(/^From/).fill('2026-02-31 10:00');
  await expect(page.getByRole('button', { name: 'Show this range' })).toBeDisabled();
  await page.getByLabel(/^From/).fill('2026-01-02 10:00');
  await page.getByLabel('To', { exact: true }).fill('2026-01-02 11:00');
  await page.getByRole('button', { name: 'Show this range' }).click();
  await expect(page.getByRole('button', { name: /^Time range: 2026-01-02/ })).toBeVisible();
});

test('the scope narrows every view and stays in the address', async ({ tell }) => {
  const { page, open } = await tell();
  await open('/containers');
  await page.getByRole('button', { name: /everything/ }).click();
  await page.getByRole('menuitem', { name: /^tools/ }).click();
  await expect(page).toHaveURL(/scope=tools/);
  await expect(page.getByRole('table').getByText('postgres', { exact: true })).toBeHidden();
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await expect(page).toHaveURL(/scope=tools/);
  await expect(page.getByRole('region', { name: 'Containers' }).getByText('minio')).toBeVisible();
});

test('a lost engine is said, what is shown stays, and everything comes back with it', async ({ tell }) => {
  const { page, open, drop } = await tell();
  await open('/containers');
  await expect(page.getByRole('table').getByText('redis', { exact: true })).toBeVisible();
  await page.route('**/rpc', (route) => route.abort());
  await page.context().setOffline(true);
  drop();
  await expect(page.getByRole('alert')).toContainText('Not connected to the engine.');
  await expect(page.getByRole('table').getByText('redis', { exact: true })).toBeVisible();
  await page.context().setOffline(false);
  await page.unroute('**/rpc');
  await expect(page.getByRole('alert')).toBeHidden({ timeout: 20_000 });
});

test('with nothing at all it teaches how to begin, with the port that listens', async ({ tell }) => {
  const { page, open } = await tell({ team: [], quiet: true, docker: false });
  await open('/');
  await expect(page.getByText('OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318').first()).toBeVisible();
  await expect(page.getByText('Docker is not connected')).toBeVisible();
});

test('all quiet is one line', async ({ tell }) => {
  const { page, open } = await tell({ team: members.slice(4, 8), quiet: true });
  await open('/');
  await expect(page.getByText('All quiet')).toBeVisible();
});

test('simulated data is marked on every view', async ({ tell }) => {
  const { page, open } = await tell({ demo: true });
  for (const path of ['/', '/containers', '/logs', '/traces', '/settings', '/images']) {
    await open(path);
    await expect(page.getByText('demo data')).toBeVisible();
  }
});

test('the theme follows the system and can be chosen', async ({ tell }) => {
  const { page, open } = await tell();
  await page.emulateMedia({ colorScheme: 'light' });
  await open('/');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light');
  await (await openPalette(page)).fill('Dark theme');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
});
