import { sendTrace } from './otlp.ts';
import { expect, test } from './trivet.ts';

test.use({ world: 'receivers' });

test.describe.configure({ mode: 'serial' });

const json = { 'content-type': 'application/json' };

test('what a sender got wrong stands beside its receiver, in the words of the answer', async ({ app }) => {
  const answer = await fetch(`http://127.0.0.1:${app.otlpPort}/v1/traces`, {
    method: 'POST',
    headers: json,
    body: '{"resourceSpans": [',
  });
  expect(answer.status).toBe(400);
  await app.open('/settings?section=sources');
  const row = app.page.getByRole('table', { name: 'Bad input' }).getByRole('row', { name: /otlp-http/ });
  await expect(row).toContainText('no JSON');
});

test('two changes of sampling in a row are both kept, and what is left out is counted', async ({ app }) => {
  await app.open('/settings?section=sampling');
  await app.page.getByLabel('Keep only errors and slow traces').click();
  await app.page.getByLabel('At most so many spans a second').click();
  const percent = app.page.getByLabel('Percent of traces kept');
  await percent.fill('0');
  await percent.press('Enter');
  await expect(app.page.getByLabel('Spans a second', { exact: true })).toHaveValue('1000');
  await expect(app.page.getByLabel('Over when quiet for, s')).toHaveValue('30');
  const span = { service: 'shop', name: 'GET /cart', start: 0, end: 5 };
  await sendTrace(app.otlpPort, [span, span, span]);
  await expect(app.page.getByText('3 spans left out')).toBeVisible();
  await app.page.reload();
  await expect(app.page.getByLabel('Percent of traces kept')).toHaveValue('0');
  await expect(app.page.getByLabel('Keep only errors and slow traces')).toBeChecked();
  await app.open('/traces');
  await expect(app.page.getByRole('link', { name: /stored: 0 % of traces/ })).toBeVisible();
});

test('settings of metrics and folders of dashboards are kept, and what is no prefix is not', async ({
  app,
}) => {
  const { page } = app;
  await app.open('/settings?section=metrics');
  await page.getByLabel("This machine's own metrics").click();
  await page.getByLabel('Samples may be late by, min').fill('90');
  await page.keyboard.press('Enter');
  const prefix = page.getByLabel('Prefix of StatsD names');
  await prefix.fill('no blanks');
  await expect(prefix).toHaveAttribute('aria-invalid', 'true');
  await prefix.fill('shop.');
  await prefix.press('Enter');
  await page.getByLabel('Another folder of dashboards').fill('/nowhere/dashboards');
  await page.keyboard.press('Enter');
  await expect(page.getByText('/nowhere/dashboards')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("This machine's own metrics")).not.toBeChecked();
  await expect(page.getByLabel('Samples may be late by, min')).toHaveValue('90');
  await expect(page.getByLabel('Prefix of StatsD names')).toHaveValue('shop.');
  await page.getByRole('button', { name: 'Remove the folder /nowhere/dashboards' }).click();
  await expect(page.getByText('/nowhere/dashboards')).toBeHidden();
  await page.getByLabel("This machine's own metrics").click();
  await expect(page.getByLabel("This machine's own metrics")).toBeChecked();
});
