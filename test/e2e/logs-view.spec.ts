import { readFileSync } from 'node:fs';
import { docker, dockerMissing, ensureBusyboxImage, removeContainer, uniqueName } from '../docker-cli.ts';
import { graveViolations } from './axe.ts';
import { type App, expect, test } from './trivet.ts';

test.skip(dockerMissing !== null && process.env.CI !== 'true', dockerMissing ?? '');

const name = uniqueName('e2e-logs-view');
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const json = (n: number) =>
  JSON.stringify({
    level: n % 4 === 3 ? 'error' : 'info',
    msg: n % 4 === 3 ? 'charge failed' : 'request completed',
    path: n % 2 === 0 ? '/products' : '/checkout',
    duration_ms: 10 * n,
    ...(n === 3 ? { trace_id: TRACE } : {}),
  });
const LINES = [
  ...Array.from({ length: 12 }, (_, n) => json(n)),
  'level=warn msg="slow load" cart=c-1 took=441ms',
  'Traceback (most recent call last):',
  '  File "/app/pay.py", line 7, in charge',
  '    raise ValueError("no budget")',
  'ValueError: no budget',
  '\u001b[31mred words\u001b[0m and ‮turned ones',
  `<script>window.pwned = 1</script> ${'x'.repeat(9_000)}`,
  'done',
];

test.beforeAll(async () => {
  const image = await ensureBusyboxImage();
  await docker(
    'run',
    '-d',
    '--name',
    name,
    '-e',
    `LINES=${LINES.join('\n')}`,
    image,
    'sh',
    '-c',
    'printf "%s\\n" "$LINES"; sleep 600',
  );
});
test.afterAll(() => removeContainer(name));

const query = (more = '') => `container:${name}${more === '' ? '' : ` ${more}`}`;
const address = (more = '', rest = '') => `/logs?q=${encodeURIComponent(query(more))}${rest}`;
const lines = (app: App) => app.page.getByRole('log');

test('a JSON line reads as its message with its fields behind it', async ({ app }) => {
  await app.open(address('duration_ms:40'));
  await expect(lines(app)).toContainText('request completed path=/products duration_ms=40');
  await expect(lines(app)).not.toContainText('"msg"');
  await app.page.getByRole('button', { name: 'Lines as they came (v)' }).click();
  await expect(app.page).toHaveURL(/raw=1/);
  await expect(lines(app)).toContainText('"msg":"request completed"');
});

test('a value of the fields narrows the list, once more takes it back, Alt leaves it out', async ({
  app,
}) => {
  await app.open(address());
  const path = app.page.getByRole('region', { name: 'path', exact: true });
  await path.getByRole('checkbox', { name: 'path /checkout' }).click();
  await expect(app.page).toHaveURL(/path%3A%2Fcheckout/);
  await expect(lines(app)).not.toContainText('/products');
  await expect(lines(app)).toContainText('/checkout');
  await expect(path.getByRole('checkbox', { name: 'path /products' })).toBeVisible();
  await path.getByRole('checkbox', { name: 'path /checkout' }).click();
  await expect(lines(app)).toContainText('/products');
  await path.getByRole('checkbox', { name: 'path /checkout' }).click({ modifiers: ['Alt'] });
  await expect(app.page).toHaveURL(/-path%3A%2Fcheckout/);
  await expect(lines(app)).not.toContainText('/checkout');
  await expect(path.getByText('hidden')).toBeVisible();
});

test('levels are chosen in the fields and stand in the query', async ({ app }) => {
  await app.open(address());
  await app.page.getByRole('checkbox', { name: 'level error' }).click();
  await app.page.getByRole('checkbox', { name: 'level warn' }).click();
  await expect(app.page).toHaveURL(/level%3Aerror%2Cwarn/);
  await expect(lines(app)).toContainText('charge failed');
  await expect(lines(app)).toContainText('slow load');
  await expect(lines(app)).not.toContainText('request completed');
});

test('names and values complete, and a fault is told in its place', async ({ app }) => {
  await app.open(address());
  const input = app.page.getByRole('combobox', { name: 'Query' });
  await expect(lines(app)).toContainText('done');
  await app.page.keyboard.press('/');
  await expect(input).toBeFocused();
  await input.pressSequentially('dur');
  await expect(app.page.getByRole('option', { name: /duration_ms/ }).first()).toBeVisible();
  await input.fill('path:/ch');
  const value = app.page.getByRole('option', { name: /\/checkout/ }).first();
  await expect(value).toBeVisible();
  await value.click();
  await input.press('Enter');
  await expect(app.page).toHaveURL(/path%3A%2Fcheckout/);
  await input.fill('level>=loud');
  await expect(app.page.getByRole('alert')).toContainText('one of');
});

