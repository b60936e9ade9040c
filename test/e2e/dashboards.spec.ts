import type { Page } from '@playwright/test';
import { graveViolations } from './axe.ts';
import { expect, test } from './trivet.ts';

test.use({ world: 'dashboards' });
test.describe.configure({ mode: 'serial' });

const grafana = {
  title: 'Shop from Grafana',
  schemaVersion: 39,
  templating: { list: [{ name: 'job', type: 'custom', query: 'web,api', current: { value: 'web' } }] },
  panels: [
    {
      id: 1,
      type: 'timeseries',
      title: 'Requests of $job',
      gridPos: { x: 0, y: 0, w: 12, h: 8 },
      targets: [{ refId: 'A', expr: 'vector(1)', legendFormat: 'one' }],
    },
    {
      id: 2,
      type: 'text',
      title: 'About',
      gridPos: { x: 12, y: 0, w: 12, h: 8 },
      options: { mode: 'markdown', content: '# Hello\n<img src=x onerror="window.hacked = 1"> **there**' },
    },
    {
      id: 4,
      type: 'heatmap',
      title: 'Buckets',
      gridPos: { x: 12, y: 8, w: 12, h: 8 },
      targets: [{ refId: 'A', expr: 'label_replace(vector(1), "le", "1", "", "")', format: 'heatmap' }],
    },
    { id: 3, type: 'news', title: 'News', gridPos: { x: 0, y: 8, w: 12, h: 8 } },
  ],
};

const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

test('the list has the dashboards that are built in, and axe finds nothing grave', async ({ app }) => {
  await app.open('/dashboards');
  await expect(app.page.getByRole('link', { name: 'Host: use, saturation, errors' })).toBeVisible();
  expect(await graveViolations(app.page)).toEqual([]);
});

test('a dashboard of Grafana that is dropped is opened, and what was not brought over is told by panel', async ({
  app,
}) => {
  const { page } = app;
  await app.open('/dashboards');
  await expect(page.getByRole('heading', { name: 'Dashboards' })).toBeVisible();
  const data = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], 'shop.json', { type: 'application/json' }));
    return transfer;
  }, JSON.stringify(grafana));
  await page.dispatchEvent('main', 'drop', { dataTransfer: data });
  await expect(page.getByRole('heading', { name: 'Shop from Grafana' })).toBeVisible({ timeout: 15_000 });
  await expect(page.getByRole('region', { name: 'Not brought over' })).toContainText(
    'News: panels of the kind news are not known',
  );
  await expect(panel(page, 'Requests of web').getByRole('img', { name: /1 series over time/ })).toBeVisible();
});

test('buckets fill their panel', async ({ app }) => {
  const { page } = app;
  await app.open('/dashboards/shop-from-grafana');
  const buckets = panel(page, 'Buckets');
  await buckets.scrollIntoViewIfNeeded();
  const chart = buckets.getByRole('img', { name: 'Buckets' });
  await expect(chart).toBeVisible();
  expect((await chart.boundingBox())?.height).toBeGreaterThan(150);
});

test('text of a document stays text', async ({ app }) => {
  const { page } = app;
  await app.open('/dashboards/shop-from-grafana');
  await expect(page.getByText('<img src=x onerror="window.hacked = 1">')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Hello' })).toBeVisible();
  expect(await page.evaluate(() => Object.hasOwn(window, 'hacked'))).toBe(false);
});

test('a variable is chosen in the address, and titles follow it', async ({ app }) => {
  const { page } = app;
  await app.open('/dashboards/shop-from-grafana?var-job=api');
  await expect(panel(page, 'Requests of api')).toBeVisible();
});

test('panels are moved, resized, duplicated and undone by keys, and the file has it after saving', async ({
  app,
}) => {
  const { page } = app;
  await app.open('/dashboards/shop-from-grafana');
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const handle = page.getByRole('button', { name: 'Requests of web', exact: true });
  const box = async () =>
    (await panel(page, 'Requests of web').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const before = await box();
  await handle.focus();
  await page.keyboard.press('Shift+ArrowDown');
  await expect.poll(async () => (await box()).height).toBeGreaterThan(before.height);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await box()).height).toBe(before.height);
  await handle.focus();
  await page.keyboard.press('d');
  await expect(panel(page, 'Requests of web copy')).toBeVisible();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('not saved')).toBeHidden();
  await app.open('/dashboards/shop-from-grafana');
  await expect(panel(page, 'Requests of web copy')).toBeVisible();
});

