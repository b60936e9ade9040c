import { graveViolations } from './axe.ts';
import { checkout, sendTrace } from './otlp.ts';
import { expect, test } from './trivet.ts';

test.use({ world: 'traces' });

test.describe.configure({ mode: 'serial' });

test('without traces the view says how to send some, with the port that listens', async ({ app }) => {
  await app.open('/traces');
  await expect(
    app.page.getByText(`OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${app.otlpPort}`),
  ).toBeVisible();
});

test('a trace that is sent appears by itself, and opens with a click', async ({ app }) => {
  await app.open('/traces');
  const traceId = await sendTrace(app.otlpPort, checkout());
  const row = app.page.getByRole('row', { name: /POST \/checkout/ });
  await expect(row).toBeVisible({ timeout: 15_000 });
  await expect(row).toContainText('2 errors');
  await expect(row).toContainText('600 ms');
  await row.click();
  await expect(app.page).toHaveURL(new RegExp(`/traces/${traceId}`));
  await expect(app.page.getByRole('heading', { name: /POST \/checkout/ })).toBeVisible();
});

test('repeats are folded into one row that opens', async ({ app }) => {
  const traceId = await sendTrace(app.otlpPort, checkout());
  await app.open(`/traces/${traceId}`);
  const fold = app.page.getByRole('row', { name: /12 × SELECT item/ });
  await expect(fold).toContainText('N+1');
  await fold.click();
  await expect(app.page.getByRole('row', { name: /SELECT item/ })).toHaveCount(13);
  await app.page.keyboard.press('f');
  await expect(app.page.getByRole('row', { name: /SELECT item/ })).toHaveCount(12);
});

test('n steps to the errors; the pane shows the exception, the address keeps the place', async ({ app }) => {
  const traceId = await sendTrace(app.otlpPort, checkout());
  await app.open(`/traces/${traceId}`);
  await expect(app.page.getByRole('treegrid')).toBeVisible();
  await app.page.keyboard.press('n');
  await app.page.keyboard.press('n');
  const pane = app.page.getByRole('complementary', { name: 'Span' });
  await expect(pane).toContainText('DeadlineExceeded');
  await expect(pane).toContainText('at PspClient.request (client.ts:88:13)');
  await expect(pane).toContainText('psp.example');
  await expect(app.page).toHaveURL(/span=[0-9a-f]{16}/);
  await app.page.reload();
  await expect(pane).toContainText('DeadlineExceeded');
  await app.page.keyboard.press('Escape');
  await expect(pane).toBeHidden();
});

test('the query narrows to what it says and is in the address', async ({ app }) => {
  await sendTrace(app.otlpPort, [{ service: 'cron', name: 'nightly', start: 0, end: 5 }]);
  await app.open('/traces');
  const query = app.page
    .getByRole('textbox', { name: 'Query' })
    .or(app.page.getByRole('combobox', { name: 'Query' }));
  await query.fill('service:cron duration<1s');
  await query.press('Enter');
  await expect(app.page.getByRole('row', { name: /nightly/ })).toBeVisible();
  await expect(app.page.getByRole('row', { name: /checkout/ })).toHaveCount(0);
  await expect(app.page).toHaveURL(/q=service/);
  await app.page.getByRole('button', { name: 'Remove service:cron' }).click();
  await expect(app.page.getByRole('row', { name: /checkout/ }).first()).toBeVisible();
});

test('what a sender names itself stays text', async ({ app }) => {
  const hostile = '<img src=x onerror="window.pwned=1"><b>bold</b>';
  const traceId = await sendTrace(app.otlpPort, [
    {
      service: hostile,
      name: `${hostile} \u202egpj.exe`,
      start: 0,
      end: 50,
      error: hostile,
      attributes: { [hostile]: hostile, __proto__x: '\x1b]0;title\x07javascript:alert(1)' },
    },
  ]);
  await app.open('/traces');
  await expect(app.page.getByText(hostile).first()).toBeVisible({ timeout: 15_000 });
  await app.open(`/traces/${traceId}`);
  await expect(app.page.getByRole('treegrid')).toBeVisible();
  await app.page.keyboard.press('n');
  const pane = app.page.getByRole('complementary', { name: 'Span' });
  await expect(pane.getByText(hostile).first()).toBeVisible();
  expect(await app.page.evaluate(() => (window as { pwned?: number }).pwned)).toBeUndefined();
  expect(await app.page.locator('main img, main b:text("bold")').count()).toBe(0);
});