test('fields become columns, which the address keeps', async ({ app }) => {
  await app.open(address('path:/products'));
  await app.page.getByRole('button', { name: 'Columns' }).click();
  const menu = app.page.getByRole('dialog');
  await menu.getByRole('checkbox', { name: /^duration_ms/ }).check();
  await menu.getByRole('checkbox', { name: /^path/ }).check();
  await app.page.keyboard.press('Escape');
  await expect(app.page).toHaveURL(/cols=duration_ms(,|%2C)path/);
  const head = app.page.getByRole('button', { name: /^path/ }).and(app.page.locator('[title*="move"]'));
  await head.click();
  await app.page.getByRole('menuitem', { name: 'Move left' }).click();
  await expect(app.page).toHaveURL(/cols=path(,|%2C)duration_ms/);
});

test("a number's statistics stand over the list", async ({ app }) => {
  await app.open(address());
  const group = app.page.getByRole('region', { name: 'duration_ms', exact: true });
  await group.hover();
  await group.getByRole('button', { name: 'Statistics of duration_ms' }).click();
  const stats = app.page.getByRole('region', { name: 'Statistics of duration_ms' });
  await expect(stats).toContainText('in 12 lines');
  await expect(stats).toContainText('max 110');
});

test("a line's detail filters by its fields, shows it as JSON and what stands around it", async ({ app }) => {
  await app.open(address());
  await lines(app).getByText('duration_ms=30').click();
  const detail = app.page.getByRole('complementary', { name: 'Log line' });
  await expect(detail.getByRole('link', { name: TRACE.slice(0, 16) })).toBeVisible();
  await expect(app.page).toHaveURL(/line=\d+/);
  await detail.getByRole('tab', { name: 'JSON' }).click();
  await expect(detail).toContainText('duration_ms: 30');
  await detail.getByRole('tab', { name: 'Context' }).click();
  await expect(detail.getByRole('button', { name: /duration_ms=20/ })).toBeVisible();
  await detail.getByRole('tab', { name: 'Container' }).click();
  await expect(detail.getByRole('link', { name })).toBeVisible();
  await detail.getByRole('tab', { name: 'Fields' }).click();
  await detail.getByText('/checkout').hover();
  await detail.getByRole('button', { name: 'Only lines with this value: path' }).click();
  await expect(app.page).toHaveURL(/path%3A%2Fcheckout/);
  await app.page.keyboard.press('Escape');
  await expect(detail).toBeHidden();
});

test('a stack trace is one record that opens', async ({ app }) => {
  await app.open(address('budget'));
  const first = lines(app).getByText('slow load');
  await expect(first).toHaveCount(1);
  await expect(lines(app)).toContainText('+4 lines');
  await expect(lines(app)).not.toContainText('ValueError');
  await first.dblclick();
  await expect(lines(app)).toContainText('ValueError: no budget');
});

test('a trace is followed through all containers from its line', async ({ app }) => {
  await app.open(address());
  await lines(app).getByText('duration_ms=30').click();
  await app.page.getByRole('button', { name: 'This trace in all containers' }).click();
  await expect(app.page).toHaveURL(new RegExp(`q=trace%3A${TRACE}`));
  await expect(lines(app)).toContainText('charge failed');
  await expect(lines(app)).not.toContainText('request completed');
});

test('searches are kept under a name, picked, recorded and forgotten', async ({ app }) => {
  await app.open(address('level:error'));
  await app.page.getByRole('button', { name: 'Saved', exact: true }).click();
  await app.page.getByRole('textbox', { name: 'Name of this search' }).fill('failed charges');
  await app.page.getByRole('button', { name: 'Save', exact: true }).click();
  const record = app.page.getByRole('checkbox', { name: 'Record failed charges as a series' });
  await record.click();
  await expect(record).toBeChecked();
  await app.open('/logs');
  await app.page.getByRole('button', { name: 'Saved', exact: true }).click();
  await app.page.getByText('failed charges').click();
  await expect(app.page).toHaveURL(/level%3Aerror/);
  const forget = app.page.getByRole('button', { name: 'Forget failed charges' });
  await expect(forget).toBeHidden();
  await app.page.getByRole('button', { name: 'failed charges', exact: true }).click();
  await forget.click();
  await expect(app.page.getByText('Give this query a name')).toBeVisible();
});

