import type { Page } from '@playwright/test';
import { expect, test } from './world.ts';

const grid = (page: Page) => page.getByRole('grid', { name: 'Patterns of the result' });

test('an error never seen before stands in the overview and leads to its lines', async ({ tell }) => {
  const { page, open } = await tell();
  await open('/');
  await page
    .getByRole('region', { name: 'Needs attention' })
    .getByRole('button', { name: /^Show all/ })
    .click();
  await page.getByRole('link', { name: /New error in the log.*orders unreachable/ }).click();
  await expect(page).toHaveURL(/\/logs\?.*q=pattern%3A2/);
  await expect(grid(page)).toBeVisible();
});

test('patterns are ordered as asked for, and narrowed to those that come more often than before', async ({
  tell,
}) => {
  const { page, open } = await tell();
  await open('/logs?patterns=1');
  await expect(grid(page).getByRole('row').nth(1)).toContainText('charge failed');
  await page.getByLabel('Order of the patterns').selectOption('most lines');
  await expect(grid(page).getByRole('row').nth(1)).toContainText('request completed');
  await page.getByRole('button', { name: 'more than before' }).click();
  await expect(grid(page).getByText('request completed')).toHaveCount(0);
  await expect(grid(page).getByText(/^load items/)).toBeVisible();
  await expect(page).toHaveURL(/order=lines/);
  await expect(page).toHaveURL(/grown=1/);
});

test('what is new is counted from a deploy or from a time before the end', async ({ tell }) => {
  const { page, open } = await tell();
  await open('/logs?patterns=1');
  await expect(grid(page).getByText('new', { exact: true })).toHaveCount(3);
  const since = page.getByLabel('new since');
  await since.selectOption('5 min before its end');
  await expect(grid(page).getByText('new', { exact: true })).toHaveCount(0);
  const deploy = since.locator('option', { hasText: 'orders: deploy' });
  await since.selectOption((await deploy.getAttribute('value')) ?? '');
  await expect(grid(page).getByText('new', { exact: true })).toHaveCount(3);
});

test('the rows are walked and used by keys alone', async ({ tell }) => {
  const { page, open } = await tell();
  await open('/logs?patterns=1');
  await grid(page).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'Example of the pattern' })).toContainText(
    'pattern:2',
  );
  await page.keyboard.press('h');
  await expect(page).toHaveURL(/q=-pattern%3A2/);
});
