import { HOSTILE_ALERT, hostileAlerts, manyAlerts, shopAlerts } from './alerts.ts';
import { expect, test } from './world.ts';

test('alerts stand by their state, and the chosen one says what it compares and since when', async ({
  tell,
}) => {
  const { page, open } = await tell();
  await open('/alerts');
  const list = page.getByRole('list', { name: 'Alerts and rules' });
  await expect(list.getByRole('button', { name: 'Firing 2' })).toBeVisible();
  await expect(list.getByRole('button', { name: 'Silenced 1' })).toBeVisible();
  await expect(list.getByRole('link', { name: /PayErrorRateHigh 7.60 % pay · critical/ })).toBeVisible();
  const article = page.getByRole('article', { name: 'PayErrorRateHigh' });
  await expect(article.getByText('threshold > 5 %').first()).toBeVisible();
  await expect(article.getByRole('img', { name: /^PayErrorRateHigh: / })).toBeVisible();
  await expect(article.getByRole('img', { name: /States: inactive .*; pending .*; firing / })).toBeVisible();
  await expect(article.getByText('7 times')).toBeVisible();
  await expect(article.getByRole('link', { name: 'Runbook' })).toHaveAttribute(
    'href',
    'https://runbooks.example/pay/errors',
  );
  await expect(article.getByRole('region', { name: 'What happened around it' })).toContainText('OOM kill');
});

test('the rail and the status line say how many fire, on every view', async ({ tell }) => {
  const { page, open } = await tell();
  await open('/containers');
  await expect(page.getByRole('link', { name: 'Alerts, 2 firing' })).toBeVisible();
  await expect(
    page.getByRole('contentinfo').getByRole('link', { name: /alerts 2 firing, 1 rule fails/ }),
  ).toBeVisible();
});

test('the keyboard walks the list, folds sections and opens what it stands on', async ({ tell }) => {
  const { page, open } = await tell();
  await open('/alerts');
  await expect(page.getByRole('link', { name: /ContainerOomKilled/ })).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/alert=1orders/);
  await expect(page.getByRole('article', { name: 'ContainerOomKilled' })).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: /ContainerMemoryHigh/ })).toBeHidden();
  await page.goBack();
  await expect(page.getByRole('article', { name: 'PayErrorRateHigh' })).toBeVisible();
});

test('a word narrows alerts and rules alike, and a link brings it back', async ({ tell }) => {
  const { page, open } = await tell();
  await open('/alerts?q=orders');
  await expect(page.getByRole('link', { name: /ContainerOomKilled/ })).toBeVisible();
  await expect(page.getByRole('link', { name: /PayErrorRateHigh/ })).toBeHidden();
  await page.getByRole('textbox', { name: 'Filter alerts and rules' }).fill('queue_length q3');
  await page.getByRole('link', { name: /Quiet3/ }).click();
  await expect(page.getByRole('article', { name: 'Quiet3' })).toContainText('/home/dev/shop/rules.yml:');
});

test('an alert is silenced by two clicks, with its own labels', async ({ tell }) => {
  const { page, open, world } = await tell();
  await open('/alerts?alert=0pay000000000000');
  await page.getByRole('button', { name: 'Silence', exact: true }).click();
  await page.getByRole('button', { name: '4 h', exact: true }).click();
  await expect(page.getByText(/^Silenced until/)).toBeVisible();
  const asked = world.asked.find(([method]) => method === 'silences.set')?.[1] as {
    matchers: unknown;
    endsAtMs: number;
  };
  expect(asked.matchers).toEqual([
    { name: 'alertname', op: '=', value: 'PayErrorRateHigh' },
    { name: 'service', op: '=', value: 'pay' },
    { name: 'severity', op: '=', value: 'critical' },
  ]);
  expect(Math.abs(asked.endsAtMs - Date.now() - 4 * 3_600_000)).toBeLessThan(600_000);
});

test('a rule whose evaluation fails says why, and a refused file says where', async ({ tell }) => {
  const { page, open } = await tell({
    ruleFiles: [
      {
        path: '/home/dev/shop/rules.yml',
        state: 'refused',
        errors: [{ message: 'could not parse expression: unexpected end of input', line: 23 }],
        ...{ warnings: [], own: false, loadedMs: 0 },
      },
    ],
  });
  await open('/alerts?rule=r17');
  await expect(page.getByText(/found duplicate series for the match group/).first()).toBeVisible();
  const faults = page.getByRole('region', { name: 'Files that are not in force' });
  await expect(faults).toContainText('/home/dev/shop/rules.yml:23 could not parse expression');
});

test('two thousand alerts are one list of which only what is in sight is drawn', async ({ tell }) => {
  const { page, open } = await tell({ alerts: manyAlerts(2_000) });
  await open('/alerts');
  const list = page.getByRole('list', { name: 'Alerts and rules' });
  await expect(list.getByRole('link').first()).toBeVisible();
  expect(await list.getByRole('listitem').count()).toBeLessThan(60);
  const size = Number(await list.getByRole('listitem').first().getAttribute('aria-setsize'));
  expect(size).toBeGreaterThan(2_000);
  await list.hover();
  await page.mouse.wheel(0, 1_000_000);
  await expect(list.locator(`[aria-posinset="${size}"]`)).toBeVisible();
});

test('names, labels and annotations that try to be more than text stay text', async ({ tell }) => {
  const { page, open } = await tell({ alerts: hostileAlerts() });
  for (const path of ['/alerts?alert=ffffffffffffffff', '/', '/containers/orders']) {
    await open(path);
    if (path !== '/containers/orders') await expect(page.getByText(HOSTILE_ALERT).first()).toBeVisible();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
  }
  await open('/alerts?alert=ffffffffffffffff');
  await expect(page.getByText('⟦U+202E⟧evil⟦U+202C⟧<b>bold</b>').first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'Runbook' })).toHaveCount(0);
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
});

test('firing alerts come first in what needs attention, and on the page of their container', async ({
  tell,
}) => {
  const { page, open } = await tell();
  await open('/');
  const attention = page.getByRole('region', { name: 'Needs attention' });
  await expect(attention.getByRole('listitem').first()).toContainText(/PayErrorRateHigh|ContainerOomKilled/);
  await open('/containers/orders');
  const own = page.getByRole('list', { name: 'Alerts of orders' });
  await own.getByRole('link', { name: /ContainerOomKilled/ }).click();
  await expect(page.getByRole('article', { name: 'ContainerOomKilled' })).toBeVisible();
});

test('charts of the same container are shaded while an alert fires', async ({ tell }) => {
  const { page, open } = await tell();
  await open('/containers/orders');
  await expect(page.locator('[data-alert-span="firing"]').first()).toBeAttached();
});

test('the palette finds an alert, its rule, and how to silence it', async ({ tell }) => {
  const { page, open } = await tell({ alerts: shopAlerts() });
  await open('/containers');
  await expect(page.getByRole('contentinfo')).toContainText('docker');
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Search or run a command').fill('PayError');
  await page.getByRole('button', { name: /^Silence PayErrorRateHigh/ }).click();
  await expect(page.getByRole('form', { name: 'Silence' })).toBeVisible();
});

test('without a rule it says what rules are and gives a file to begin with', async ({ tell }) => {
  const { page, open } = await tell({ quiet: true, team: [] });
  await open('/alerts');
  await expect(page.getByRole('heading', { name: 'No rules yet' })).toBeVisible();
  await expect(page.getByText('alert: ServiceDown')).toBeVisible();
});
