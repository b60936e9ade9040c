import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { graveViolations } from './axe.ts';
import { expect, test } from './trivet.ts';

test.use({ world: 'objectives' });
test.describe.configure({ mode: 'serial' });

let folder = '';

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trivet-objectives-'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Of a value that is always there, and always good. */
const objective = (target: string) => `apiVersion: openslo/v1
kind: SLO
metadata: {name: always, displayName: Always there}
spec:
  service: shop
  indicator:
    spec:
      thresholdMetric:
        metricSource: {type: Prometheus, spec: {query: vector(2)}}
  timeWindow: [{duration: 1h}]
  budgetingMethod: Occurrences
  objectives: [{op: lte, value: 3, target: ${target}}]
`;

test('without objectives the page shows what one is, with lines to copy, and axe finds nothing grave', async ({
  app,
}) => {
  const { page } = app;
  await app.open('/alerts/objectives');
  await expect(page.getByRole('heading', { name: 'No objectives yet' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Copy these lines' }).first()).toBeVisible();
  await expect(page.getByText('x-spans:').first()).toBeVisible();
  expect(await graveViolations(page)).toEqual([]);
});

test('a file that the settings name is listed with its budget, opened, and its rules are shown', async ({
  app,
}) => {
  const { page } = app;
  const file = join(folder, 'objectives.yml');
  writeFileSync(file, objective('0.9'));
  await app.open('/settings?section=alerts');
  const another = page.getByRole('textbox', { name: 'Another rule file, or a folder with some' });
  await another.fill(file);
  await another.press('Enter');
  await expect(page.getByRole('button', { name: `Remove the file or folder ${file}` })).toBeVisible();
  await app.open('/alerts/objectives');
  await expect(page.getByRole('link', { name: 'Always there' })).toBeVisible();
  await expect(page.getByRole('meter', { name: 'Error budget left of Always there' })).toHaveAttribute(
    'aria-valuenow',
    '100',
  );
  expect(await graveViolations(page)).toEqual([]);
  await page.getByRole('link', { name: 'Always there' }).click();
  await expect(page.getByRole('region', { name: 'Error budget left' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Burn rates now' })).toContainText('ticket');
  await expect(page.getByRole('region', { name: 'Rules that were made of it' })).toContainText(
    'alert: ErrorBudgetBurn',
  );
  await expect(page.getByText(`${file}:3`)).toBeVisible();
  expect(await graveViolations(page)).toEqual([]);
});

test('a file that is broken is refused with its line, and what it said rightly stays', async ({ app }) => {
  const { page } = app;
  writeFileSync(join(folder, 'objectives.yml'), objective('7'));
  await app.open('/alerts/objectives');
  await expect(page.getByRole('region', { name: 'Files that are not in force' })).toContainText(
    'objectives.yml:12 target is to lie between 0 and 1',
  );
  await expect(page.getByRole('link', { name: 'Always there' })).toBeVisible();
});

test('what is usual is drawn behind a chart of metrics, and what it was made of is said', async ({ app }) => {
  const { page } = app;
  await app.open('/metrics?q=vector(1)');
  const usual = page.getByRole('button', { name: 'Usual' });
  await usual.click();
  await expect(usual).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByText('median ± 3 MAD of')).toBeVisible();
  await expect(page).toHaveURL(/usual=on/);
});