test('finding goes through names at once and through attributes as the engine answers', async ({ app }) => {
  const spans = checkout();
  spans[5]!.attributes = { 'db.statement': 'SELECT * FROM item WHERE sku = 4711' };
  const traceId = await sendTrace(app.otlpPort, spans);
  await app.open(`/traces/${traceId}`);
  await expect(app.page.getByRole('treegrid')).toBeVisible();
  await app.page.keyboard.press('/');
  await app.page.keyboard.type('sku = 4711');
  const status = app.page.getByRole('search').getByRole('status');
  await expect(status).toHaveText('1');
  await app.page.keyboard.press('Enter');
  await expect(app.page.getByRole('complementary', { name: 'Span' })).toContainText('sku = 4711');
  await expect(app.page).toHaveURL(/find=sku/);
  await expect(status).toHaveText('1 of 1');
});

test('the views are one selection, and a link opens the same place', async ({ app }) => {
  const traceId = await sendTrace(app.otlpPort, checkout());
  await app.open(`/traces/${traceId}`);
  const { page } = app;
  await page.getByRole('row', { name: /load items/ }).click();
  await page.keyboard.press('r');
  await expect(page.getByRole('row', { name: /POST \/checkout/ })).toHaveCount(0);
  await expect(page).toHaveURL(/root=/);
  await page.reload();
  await expect(page.getByRole('row', { name: /load items/ })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('row', { name: /POST \/checkout/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Whole trace' }).click();
  await page.getByRole('tab', { name: 'Table' }).click();
  const select = page.getByRole('row', { name: /SELECT item/ });
  await expect(select).toContainText('192');
  await select.click();
  await expect(page.getByRole('tab', { name: 'Timeline' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('complementary', { name: 'Span' })).toContainText('SELECT item');
  await page.getByRole('tab', { name: 'Map' }).click();
  await expect(page.getByRole('button', { name: /postgres/ })).toContainText('12 spans');
  await page.getByRole('tab', { name: 'Flame graph' }).click();
  await expect(page.getByRole('group', { name: 'Flame graph of the trace' })).toBeVisible();
});

test('what stands out leads to its span, and a right click offers what can be done with it', async ({
  app,
}) => {
  const traceId = await sendTrace(app.otlpPort, checkout());
  await app.open(`/traces/${traceId}`);
  const { page } = app;
  const answers = page.getByRole('region', { name: 'What stands out' });
  await expect(answers.getByRole('button', { name: /N\+1 12 ×/ })).toBeVisible();
  await answers.getByRole('button', { name: /root cause/ }).click();
  await expect(page.getByRole('complementary', { name: 'Span' })).toContainText('DeadlineExceeded');
  await page.getByRole('row', { name: /POST psp.example/ }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Only its path and what is below' }).click();
  await expect(page.getByRole('row', { name: /orders.Create/ })).toHaveCount(0);
  await expect(page.getByRole('row', { name: /POST \/checkout/ })).toBeVisible();
});

for (const tab of ['timeline', 'flame', 'table', 'map', 'logs']) {
  test(`axe finds nothing serious in a trace's ${tab}`, async ({ app }) => {
    const traceId = await sendTrace(app.otlpPort, checkout());
    await app.open(`/traces/${traceId}?tab=${tab}`);
    await app.page.getByRole('tab', { selected: true }).waitFor();
    await app.page.keyboard.press('n');
    await expect(app.page.getByRole('complementary', { name: 'Span' })).toContainText('Resource');
    await expect(app.page.getByRole('progressbar')).toHaveCount(0);
    expect(await graveViolations(app.page)).toEqual([]);
  });
}
