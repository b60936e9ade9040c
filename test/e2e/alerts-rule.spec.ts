import { graveViolations } from './axe.ts';
import { gauge, sendMetrics } from './otlp-metrics.ts';
import { expect, test } from './trivet.ts';

test.use({ world: 'alerts-rule' });

test.describe.configure({ mode: 'serial' });

test('what a rule may watch is chosen, and what is ready-made is taken at once', async ({
  app: { page, open },
}) => {
  await open('/alerts/new');
  await expect(page.getByRole('button', { name: /^CPU of a container/ })).toBeVisible();
  await page.getByRole('checkbox', { name: /ContainerOomKilled/ }).uncheck();
  await page.getByRole('button', { name: 'Add these 9 rules' }).click();
  await expect(page.getByRole('button', { name: 'None chosen' })).toBeDisabled();
  await expect(page.getByRole('checkbox', { name: /ContainerOomKilled/ })).toBeVisible();
  await expect(page.getByRole('checkbox', { name: /HostDiskFull/ })).toHaveCount(0);
  expect(await graveViolations(page)).toEqual([]);
  await open('/alerts?q=HostDiskFull');
  await expect(page.getByText('HostDiskFull').first()).toBeVisible();
});

test('a rule in PromQL is tried while it is written, saved, changed beside what is saved, and removed', async ({
  app: { page, open, otlpPort },
}) => {
  await sendMetrics(otlpPort, [gauge('queue_length', [{ labels: { queue: 'mail' }, value: 10 }])]);
  await open('/alerts/new?expr=queue_length+%3E+100&name=QueueLong&back=1h');
  const versions = page.getByRole('region', { name: 'Versions' });
  await expect(versions.getByRole('button', { name: 'above 100' })).toBeVisible();
  await expect(versions.getByText('0 times').first()).toBeVisible();
  await page.getByRole('textbox', { name: 'Expression' }).fill('queue_length > 5');
  await expect(versions.getByRole('button', { name: 'above 5', exact: true })).toBeVisible();
  await expect(versions.getByText('1 time', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'Label sets' })).toContainText('queue=mail');
  await page.getByRole('textbox', { name: 'Text of annotation summary' }).fill('{{ $labels.queue }} is long');
  await expect(page.getByRole('region', { name: 'As it would be told' })).toContainText('mail is long');
  await page.getByRole('button', { name: 'Save rule' }).click();
  await expect(page.getByRole('heading', { name: 'QueueLong' })).toBeVisible();

  await page.keyboard.press('e');
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('QueueLong');
  await page.getByRole('textbox', { name: 'Expression' }).fill('queue_length > 1000');
  await expect(versions.getByRole('button', { name: 'as saved' })).toBeVisible();
  await expect(versions.getByText('0 times').first()).toBeVisible();
  expect(await graveViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('button', { name: 'Remove for good' }).click();
  await open('/alerts?q=QueueLong');
  await expect(page.getByText('Nothing is found by these words.')).toBeVisible();
});

test('an expression becomes the condition that it is unusual, as PromQL that is tried at once', async ({
  app: { page, open },
}) => {
  await open('/alerts/new?expr=queue_length&name=QueueUnusual&back=1h');
  await page.getByText('Tell when it is unusual instead of beyond a number').click();
  await page.getByLabel('held against').selectOption('the last hour');
  await page.getByRole('button', { name: 'Put it into the expression' }).click();
  await expect(page.getByRole('textbox', { name: 'Expression' })).toContainText('quantile_over_time(0.5');
  await expect(page.getByRole('textbox', { name: 'Text of annotation description' })).toHaveValue(
    /above the median by more than 3 half quartile distances of the last 1h/,
  );
  await expect(page.getByRole('region', { name: 'Versions' }).getByText('0 times').first()).toBeVisible();
});

test('a simple rule opens in its form again, and a search of logs becomes one', async ({
  app: { page, open, otlpPort },
}) => {
  await open('/alerts/new?shape=cpu&subject=api');
  await page.getByRole('textbox', { name: 'Threshold' }).fill('70');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('ApiCpu');
  await page.getByRole('button', { name: 'Save rule' }).click();
  await expect(page.getByRole('heading', { name: 'ApiCpu' })).toBeVisible();
  await page.keyboard.press('e');
  await expect(page.getByRole('textbox', { name: 'Threshold' })).toHaveValue('70');
  await expect(page.getByRole('combobox', { name: 'What it watches' })).toHaveValue('cpu');

  await sendError(otlpPort, 'payment refused');
  await open('/logs?q=level%3E%3Derror');
  await expect(page.getByText('payment refused').first()).toBeVisible();
  await page.getByRole('link', { name: 'Make a rule of this search' }).click();
  await expect(page.getByRole('combobox', { name: 'What it watches' })).toHaveValue('log-search');
  await page.getByRole('button', { name: 'Save rule' }).click();
  await expect(page.getByRole('heading', { name: 'LogSearchHigh' })).toBeVisible();
});

/** One line of level error, by OTLP; answered once it is stored. */
async function sendError(port: number, text: string): Promise<void> {
  const record = {
    timeUnixNano: String(BigInt(Date.now()) * 1_000_000n),
    severityNumber: 17,
    body: { stringValue: text },
  };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'pay' } }] };
  const answer = await fetch(`http://127.0.0.1:${port}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords: [record] }] }] }),
  });
  if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
}
