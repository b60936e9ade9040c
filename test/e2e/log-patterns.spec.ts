import { docker, dockerMissing, ensureBusyboxImage, removeContainer, uniqueName } from '../docker-cli.ts';
import { expect, test } from './trivet.ts';

test.skip(dockerMissing !== null && process.env.CI !== 'true', dockerMissing ?? '');
test.describe.configure({ mode: 'serial' });

const name = uniqueName('e2e-patterns');
const script = [
  'i=0',
  `echo '{"level":"error","msg":"charge 17 failed","budget_ms":800}'`,
  'while true; do i=$((i+1)); echo "INFO order $i stored"; echo "WARN cart $i is large"; sleep 0.2; done',
].join('; ');

test.beforeAll(async () => {
  await docker('run', '-d', '--name', name, await ensureBusyboxImage(), 'sh', '-c', script);
});
test.afterAll(() => removeContainer(name));

const only = encodeURIComponent(encodeURIComponent(`name:${name}`));
const address = `/logs?patterns=1&only=${only}`;

test('the lines of a result are grouped by their templates, the new and grave ones first', async ({
  app,
}) => {
  await app.open(address);
  const grid = app.page.getByRole('grid', { name: 'Patterns of the result' });
  await expect(grid.getByText('order <*> stored')).toBeVisible({ timeout: 20_000 });
  await expect(grid.getByText('cart <*> is large')).toBeVisible({ timeout: 20_000 });
  await expect(grid.getByRole('row').nth(1)).toContainText('charge <*> failed');
  await expect(grid.getByRole('row').nth(1)).toContainText('new');
});

test('a click shows one of the lines as it came', async ({ app }) => {
  await app.open(address);
  await app.page.getByRole('grid', { name: 'Patterns of the result' }).getByText('charge <*> failed').click();
  const example = app.page.getByRole('complementary', { name: 'Example of the pattern' });
  await expect(example.getByText('budget_ms')).toBeVisible();
});

test('one key hides the lines of a pattern, another keeps only them', async ({ app }) => {
  await app.open(address);
  const grid = app.page.getByRole('grid', { name: 'Patterns of the result' });
  const log = app.page.getByRole('log');
  await grid.getByText('order <*> stored').click();
  await app.page.keyboard.press('h');
  await expect(app.page).toHaveURL(/q=-pattern%3A\d+/);
  await expect(log.getByText(/^cart \d+ is large/).first()).toBeVisible();
  await expect(log.getByText(/^order \d+ stored/)).toHaveCount(0);
  await grid.getByText('charge <*> failed').click();
  await app.page.keyboard.press('k');
  await expect(log.getByText('charge 17 failed')).toBeVisible();
  await expect(log.getByText(/^cart \d+ is large/)).toHaveCount(0);
});
