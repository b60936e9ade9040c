import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './trivet.ts';

test.use({ world: 'metrics-targets' });

test.describe.configure({ mode: 'serial' });

let broken = false;
const server = createServer((_request, response) => {
  response
    .setHeader('content-type', 'text/plain; version=0.0.4')
    .end(broken ? 'a 1\nb{x=1} 2\n' : 'a 1\nb 2\n');
});
const folder = mkdtempSync(join(tmpdir(), 'trivet-e2e-'));
let address = '';

test.beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
test.afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const config = (job: string, more = '') =>
  `scrape_configs:\n  - job_name: ${job}\n    scrape_interval: 1s\n    static_configs: [{ targets: ['${address}'], labels: { env: dev } }]\n${more}`;

test('with nothing scraped it says how to begin', async ({ app }) => {
  await app.open('/metrics/targets');
  await expect(app.page.getByText('Nothing is scraped yet')).toBeVisible();
  await expect(app.page.getByText('prometheus.io/scrape: "true"')).toBeVisible();
  await app.page.getByRole('button', { name: /Name a prometheus.yml/ }).click();
  await expect(app.page.getByRole('heading', { name: 'A configuration of your own' })).toBeVisible();
});

test('a configuration is checked as it is typed, and what is refused cannot be saved', async ({ app }) => {
  await app.open('/metrics/targets?tab=configuration');
  const editor = app.page.getByRole('textbox', { name: 'Configuration', exact: true });
  await editor.fill(config('shop').replace('1s', '1 second'));
  await expect(app.page.getByText('scrape_interval: not a valid duration: "1 second"')).toBeVisible();
  await expect(app.page.getByRole('button', { name: 'Save' })).toBeDisabled();
  await app.page.getByRole('button', { name: 'line 3' }).click();
  const marked = await editor.evaluate((area: HTMLTextAreaElement) =>
    area.value.slice(area.selectionStart, area.selectionEnd),
  );
  expect(marked).toBe('    scrape_interval: 1 second');
  await editor.fill(config('shop', '    consul_sd_configs: [{ server: x }]\n'));
  await expect(app.page.getByText(/consul_sd_configs is not supported/)).toBeVisible();
  await app.page.getByRole('button', { name: 'Save' }).click();
  await expect(app.page.getByRole('button', { name: 'Save' })).toBeHidden();
  await app.page.getByRole('tab', { name: 'Targets 1' }).click();
  const row = app.page.getByRole('row', { name: new RegExp(address) });
  await expect(row).toContainText('up');
  await expect(row).toContainText('env="dev"');
});

test('a target opens from the keyboard, with its labels before and after relabelling', async ({ app }) => {
  await app.open('/metrics/targets');
  await expect(app.page.getByRole('row', { name: new RegExp(address) })).toContainText('up');
  await app.page.keyboard.press('j');
  const detail = app.page.getByRole('region', { name: 'Target' });
  await expect(detail.getByText('__scrape_interval__')).toBeVisible();
  await expect(detail.getByRole('heading', { name: 'Before relabelling' })).toBeVisible();
  const { violations } = await new AxeBuilder({ page: app.page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  await app.page.keyboard.press('Escape');
  await expect(detail).toBeHidden();
});

test('a broken answer is told with its line', async ({ app }) => {
  broken = true;
  await app.open('/metrics/targets?show=down');
  const row = app.page.getByRole('row', { name: new RegExp(address) });
  await expect(row).toContainText('line 2: expected a label value in quotes');
  broken = false;
  await expect(row).toBeHidden();
});

test('a project’s folder is watched: what is wrong with its file stands beside it', async ({ app }) => {
  const file = join(folder, 'prometheus.yml');
  writeFileSync(file, config('project', 'alerting: {}\n'));
  await app.open('/metrics/targets?tab=configuration');
  await app.page.getByRole('textbox', { name: /Path of a prometheus.yml/ }).fill(folder);
  await app.page.getByRole('button', { name: 'Watch' }).click();
  await expect(app.page.getByText('alerting is not supported')).toBeVisible();
  await expect(app.page.getByRole('tab', { name: 'Targets 2' })).toBeVisible();
  writeFileSync(file, 'scrape_configs: [{ colour: red }]\n');
  await expect(app.page.getByRole('listitem').filter({ hasText: 'job_name is empty' })).toBeVisible();
  await expect(app.page.getByText('what was last right goes on (1 jobs)')).toBeVisible();
  await expect(app.page.getByRole('tab', { name: 'Targets 2' })).toBeVisible();
  await app.page.getByRole('button', { name: `Watch ${folder} no more` }).click();
  await expect(app.page.getByRole('tab', { name: 'Targets 1' })).toBeVisible();
});
