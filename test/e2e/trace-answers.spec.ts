import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { graveViolations } from './axe.ts';
import { type SentSpan, sendTrace } from './otlp.ts';
import { openPalette } from './palette.ts';
import { expect, test } from './trivet.ts';

test.use({ world: 'trace-answers' });

const SLOW = 12;
const QUICK = 30;

/** A checkout: slow with a large cart, for it asks the database for every item; one in four of the slow ones fails. */
function checkout(items: number, fails: boolean): SentSpan[] {
  const cart = { 'cart.items': String(items) };
  const each = Array.from({ length: items }, (_, i) => ({
    service: 'orders',
    name: 'SELECT item',
    parent: 1,
    kind: 3,
    start: 10 + i * 20,
    end: 28 + i * 20,
    attributes: { 'db.system.name': 'postgresql', 'db.namespace': 'shop' },
  }));
  const end = 20 + items * 20;
  return [
    {
      service: 'web',
      name: 'POST /checkout',
      kind: 2,
      start: 0,
      end: end + 10,
      attributes: cart,
      ...(fails ? { error: 'payment failed' } : {}),
    },
    { service: 'orders', name: 'orders.Create', parent: 0, kind: 2, start: 5, end, attributes: cart },
    ...each,
  ];
}

test.beforeAll(async ({ host }) => {
  if (!host) return;
  const now = Date.now();
  for (let i = 0; i < QUICK; i++)
    await sendTrace(host.otlpPort, checkout(1, false), now - 60_000 - i * 5_000);
  for (let i = 0; i < SLOW; i++)
    await sendTrace(host.otlpPort, checkout(24, i % 4 === 0), now - 62_000 - i * 10_000);
  await sendTrace(
    host.otlpPort,
    [{ service: 'unknown_service:node', name: 'job', kind: 1, start: 0, end: 4 }],
    now - 90_000,
  );
});

const rows = (page: Page) => page.getByRole('table', { name: 'Traces' }).getByRole('row');
const query = (page: Page) => page.getByRole('combobox', { name: 'Query' });

test('a query is completed from what is stored, and is in the address', async ({ app: { page, open } }) => {
  await open('/traces');
  await expect(page.getByText(`${SLOW + QUICK + 1} traces`).first()).toBeVisible();
  await query(page).fill('serv');
  await page.getByRole('option', { name: /^service: ?name of the service/ }).click();
  await expect(query(page)).toHaveValue('service:');
  await page
    .getByRole('option', { name: /orders/ })
    .first()
    .click();
  await query(page).press('Enter');
  await expect(page).toHaveURL(/q=service%3Aorders/);
  await expect(page.getByText(`${SLOW + QUICK} traces`).first()).toBeVisible();
  await query(page).fill('trace.duration>400ms');
  await query(page).press('Enter');
  await expect(page.getByText(`${SLOW} traces`).first()).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('button', { name: 'Remove trace.duration>400ms' })).toHaveCount(0);
});

test('a mistake is marked where it stands, and runs nothing', async ({ app: { page, open } }) => {
  await open('/traces?q=service:orders');
  await query(page).fill('duration>fast');
  await query(page).press('Enter');
  await expect(page.getByRole('alert')).toContainText('at 10, “fast”: expected a length of time');
  await expect(query(page)).toHaveValue('duration>fast');
  await expect(page).toHaveURL(/q=service:orders$/);
});

test('brushing the slow ones names what is different about them, and a click asks for it', async ({
  app: { page, open },
}) => {
  await open('/traces?q=service:orders');
  const plot = page.getByRole('img', { name: `Duration over time of ${SLOW + QUICK} traces` });
  const box = await plot.boundingBox();
  if (!box) throw new Error('the scatter is not drawn');
  await page.mouse.move(box.x + 80, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 20, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByRole('heading', { name: `${SLOW} selected` })).toBeVisible();
  await page.getByRole('button', { name: 'What is different' }).click();
  const panel = page.getByRole('complementary', { name: 'What is different' });
  await expect(panel).toContainText(`${SLOW} traces`);
  const value = panel.getByRole('listitem').filter({ hasText: '24' }).first();
  await expect(value).toContainText('inside 100 %');
  await expect(value).toContainText('outside 0 %');
  await value.getByRole('button', { name: 'Keep only 24' }).first().click();
  await expect(page).toHaveURL(/cart\.items/);
  await expect(page.getByText(`${SLOW} traces`).first()).toBeVisible();
});

test('errors are explained with one click; Escape lets them go', async ({ app: { page, open } }) => {
  await open('/traces');
  await page.getByRole('button', { name: 'Errors', exact: true }).click();
  await expect(page.getByRole('heading', { name: '3 selected' })).toBeVisible();
  await expect(page.getByRole('complementary', { name: 'What is different' })).toContainText('3 traces');
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/sel=/);
});

