import { docker, dockerMissing, ensureBusyboxImage, removeContainer, uniqueName } from '../docker-cli.ts';
import { expect, test } from './trivet.ts';

test.skip(dockerMissing !== null && process.env.CI !== 'true', dockerMissing ?? '');
test.describe.configure({ mode: 'serial' });

const name = uniqueName('e2e-logs');
const HOSTILE = '<img src=x onerror="window.pwned=1">';
const script = [
  'i=0',
  `echo '${HOSTILE}'`,
  `printf '\\033[31mred alert\\033[0m \\033]0;title\\007\\033[2Jdone\\n'`,
  `echo '{"level":"error","msg":"charge failed","trace_id":"7be1f0c4a92d4e0f8c51b6d3e07a1f24"}'`,
  'while true; do i=$((i+1)); echo "INFO line $i of many"; sleep 0.2; done',
].join('; ');

test.beforeAll(async () => {
  await docker('run', '-d', '--name', name, await ensureBusyboxImage(), 'sh', '-c', script);
});
test.afterAll(() => removeContainer(name));

const address = (more = '') => `/logs?only=${encodeURIComponent(encodeURIComponent(`name:${name}`))}${more}`;

test('lines of a running container appear by themselves', async ({ app }) => {
  await app.open(address());
  const log = app.page.getByRole('log');
  const newest = log.getByText(/^line \d+ of many/).last();
  await expect(newest).toBeVisible();
  const first = Number(/\d+/.exec((await newest.textContent()) ?? '')?.[0]);
  await expect(log.getByText(`line ${first + 10} of many`, { exact: true })).toBeVisible();
});

test('the list holds still while one reads and says how many lines wait', async ({ app }) => {
  await app.open(address());
  await app.page
    .getByRole('log')
    .getByText(/^line \d+ of many/)
    .last()
    .click();
  await expect(app.page.getByText('Holding still while you read.')).toBeVisible();
  await expect(app.page.getByText(/[1-9]\d* lines? waiting/)).toBeVisible();
  await app.page.keyboard.press('G');
  await expect(app.page.getByText('Holding still while you read.')).toBeHidden();
});

test('a line that names a trace leads to it', async ({ app }) => {
  await app.open(address('&q=charge'));
  await app.page.getByRole('log').getByText('charge').click();
  const detail = app.page.getByRole('complementary', { name: 'Log line' });
  await expect(detail.getByRole('link', { name: '7be1f0c4a92d4e0f' })).toBeVisible();
});

test('a substring narrows the list and is marked', async ({ app }) => {
  await app.open(address('&q=charge'));
  const log = app.page.getByRole('log');
  await expect(log.locator('mark').first()).toHaveText('charge', { timeout: 15_000 });
  await expect(log.getByText(/^line \d+ of many/)).toHaveCount(0);
});

test('colours are shown, every other escape sequence and all markup stays text', async ({ app }) => {
  const log = app.page.getByRole('log');
  await app.open(address('&q=img'));
  await expect(log).toContainText(HOSTILE, { timeout: 15_000 });
  await app.open(address('&q=done&raw=1'));
  const red = log.getByText('red alert', { exact: true });
  await expect(red).toBeVisible();
  expect(await red.evaluate((element) => getComputedStyle(element).color)).not.toBe(
    await log.evaluate((element) => getComputedStyle(element).color),
  );
  await expect(log.locator('mark')).toHaveText('done');
  expect(await app.page.title()).not.toContain('title');
  expect(await app.page.evaluate(() => (window as { pwned?: number }).pwned)).toBeUndefined();
});
