import { crowd, HOSTILE_NAME, hostile } from './many.ts';
import { members } from './shop.ts';
import { expect, test } from './world.ts';

const row = (name: string) => ({ name: new RegExp(`^${name}\\b`) });

test('five hundred containers are one list of which only what is in sight is drawn', async ({ tell }) => {
  const { page, open } = await tell({ team: crowd(500) });
  await open('/containers');
  const table = page.getByRole('table', { name: 'Containers' });
  await expect(table).toHaveAttribute('aria-rowcount', '511');
  await expect(table.getByRole('row')).not.toHaveCount(0);
  expect(await table.getByRole('row').count()).toBeLessThan(80);
  await page.mouse.move(700, 300);
  await page.mouse.wheel(0, 100_000);
  await expect(table.locator('[aria-rowindex="511"]')).toBeVisible();
});

test('values move by themselves', async ({ tell }) => {
  const { page, open } = await tell();
  await open('/containers');
  const cpu = page.getByRole('row', row('running api|healthy api')).getByRole('cell').nth(3);
  const first = await cpu.textContent();
  await expect(cpu).not.toHaveText(first ?? '', { timeout: 15_000 });
});

test('the keyboard walks, marks, opens and comes back', async ({ tell }) => {
  const { page, open } = await tell();
  await open('/containers');
  await expect(page.getByRole('table').getByText('redis', { exact: true })).toBeVisible();
  for (const key of ['j', 'j', 'x', 'j', 'j', 'x']) await page.keyboard.press(key);
  await expect(page).toHaveURL(/sel=api%2Cnginx/);
  await expect(page.getByText('2 selected')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'nginx' })).toBeVisible();
  await page.goBack();
  await expect(page.getByText('2 selected')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('2 selected')).toBeHidden();
});

test('the filter narrows as one types and a link brings it back', async ({ tell }) => {
  const { page, open } = await tell();
  const named = (name: string) => page.getByRole('table').getByText(name, { exact: true });
  await open('/containers');
  await expect(named('redis')).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('worker');
  await expect(named('redis')).toBeHidden();
  await expect(named('worker-2')).toBeVisible();
  await open('/containers?q=orders');
  await expect(named('migrate')).toBeVisible();
  await expect(named('redis')).toBeHidden();
});

test('a group folds, and its head keeps the totals', async ({ tell }) => {
  const { page, open } = await tell();
  await open('/containers');
  await page.getByRole('cell', { name: /^shop 9 running/ }).click();
  await expect(page.getByRole('table').getByText('postgres', { exact: true })).toBeHidden();
  await expect(page.getByRole('row', { name: /^shop 9 running, 1 exited .* GiB/ })).toBeVisible();
});

test('stopping asks first, and does nothing when one thinks again', async ({ tell }) => {
  const { page, open, world } = await tell();
  const actions = () => world.asked.filter(([method]) => method === 'containers.action');
  await open('/containers?sel=api,redis');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(actions()).toEqual([]);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
  await expect
    .poll(() => actions().map(([, params]) => (params as { action: string }).action))
    .toEqual(['stop', 'stop']);
});

test('names, images, labels and logs that try to be HTML stay text', async ({ tell }) => {
  const { page, open } = await tell({ team: [hostile, ...members] });
  for (const path of [
    '/',
    '/containers',
    `/containers/${encodeURIComponent(HOSTILE_NAME)}`,
    '/logs',
    '/images',
  ]) {
    await open(path);
    await expect(page.getByText(path === '/images' ? 'window.pwned=1' : HOSTILE_NAME).first()).toBeVisible();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
  }
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
});

test('a secret is shown only when asked for, one by one', async ({ tell }) => {
  const { page, open } = await tell();
  await open('/containers/orders?tab=inspect');
  await expect(page.getByText('API_TOKEN')).toBeVisible();
  await expect(page.getByText('secret of')).toHaveCount(0);
  await page.getByRole('button', { name: 'Reveal API_TOKEN' }).click();
  await expect(page.getByText('secret of API_TOKEN')).toBeVisible();
  await expect(page.getByText('secret of DATABASE_PASSWORD')).toHaveCount(0);
  await page.getByRole('button', { name: 'Hide API_TOKEN' }).click();
  await expect(page.getByText('secret of')).toHaveCount(0);
});

test('a pull shows its progress, a prune what it would remove before it does', async ({ tell }) => {
  const { page, open, world } = await tell();
  await open('/images');
  await page.getByLabel('Image to pull').fill('nginx:alpine');
  await page.getByRole('button', { name: 'Pull' }).click();
  await expect(page.getByText('Downloaded newer image')).toBeVisible();
  await page.getByRole('button', { name: 'Prune…' }).click();
  await expect(page.getByRole('dialog')).toContainText('sha256:0a1b2c3d4e5f');
  expect(world.asked.some(([method]) => method === 'images.prune')).toBe(false);
  await page.getByRole('dialog').getByRole('button', { name: 'Prune' }).click();
  await expect.poll(() => world.asked.some(([method]) => method === 'images.prune')).toBe(true);
});

test('a row shows what can be done to it under the pointer and under the keyboard', async ({ tell }) => {
  const { page, open } = await tell();
  await open('/containers');
  await expect(page.getByRole('button', { name: 'Restart redis' })).toHaveCount(0);
  await page.getByRole('table').getByText('redis', { exact: true }).hover();
  await expect(page.getByRole('button', { name: 'Restart redis' })).toBeVisible();
  await page.getByRole('button', { name: 'Logs of redis' }).click();
  await expect(page).toHaveURL(/containers\/redis\?tab=logs/);
});
