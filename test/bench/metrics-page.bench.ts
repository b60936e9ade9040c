import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from '@playwright/test';
import { cookieSecret } from '../../electron/hosts/web/token.ts';
import { type Served, serve } from '../e2e/serve.ts';
import type { Bench, BenchRow } from './harness.ts';
import { LONG_TASK_MS, watchFrames, worst } from './page-watch.ts';

const CHROMIUM = process.env.TRIVET_CHROMIUM ?? '/usr/bin/chromium';
const MANY = 500;
const FEW = 10;
const POINTS = 300;
const STEP_MS = 1_000;
const A_REQUEST = 20_000;

/** Gauges that wander, `bench.many` with 500 series and `bench.few` with 10, a sample a second over five minutes. */
async function sendLines(port: number, name: string, count: number, endMs: number): Promise<void> {
  const points = Array.from({ length: count * POINTS }, (_, i) => {
    const [line, at] = [Math.floor(i / POINTS), i % POINTS];
    return {
      timeUnixNano: String(BigInt(endMs - (POINTS - at) * STEP_MS) * 1_000_000n),
      asDouble: line + 20 * Math.sin(at / (7 + (line % 23))) + ((line * 7919 + at * 104_729) % 100) / 10,
      attributes: [{ key: 'line', value: { stringValue: `line ${line}` } }],
    };
  });
  for (let from = 0; from < points.length; from += A_REQUEST) {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        resourceMetrics: [
          {
            resource: { attributes: [{ key: 'service.name', value: { stringValue: 'bench' } }] },
            scopeMetrics: [
              { scope: {}, metrics: [{ name, gauge: { dataPoints: points.slice(from, from + A_REQUEST) } }] },
            ],
          },
        ],
      }),
    });
    if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
  }
}

async function newPage(browser: Browser, { info }: Served): Promise<Page> {
  const { hostname, port } = new URL(info.url);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const cookie = { name: `trivet_${port}`, value: cookieSecret(info.token), domain: hostname, path: '/' };
  await context.addCookies([{ ...cookie, httpOnly: true, sameSite: 'Strict' }]);
  const page = await context.newPage();
  await page.addInitScript(watchFrames);
  return page;
}

const settled = (page: Page) => page.waitForTimeout(700);

type Doing = [what: string, act: (page: Page) => Promise<void>];

/** What a person does with a chart; each is watched by itself. */
const doings: Doing[] = [
  [
    'moving the pointer over it',
    async (page) => {
      const box = await page.getByRole('img', { name: /bench_/ }).boundingBox();
      if (!box) throw new Error('the chart has no place');
      for (let i = 1; i < 80; i++) {
        await page.mouse.move(box.x + 70 + (i / 80) * (box.width - 90), box.y + 20 + ((i * 13) % 200));
      }
      await settled(page);
    },
  ],
  [
    'moving over the legend and scrolling it',
    async (page) => {
      const legend = page.getByRole('grid', { name: 'Series' });
      await legend.getByRole('row').nth(2).hover();
      for (let i = 0; i < 30; i++) await page.mouse.wheel(0, 120);
      await settled(page);
    },
  ],
  [
    'stacking it, and back',
    async (page) => {
      await page.getByRole('radio', { name: 'Stacked' }).click();
      await settled(page);
      await page.getByRole('radio', { name: 'Lines' }).click();
      await settled(page);
    },
  ],
  [
    'zooming in by dragging, and out again',
    async (page) => {
      const box = await page.getByRole('img', { name: /bench_/ }).boundingBox();
      if (!box) throw new Error('the chart has no place');
      await page.mouse.move(box.x + 300, box.y + 60);
      await page.mouse.down();
      await page.mouse.move(box.x + 600, box.y + 60, { steps: 10 });
      await page.mouse.up();
      await settled(page);
      await page.keyboard.press('.');
      await settled(page);
    },
  ],
];

/** The longest task of each doing with so many lines; `drawn` is that of drawing them at first. */
async function measure(page: Page, served: Served, metric: string, count: number, endMs: number) {
  const { origin } = new URL(served.info.url);
  await page.goto(`${origin}/settings`);
  await settled(page);
  const range = `from=${new Date(endMs - POINTS * STEP_MS).toISOString()}&to=${new Date(endMs).toISOString()}`;
  const address = `/metrics?m=${metric}&agg=none&res=fine&${range}`;
  await page.evaluate((path) => history.pushState({}, '', path), '/metrics?tab=cardinality');
  await settled(page);
  await worst(page);
  await page.evaluate((path) => history.pushState({}, '', path), address);
  await page
    .getByRole('status')
    .filter({ hasText: `${count} series` })
    .waitFor({ timeout: 30_000 });
  await settled(page);
  const tasks = new Map([['drawing it at first', await worst(page)]]);
  for (const [what, act] of doings) {
    await act(page);
    tasks.set(what, await worst(page));
  }
  return tasks;
}

async function run(): Promise<BenchRow[]> {
  const served = await serve();
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const endMs = Math.floor(Date.now() / STEP_MS) * STEP_MS - STEP_MS;
    const port = served.info.listen['otlp-http']?.port ?? 0;
    await sendLines(port, 'bench.many', MANY, endMs);
    await sendLines(port, 'bench.few', FEW, endMs);
    const page = await newPage(browser, served);
    const few = await measure(page, served, 'bench_few', FEW, endMs);
    const many = await measure(page, served, 'bench_many', MANY, endMs);
    return [...many].flatMap(([what, { task, frame }]): BenchRow[] => [
      {
        what: `longest task while ${what}, ${MANY} lines of ${POINTS} points`,
        figure: task,
        unit: 'ms',
        baseline: { what: `the same with ${FEW} lines`, figure: few.get(what)?.task ?? Number.NaN },
        aim: { of: 'figure', atMost: LONG_TASK_MS },
      },
      {
        what: `longest time between frames while ${what}, ${MANY} lines of ${POINTS} points`,
        figure: frame,
        unit: 'ms',
        baseline: { what: `the same with ${FEW} lines`, figure: few.get(what)?.frame ?? Number.NaN },
        aim: null,
      },
    ]);
  } finally {
    await browser.close();
    await served.stop();
  }
}

export const bench: Bench = {
  name: 'metrics-page',
  skip: () => (existsSync(CHROMIUM) ? null : `no browser at ${CHROMIUM}`),
  run,
};
