import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import pino from 'pino';
import { Store } from '../../electron/engine/storage/store.ts';
import { cookieSecret } from '../../electron/hosts/web/token.ts';
import { dashboardText } from '../../shared/dashboards/document.ts';
import { newDashboard, newPanel, newQuery, type Panel } from '../../shared/dashboards/model.ts';
import { type Served, serve } from '../e2e/serve.ts';
import { storeTraffic, type Traffic } from '../promql/http-traffic.ts';
import { type Bench, type BenchRow, median } from './harness.ts';

const CHROMIUM = process.env.TRIVET_CHROMIUM ?? '/usr/bin/chromium';
const PANELS = 50;
const ROUTES = 25;
const DAY_MS = 24 * 3_600_000;
const SHIFT_MS = 600_000;
const ROUNDS = 5;

const shapes: ((route: number) => string)[] = [
  (route) => `sum by (code) (rate(http_requests_total{route="/api/v1/r${route}"}[$__rate_interval]))`,
  (route) => `avg_over_time(queue_length{route="/api/v1/r${route}"}[5m])`,
  (route) =>
    `histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{route="/api/v1/r${route}"}[5m])))`,
  (route) => `sum(rate(http_requests_total{route="/api/v1/r${route}",code=~"5.."}[5m]))`,
];

/** Four a line, each with a query of its own. */
function panels(count: number): Panel[] {
  return Array.from({ length: count }, (_, i) =>
    newPanel({
      id: i + 1,
      kind: 'timeseries',
      title: `Panel ${i + 1}`,
      grid: { x: (i % 4) * 6, y: Math.floor(i / 4) * 5, w: 6, h: 5 },
      queries: [
        newQuery({ id: 'A', expr: (shapes[i % shapes.length] as (route: number) => string)(i % ROUTES) }),
      ],
    }),
  );
}

/** A page so tall that every panel is in sight, for panels out of sight are not asked. */
async function newPage(browser: Browser, { info }: Served): Promise<Page> {
  const { hostname, port } = new URL(info.url);
  const context = await browser.newContext({ viewport: { width: 1280, height: 2_900 } });
  const cookie = { name: `trivet_${port}`, value: cookieSecret(info.token), domain: hostname, path: '/' };
  await context.addCookies([{ ...cookie, httpOnly: true, sameSite: 'Strict' }]);
  return context.newPage();
}

const address = (id: string, endMs: number): string =>
  `/dashboards/${id}?from=${new Date(endMs - DAY_MS).toISOString()}&to=${new Date(endMs).toISOString()}`;

/** From another range being chosen until every panel has its answer and the frame with it is drawn. */
async function refresh(page: Page, path: string): Promise<number> {
  return page.evaluate(async (to) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const busy = () => document.querySelectorAll('main [role="progressbar"]').length;
    const start = performance.now();
    history.pushState({}, '', to);
    while (busy() === 0) await frame();
    while (busy() > 0) await frame();
    await frame();
    return performance.now() - start;
  }, path);
}

async function medianRefresh(
  page: Page,
  origin: string,
  id: string,
  count: number,
  endMs: number,
): Promise<number> {
  await page.goto(origin + address(id, endMs));
  await page
    .getByRole('img', { name: /series over time/ })
    .nth(count - 1)
    .waitFor({ timeout: 60_000 });
  const figures: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    figures.push(await refresh(page, address(id, endMs - round * SHIFT_MS)));
  }
  return median(figures);
}

async function stored(dataDir: string, traffic: Traffic): Promise<void> {
  const store = await Store.open(dataDir, false, pino({ level: 'silent' }));
  await storeTraffic(store, traffic).finally(() => store.close());
}

async function run(): Promise<BenchRow[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const endMs = Math.floor(Date.now() / 600_000) * 600_000;
  const lengthMs = DAY_MS + (ROUNDS + 1) * SHIFT_MS;
  await stored(dataDir, {
    startMs: endMs - lengthMs,
    stepMs: 15_000,
    samples: lengthMs / 15_000,
    routes: ROUTES,
    instances: 2,
  });
  mkdirSync(join(dataDir, 'dashboards'));
  for (const [id, count] of [
    ['many', PANELS],
    ['one', 1],
  ] as const) {
    const text = dashboardText(newDashboard({ title: id, panels: panels(count) }));
    writeFileSync(join(dataDir, 'dashboards', `${id}.json`), text);
  }
  const served = await serve([], dataDir);
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const { origin } = new URL(served.info.url);
    const page = await newPage(browser, served);
    const one = await medianRefresh(page, origin, 'one', 1, endMs);
    const many = await medianRefresh(page, origin, 'many', PANELS, endMs);
    return [
      {
        what: `${PANELS} panels over 24 h in the browser: from another range to every panel drawn`,
        figure: many,
        unit: 'ms',
        baseline: { what: 'the same with one panel', figure: one },
        aim: { of: 'figure', atMost: 1_000 },
      },
    ];
  } finally {
    await browser.close();
    await served.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

export const bench: Bench = {
  name: 'dashboard-refresh',
  skip: () => (existsSync(CHROMIUM) ? null : `no browser at ${CHROMIUM}`),
  run,
};
