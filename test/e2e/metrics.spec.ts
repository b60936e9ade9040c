import { graveViolations } from './axe.ts';
import { checkout, sendTrace } from './otlp.ts';
import { counter, gauge, histogram, sendMetrics } from './otlp-metrics.ts';
import { openPalette } from './palette.ts';
import { type App, expect, test } from './trivet.ts';

test.use({ world: 'metrics' });

test.describe.configure({ mode: 'serial' });

const HOSTILE = '<img src=x onerror="window.pwned=1">';
let traceId = '';

const row = ({ page }: App, table: string, name: string | RegExp) =>
  page.getByRole(table === 'Series' ? 'grid' : 'table', { name: table }).getByRole('row', { name });

test.beforeAll(async ({ host }) => {
  if (!host) return;
  traceId = await sendTrace(host.otlpPort, checkout());
  await sendMetrics(host.otlpPort, [
    counter('e2e.requests', [
      { labels: { route: '/cart', code: '200' }, perStep: 30 },
      { labels: { route: '/cart', code: '500' }, perStep: 3 },
      { labels: { route: '/pay', code: '200' }, perStep: 15 },
    ]),
    gauge('e2e.depth', [
      { labels: { queue: 'mail' }, value: 10 },
      { labels: { queue: HOSTILE }, value: 40 },
    ]),
    histogram('e2e.duration', traceId),
  ]);
});

test('a range without metrics says every way to send some, with the port that listens', async ({ app }) => {
  await app.open('/metrics?from=2001-01-01T00:00:00Z&to=2001-01-01T01:00:00Z');
  const { page } = app;
  await expect(page.getByText(`OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${app.otlpPort}`)).toBeVisible();
  for (const way of ['prometheus.io/scrape=true', 'scrape_configs:', '|c|#shop:web', 'remote_write:']) {
    await expect(page.getByText(way)).toBeVisible();
  }
});