test('services have rates, errors and durations, and lead to their traces', async ({
  app: { page, open },
}) => {
  await open('/traces?tab=services');
  const row = page.getByRole('row', { name: /^web/ });
  await expect(row).toContainText('7.14');
  await page.getByRole('radio', { name: 'Operations' }).click();
  await page.getByRole('row', { name: /orders\.Create/ }).dblclick();
  await expect(page).toHaveURL(/operation%3Aorders\.Create/);
  await expect(page.getByText(`${SLOW + QUICK} traces`).first()).toBeVisible();
});

test('the map has services and what they call, and leads to the traces of each', async ({
  app: { page, open },
}) => {
  await open('/traces?tab=map');
  const nodes = page.getByRole('table', { name: 'Nodes' });
  await expect(nodes.getByRole('row')).toHaveCount(5);
  await nodes.getByRole('button', { name: /postgresql shop/ }).click();
  const chosen = page.getByRole('region', { name: 'postgresql shop' });
  await expect(chosen).toContainText('Called by');
  await chosen.getByRole('button', { name: 'Its traces' }).click();
  await expect(page.getByText(`${SLOW + QUICK} traces`).first()).toBeVisible();
});

test('the flame graph lays the same calls over each other', async ({ app: { page, open } }) => {
  await open('/traces?tab=flame&q=service:orders');
  const list = page.getByRole('table', { name: 'Operations by time in itself' });
  await expect(list.getByRole('row').nth(1)).toContainText('SELECT item');
  await expect(list.getByRole('row').nth(1)).toContainText(String(SLOW * 24 + QUICK));
  const graph = page.getByRole('group', { name: /Call paths of/ });
  await graph.focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await graph.press(key);
  await expect(page.getByRole('region', { name: 'The chosen call' })).toContainText('SELECT item');
  await page.getByRole('button', { name: 'Whole graph' }).click();
});

test('two picked traces are compared call by call', async ({ app: { page, open } }) => {
  await open('/traces?q=service:orders&order=longest');
  await rows(page).nth(1).hover();
  await rows(page).nth(1).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Compare with a usual one' }).click();
  await expect(page).toHaveURL(/\/traces\/compare\?.*a=[0-9a-f]{32}&b=[0-9a-f]{32}/);
  const calls = page.getByRole('table', { name: 'Calls of both traces' });
  await expect(calls.getByRole('row', { name: /SELECT item/ })).toContainText('1 → 24');
  await expect(page.getByRole('region', { name: 'Where the difference comes from' })).toContainText(
    'SELECT item',
  );
});

test('the doctor names the service without a name, with the cure', async ({ app: { page, open } }) => {
  await open('/traces?tab=doctor');
  const finding = page.getByRole('listitem').filter({ hasText: 'unknown_service:node' }).first();
  await expect(finding).toContainText('OTEL_SERVICE_NAME');
  await finding.getByRole('link').first().click();
  await expect(page.getByRole('heading', { name: /job/ })).toBeVisible();
});

test('a search is saved under a name, found again and forgotten', async ({ app: { page, open } }) => {
  await open('/traces?q=cart.items%3D24');
  await page.getByRole('button', { name: 'Saved' }).click();
  await page.getByRole('textbox', { name: 'Name of this search' }).fill('large carts');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('button', { name: 'large carts' }).first()).toBeVisible();
  await open('/traces');
  await (await openPalette(page)).fill('large carts');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/cart\.items/);
  await page.getByRole('button', { name: 'large carts', exact: true }).click();
  await page.getByRole('button', { name: 'Forget large carts' }).click();
  await expect(page.getByRole('button', { name: 'Forget large carts' })).toHaveCount(0);
});

test('what a search finds is downloaded as one file', async ({ app: { page, open } }) => {
  await open('/traces?q=cart.items%3D24');
  await page.getByRole('button', { name: 'Download these traces' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'OTLP JSON' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('traces.otlp.json');
  const text = await readFile(await download.path(), 'utf8');
  expect(new Set(text.match(/"traceId":\s*"[0-9a-f]{32}"/g)).size).toBe(SLOW);
});

test('axe finds nothing serious in any of them', async ({ app: { page, open } }) => {
  for (const path of [
    '/traces?q=service:orders&sel=,,400000000,&diff=1',
    '/traces?tab=services',
    '/traces?tab=map&node=orders',
    '/traces?tab=flame',
    '/traces?tab=doctor',
    '/traces/compare',
  ]) {
    await open(path);
    await expect(page.getByRole('contentinfo')).toContainText('otlp');
    await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
    expect(await graveViolations(page)).toEqual([]);
  }
});
