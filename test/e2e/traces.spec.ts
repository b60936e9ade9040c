import { checkout, sendTrace } from './otlp.ts';
import { expect, test } from './trivet.ts';

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
