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