test('a click on a counter draws its rate; splitting it by a label gives a line a value', async ({ app }) => {
  await app.open('/metrics');
  await row(app, 'Metrics', /e2e_requests_total/).click();
  await expect(app.page).toHaveURL(/m=e2e_requests_total/);
  await expect(app.page.getByRole('img', { name: /sum\(rate\(e2e_requests_total\[/ })).toBeVisible();
  await expect(row(app, 'Series', /rate/)).toContainText('/s');
  await app.page.getByRole('button', { name: /^route 2/ }).click();
  await expect(row(app, 'Series', '/cart')).toBeVisible();
  await expect(row(app, 'Series', '/pay')).toContainText('1.00 /s');
  await app.page.goBack();
  await expect(row(app, 'Series', '/pay')).toHaveCount(0);
});

test('a histogram is drawn as its quantiles and its heatmap, and an exemplar opens its trace', async ({
  app,
}) => {
  await app.open('/metrics?m=e2e_duration_seconds');
  const { page } = app;
  for (const name of ['p50', 'p95', 'p99']) await expect(row(app, 'Series', name)).toContainText(/m?s/);
  await expect(page.getByRole('img', { name: 'Buckets of e2e_duration_seconds' })).toBeVisible();
  const dot = page.getByRole('button', { name: /Exemplar 620 ms/ }).first();
  await dot.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/traces/${traceId}`));
});

test('a series can be shown alone, and all again', async ({ app }) => {
  await app.open('/metrics?m=e2e_requests_total&by=route');
  await row(app, 'Series', '/pay').click();
  await expect(app.page).toHaveURL(/only=/);
  await app.page.reload();
  await row(app, 'Series', '/pay').click();
  await expect(app.page).not.toHaveURL(/only=/);
});

test('the legend is walked with the keyboard: Enter shows a series alone, Escape all again', async ({
  app,
}) => {
  await app.open('/metrics?m=e2e_requests_total&by=route');
  const { page } = app;
  await expect(row(app, 'Series', '/pay')).toBeVisible();
  const legend = page.getByRole('grid', { name: 'Series' });
  await legend.focus();
  const active = async () => page.locator(`[id="${await legend.getAttribute('aria-activedescendant')}"]`);
  await expect(await active()).toHaveAttribute('aria-rowindex', '2');
  await page.keyboard.press('j');
  await expect(await active()).toHaveAttribute('aria-rowindex', '3');
  const walked = (await (await active()).getByRole('gridcell').first().textContent()) ?? '';
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/only=/);
  await expect(row(app, 'Series', walked)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowUp');
  await expect(await active()).toHaveAttribute('aria-rowindex', '2');
  await expect(await active()).toHaveAttribute('aria-selected', 'false');
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/only=/);
  await expect(page).toHaveURL(/m=e2e_requests_total/);
});

test('dragging over the chart zooms the range of the whole app', async ({ app }) => {
  await app.open('/metrics?m=e2e_requests_total');
  const chart = app.page.getByRole('img', { name: /e2e_requests_total/ });
  const box = await chart.boundingBox();
  if (!box) throw new Error('the chart has no place');
  const y = box.y + box.height / 2;
  await app.page.mouse.move(box.x + box.width * 0.5, y);
  await app.page.mouse.down();
  await app.page.mouse.move(box.x + box.width * 0.8, y, { steps: 5 });
  await app.page.mouse.up();
  await expect(app.page).toHaveURL(/from=.*to=/);
  await expect(app.page.getByRole('button', { name: /^Live/ })).toBeVisible();
});

test('the time before is drawn over the present', async ({ app }) => {
  await app.open('/metrics?m=e2e_requests_total&range=5m');
  await app.page.getByRole('button', { name: 'Compare' }).click();
  await app.page.getByRole('menuitem', { name: 'With the period before' }).click();
  await expect(app.page).toHaveURL(/past=range/);
  const chart = app.page.getByRole('img', { name: /e2e_requests_total/ });
  const box = await chart.boundingBox();
  if (!box) throw new Error('the chart has no place');
  await app.page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2);
  await expect(app.page.getByRole('tooltip')).toContainText('rate before');
});

test('one key leads to PromQL with what was picked; Enter runs what is written', async ({ app }) => {
  await app.open('/metrics?m=e2e_requests_total&by=route');
  const { page } = app;
  await expect(row(app, 'Series', '/pay')).toBeVisible();
  await page.keyboard.press('e');
  const editor = page.getByRole('textbox', { name: 'Query A' });
  await expect(editor).toContainText(/sum by \(route\) \(rate\(e2e_requests_total\[.+\]\)\)/);
  await editor.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('sum by (code) (e2e_requests_total) > 0');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=sum\+by\+%28code%29/);
  await expect(row(app, 'Series', '500')).toBeVisible();
  await page.getByRole('button', { name: 'Query B' }).click();
  await page.getByRole('textbox', { name: 'Query B' }).click();
  await page.keyboard.type('vector(7)');
  await page.keyboard.press('Enter');
  await expect(row(app, 'Series', /vector\(7\)/)).toContainText('7');
  await page.getByRole('button', { name: 'Pick', exact: true }).click();
  await expect(page.getByRole('button', { name: /^code 2/ })).toBeVisible();
});

test('completion offers metrics, labels and values of this machine', async ({ app }) => {
  await app.open('/metrics?q=1');
  const { page } = app;
  await page.getByRole('textbox', { name: 'Query A' }).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('rate(e2e_req');
  await page.getByRole('option', { name: /e2e_requests_total/ }).click();
  await page.keyboard.type('{rou');
  await page.getByRole('option', { name: /^route/ }).click();
  await page.keyboard.type('="/p');
  await expect(page.getByRole('option', { name: '/pay' })).toBeVisible();
});

test('a fault is said in place, with where it is, and nothing is asked', async ({ app }) => {
  await app.open('/metrics?q=sum%28rate%28up%29');
  await expect(app.page.getByRole('alert')).toHaveText('1:13: parse error: unclosed left parenthesis');
  await app.page.getByRole('textbox', { name: 'Query A' }).click();
  await expect(app.page.getByRole('button', { name: 'Run query A' })).toBeDisabled();
});

test('formatting breaks a long query into lines', async ({ app }) => {
  const long =
    'sum by (route) (rate(e2e_requests_total{code="200"}[5m])) / on (route) group_left () sum by (route) (rate(e2e_requests_total[5m]))';
  await app.open(`/metrics?q=${encodeURIComponent(long)}`);
  await app.page.getByRole('button', { name: 'Format query A' }).click();
  await expect(app.page.locator('.cm-line')).not.toHaveCount(1);
});

test('as a table each series has its labels, and a click narrows to a value', async ({ app }) => {
  await app.open('/metrics?m=e2e_depth&view=table');
  const { page } = app;
  await expect(row(app, 'Values', /mail/)).toBeVisible();
  await page.getByRole('button', { name: 'mail' }).click();
  await expect(page.getByRole('button', { name: 'Remove queue="mail"' })).toBeVisible();
  await expect(page.getByText(HOSTILE)).toHaveCount(0);
});

test('a filter is made of the labels that there are', async ({ app }) => {
  await app.open('/metrics?m=e2e_requests_total');
  const { page } = app;
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByPlaceholder('label', { exact: true }).fill('code');
  await page.getByLabel('How it is compared').selectOption('=~');
  await page.getByPlaceholder('value', { exact: true }).fill('5..');
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByRole('img', { name: /e2e_requests_total\{code=~"5\.\."\}/ })).toBeVisible();
  await expect(page).toHaveURL(/where=code/);
});

test('the list is searched by name and help, and walked with the keyboard', async ({ app }) => {
  await app.open('/metrics');
  const { page } = app;
  await expect(row(app, 'Metrics', /e2e_depth/)).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('how many e2e');
  await expect(row(app, 'Metrics', /e2e_/)).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/m=e2e_requests_total/);
});

test('the palette leads to a metric', async ({ app }) => {
  await app.open('/');
  const palette = await openPalette(app.page);
  await palette.fill('e2e_depth');
  await app.page.getByRole('button', { name: /e2e_depth/ }).click();
  await expect(app.page).toHaveURL(/\/metrics\?m=e2e_depth/);
});

test('what a sender puts into labels stays text', async ({ app }) => {
  await app.open('/metrics?m=e2e_depth&by=queue');
  await expect(row(app, 'Series', HOSTILE)).toBeVisible();
  const chart = app.page.getByRole('img', { name: /e2e_depth/ });
  await chart.hover({ force: true });
  expect(await app.page.evaluate(() => (window as { pwned?: number }).pwned)).toBeUndefined();
  expect(await app.page.locator('main img').count()).toBe(0);
});

test('cardinality shows what takes the room, and leads to the metric', async ({ app }) => {
  await app.open('/metrics?tab=cardinality');
  await app.page.getByRole('button', { name: 'e2e_duration_seconds_bucket' }).click();
  await expect(app.page).toHaveURL(/m=e2e_duration_seconds/);
});

for (const address of [
  '/metrics?m=e2e_duration_seconds',
  '/metrics?q=sum(e2e_depth)&q=e2e_depth',
  '/metrics?m=e2e_depth&view=table',
  '/metrics?tab=cardinality',
]) {
  test(`axe finds nothing serious at ${address}`, async ({ app }) => {
    await app.open(address);
    await expect(app.page.getByRole('table').or(app.page.getByRole('grid')).last()).toBeVisible();
    await expect(app.page.getByRole('progressbar')).toHaveCount(0);
    expect(await graveViolations(app.page)).toEqual([]);
  });
}
