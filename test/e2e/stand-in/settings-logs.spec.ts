import { expect, test } from './world.ts';

test('redaction is switched on, a rule of one’s own is checked as it is written, and tried', async ({
  tell,
}) => {
  const { page, open } = await tell({
    settings: {
      logs: { pipelines: ['/home/dev/shop/promtail.yml', '/home/dev/shop/broken.yml'] } as never,
    },
  });
  await open('/settings?section=logs');
  const storage = page.getByRole('checkbox', { name: 'Before anything is stored' });
  await expect(storage).not.toBeChecked();
  await storage.click();
  await expect(storage).toBeChecked();
  await expect(page.getByRole('row', { name: 'E-mail addresses' })).toContainText('1,204');

  await page.getByLabel('Name of the rule').fill('customer');
  await page.getByLabel('Pattern of the rule').fill('cust-(');
  await expect(page.getByText(/missing closing \)/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add' }).first()).toBeDisabled();
  await page.getByLabel('Pattern of the rule').fill('cust-[0-9]+');
  await page.getByRole('button', { name: 'Add' }).first().click();
  await expect(page.getByText('cust-[0-9]+')).toBeVisible();

  await page.getByLabel('A text to redact').fill('ann@example.org bought as cust-12');
  await expect(page.getByLabel('The text redacted')).toHaveText(
    '[redacted:email] bought as [redacted:customer]',
  );
  await expect(page.getByText('1 × email, 1 × customer')).toBeVisible();
  await page.getByRole('checkbox', { name: 'E-mail addresses' }).click();
  await expect(page.getByLabel('The text redacted')).toHaveText(
    'ann@example.org bought as [redacted:customer]',
  );

  const files = page.getByRole('table', { name: 'Pipeline files' });
  await expect(files.getByRole('row', { name: 'broken.yml' })).toContainText(
    'line 7: stage jsn is not known',
  );
});