test('a panel is moved with the mouse, and the others give way', async ({ app }) => {
  const { page } = app;
  await app.open('/dashboards/shop-from-grafana');
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const about = panel(page, 'About');
  const before = (await about.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(before.x + before.width / 2, before.y + 12);
  await page.mouse.down();
  await page.mouse.move(before.x - before.width / 2, before.y + 12, { steps: 8 });
  await page.mouse.up();
  await expect
    .poll(async () => (await about.boundingBox())?.x ?? 0)
    .toBeLessThan(before.x - before.width / 2);
  await expect(page.getByText('not saved')).toBeVisible();
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect.poll(async () => (await about.boundingBox())?.x ?? 0).toBe(before.x);
});

test('a panel is edited with its query, and the document is shown; axe finds nothing grave in either', async ({
  app,
}) => {
  const { page } = app;
  await app.open('/dashboards/shop-from-grafana');
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByRole('button', { name: 'Requests of web', exact: true }).focus();
  await page.keyboard.press('Enter');
  const editor = page.getByRole('textbox', { name: 'Query A' });
  await expect(editor).toContainText('vector(1)');
  await page.getByRole('textbox', { name: 'Title' }).fill('Changed title');
  await expect(panel(page, 'Changed title')).toBeVisible();
  expect(await graveViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'All panels' }).click();
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Document' }).click();
  await expect(page.getByRole('textbox', { name: 'Document' })).toHaveValue(/"title": "Changed title"/);
});

test('title, tags, variables and links have a form; a step of it is undone, and the file has the rest', async ({
  app,
}) => {
  const { page } = app;
  await app.open('/dashboards/shop-from-grafana');
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  const title = page.getByRole('textbox', { name: 'Title', exact: true });
  await title.fill('');
  await expect(page.getByText('A dashboard has a title')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Shop from Grafana', level: 1 })).toBeVisible();
  await title.fill('Shop of ours');
  await page.getByRole('button', { name: 'Add variable' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('zone');
  const zone = page.getByRole('group', { name: 'Variable zone' });
  await zone.getByLabel('Values, by commas').fill('north, south');
  await zone.getByRole('switch', { name: 'With all of them as a choice' }).press('Space');
  await expect(zone.getByRole('status')).toHaveText('north, south');
  await page.keyboard.press('Control+z');
  await expect(zone.getByRole('switch', { name: 'With all of them as a choice' })).not.toBeChecked();
  await page.getByRole('button', { name: 'Add link' }).click();
  await page.getByRole('textbox', { name: 'Title of link 1' }).fill('Runbook of $zone');
  await page.getByRole('textbox', { name: 'Address of link 1' }).fill('https://example.com/$zone');
  expect(await graveViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'All panels' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('not saved')).toBeHidden();
  await app.open('/dashboards/shop-from-grafana?var-zone=south');
  await expect(page.getByRole('heading', { name: 'Shop of ours', level: 1 })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'zone' })).toHaveValue('south');
  await expect(page.getByRole('link', { name: 'Runbook of south' })).toHaveAttribute(
    'href',
    'https://example.com/south',
  );
});

test('a panel opens full size with its query and its values', async ({ app }) => {
  const { page } = app;
  await app.open('/dashboards/shop-from-grafana?panel=1');
  await expect(page.getByRole('region', { name: 'Queries and newest values' })).toContainText('vector(1)');
  expect(await graveViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(panel(page, 'About')).toBeVisible();
});

test('a built-in dashboard is drawn without a violation, and saved only as a copy', async ({ app }) => {
  const { page } = app;
  await app.open('/dashboards/builtin:host');
  await expect(panel(page, 'CPU by mode')).toBeVisible();
  expect(await graveViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Save as a copy' })).toBeDisabled();
});