test('highlight rules colour lines, and a bad pattern is told', async ({ app }) => {
  await app.open(address());
  await app.page.getByRole('button', { name: 'Highlight rules' }).click();
  const match = app.page.getByRole('textbox', { name: 'Word or pattern' });
  await match.fill('/((/');
  await match.press('Enter');
  await expect(app.page.getByRole('alert')).toBeVisible();
  await match.fill('/c(harge) f/');
  await match.press('Enter');
  await expect(app.page.getByRole('button', { name: 'Remove /c(harge) f/' })).toBeVisible();
  await expect(
    lines(app)
      .locator('span', { hasText: /^charge f$/ })
      .first(),
  ).toHaveAttribute('style', /--c/);
  await app.page.getByRole('button', { name: 'Remove /c(harge) f/' }).click();
  await expect(lines(app).locator('span', { hasText: /^charge f$/ })).toHaveCount(0);
});

test('the whole result leaves as a file', async ({ app }) => {
  await app.open(address('level:error'));
  await app.page.getByRole('button', { name: 'Export the result' }).click();
  const [file] = await Promise.all([
    app.page.waitForEvent('download'),
    app.page.getByRole('button', { name: 'Export', exact: true }).click(),
  ]);
  const text = readFileSync(await file.path(), 'utf8');
  expect(text.trim().split('\n')).toHaveLength(3);
  expect(text).toContain('charge failed');
});

test('a link to a line brings it into sight', async ({ app }) => {
  const beginMs = Date.now() - 5_000;
  const logRecords = Array.from({ length: 300 }, (_, n) => ({
    timeUnixNano: `${beginMs + n}000000`,
    body: { stringValue: `step ${n} of 300` },
  }));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'e2e-linked' } }] };
  const sent = await fetch(`http://127.0.0.1:${app.otlpPort}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }),
  });
  expect(sent.status).toBe(200);
  await app.open(`/logs?q=${encodeURIComponent('service:e2e-linked')}`);
  const log = lines(app);
  await expect(log.getByText('step 299 of 300')).toBeVisible();
  const first = log.getByText(/^step 7 of 300/);
  await expect(async () => {
    await log.evaluate((element) => element.scrollTo(0, 0));
    await first.click({ timeout: 1_000 });
  }).toPass();
  await expect(app.page).toHaveURL(/line=/);
  const link = new URL(app.page.url());
  await app.open(link.pathname + link.search);
  await expect(first).toBeInViewport();
  await expect(app.page.getByText('Holding still while you read.')).toBeVisible();
});

test('hostile text stays text and a huge line is cut', async ({ app }) => {
  await app.open(address('turned'));
  await expect(lines(app)).toContainText('⟦U+202E⟧turned');
  await app.open(address('script'));
  await expect(lines(app)).toContainText('<script>window.pwned = 1</script>');
  await expect(lines(app)).toContainText('more characters');
  expect(await app.page.evaluate(() => (window as { pwned?: number }).pwned)).toBeUndefined();
});

test('nothing found says what to let go', async ({ app }) => {
  await app.open(address('path:/checkout nosuchword'));
  await app.page.getByRole('button', { name: 'Without nosuchword' }).click();
  await expect(lines(app)).toContainText('/checkout');
});

test('the keyboard walks lines and fields, and nothing is grave for axe in either theme', async ({ app }) => {
  await app.open(address('', '&patterns=1'));
  await expect(lines(app)).toContainText('done');
  const detail = app.page.getByRole('complementary', { name: 'Log line' });
  await app.page.keyboard.press('k');
  await expect(detail).toBeVisible();
  const before = await detail.getByRole('region', { name: 'Message' }).textContent();
  await app.page.keyboard.press('k');
  await expect(detail.getByRole('region', { name: 'Message' })).not.toHaveText(before ?? '');
  const box = app.page.getByRole('checkbox', { name: 'level error' });
  await box.focus();
  await app.page.keyboard.press('ArrowDown');
  await expect(box).not.toBeFocused();
  for (const scheme of ['dark', 'light'] as const) {
    await app.page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await expect(app.page.locator('html')).toHaveAttribute('data-mantine-color-scheme', scheme);
    expect(await graveViolations(app.page)).toEqual([]);
  }
});
