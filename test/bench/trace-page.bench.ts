import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import { cookieSecret } from '../../electron/hosts/web/token.ts';
import { type Served, serve } from '../e2e/serve.ts';
import { type Bench, type BenchRow, median } from './harness.ts';
import { LARGE_TRACE_ID, largeTraceFile } from './large-trace.ts';
import { openOnceInto } from './open-once.ts';
import { LONG_TASK_MS, watchFrames, worst } from './page-watch.ts';

const CHROMIUM = process.env.TRIVET_CHROMIUM ?? '/usr/bin/chromium';
const SPANS = Number(process.env.TRIVET_BENCH_SPANS ?? 250_000);
const SHAPES = [
  { depth: 10, name: `${SPANS.toLocaleString('en-US')} spans, 10 deep` },
  { depth: 1_500, name: `${SPANS.toLocaleString('en-US')} spans, 1,500 deep` },
];
const ROUNDS = 3;
const MIB = 2 ** 20;

function parseMs(path: string): number {
  const text = readFileSync(path, 'utf8');
  const start = performance.now();
  JSON.parse(text);
  return performance.now() - start;
}

interface Opened {
  page: Page;
  session: CDPSession;
  firstRowsMs: number;
  close(): Promise<void>;
}

async function openTrace(browser: Browser, { info }: Served): Promise<Opened> {
  const { hostname, port, origin } = new URL(info.url);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const cookie = { name: `trivet_${port}`, value: cookieSecret(info.token), domain: hostname, path: '/' };
  await context.addCookies([{ ...cookie, httpOnly: true, sameSite: 'Strict' }]);
  const page = await context.newPage();
  await page.addInitScript(watchFrames);
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  const start = performance.now();
  await page.goto(`${origin}/traces/${LARGE_TRACE_ID}`);
  await page.getByRole('treegrid').getByRole('row').nth(5).waitFor({ timeout: 120_000 });
  const firstRowsMs = performance.now() - start;
  return { page, session, firstRowsMs, close: () => context.close() };
}

/** As a click in a list does, without loading the app again. */
async function openFromAnotherView(page: Page): Promise<{ task: number; firstRowsMs: number }> {
  await page.goto(new URL('/settings', page.url()).href);
  await page.getByRole('heading').first().waitFor();
  await page.waitForTimeout(2_000);
  await worst(page);
  const start = performance.now();
  await page.evaluate((path) => history.pushState({}, '', path), `/traces/${LARGE_TRACE_ID}`);
  await page.getByRole('treegrid').getByRole('row').nth(5).waitFor({ timeout: 120_000 });
  const firstRowsMs = performance.now() - start;
  await settled(page);
  return { task: (await worst(page)).task, firstRowsMs };
}

async function heapMiB({ session }: Opened): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN) / MIB;
}

type Doing = [what: string, act: (page: Page) => Promise<void>];

const settled = (page: Page) => page.waitForTimeout(700);

/** What a person does in a large trace; each is watched by itself. */
const doings: Doing[] = [
  [
    'opening every fold',
    async (page) => {
      await page.keyboard.press('f');
      await settled(page);
    },
  ],
  [
    'scrolling through, a page at a time and by the bar',
    async (page) => {
      const grid = page.getByRole('treegrid');
      await grid.hover();
      for (let i = 0; i < 40; i++) await page.mouse.wheel(0, 480);
      for (let i = 1; i <= 40; i++) {
        await grid.evaluate((element, share) => {
          element.scrollTop = element.scrollHeight * share;
        }, i / 40);
        await page.waitForTimeout(16);
      }
      await settled(page);
    },
  ],
  [
    'finding a text',
    async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('orders/2499', { delay: 40 });
      await page.keyboard.press('Enter');
      await page.waitForTimeout(3_000);
      await page.keyboard.press('Escape');
    },
  ],
  [
    'stepping through errors',
    async (page) => {
      await page.getByRole('treegrid').focus();
      for (let i = 0; i < 10; i++) await page.keyboard.press('n');
      await settled(page);
    },
  ],
  [
    're-rooting',
    async (page) => {
      await page.keyboard.press('r');
      await settled(page);
      await page.keyboard.press('r');
      await settled(page);
    },
  ],
  [
    'collapsing and expanding all',
    async (page) => {
      await page.keyboard.press('F');
      await settled(page);
      await page.keyboard.press('F');
      await settled(page);
    },
  ],
  [
    'flame graph, and back',
    async (page) => {
      await page.getByRole('tab', { name: 'Flame graph' }).click();
      await settled(page);
      await page.getByRole('tab', { name: 'Timeline' }).click();
      await settled(page);
    },
  ],
];

async function measureShape(browser: Browser, dir: string, depth: number, name: string): Promise<BenchRow[]> {
  const path = join(dir, `trace-${depth}.json`);
  await pipeline(Readable.from(largeTraceFile(SPANS, depth)), createWriteStream(path));
  const dataDir = join(dir, `store-${depth}`);
  mkdirSync(dataDir);
  await openOnceInto(path, dataDir);
  const served = await serve([], dataDir);
  try {
    const first: number[] = [];
    const parse: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      parse.push(parseMs(path));
      const opened = await openTrace(browser, served);
      first.push(opened.firstRowsMs);
      if (round < ROUNDS - 1) await opened.close();
      else return [...(await acted(opened, name)), firstRowsRow(name, median(first), median(parse))];
    }
    return [];
  } finally {
    await served.stop();
  }
}

const firstRowsRow = (name: string, firstRows: number, parse: number): BenchRow => ({
  what: `first rows of a stored trace, ${name}`,
  figure: firstRows,
  unit: 'ms',
  baseline: { what: 'JSON.parse of its Jaeger file', figure: parse },
  aim: { of: 'figure', atMost: 2.5 * parse + 500 },
});

async function acted(opened: Opened, name: string): Promise<BenchRow[]> {
  const { page } = opened;
  const rows: BenchRow[] = [];
  const watched = async (what: string, act: () => Promise<void>) => {
    await act();
    const { task, frame } = await worst(page);
    rows.push({
      what: `longest task while ${what}, ${name}`,
      figure: task,
      unit: 'ms',
      baseline: { what: 'longest time between frames', figure: frame },
      aim: { of: 'figure', atMost: LONG_TASK_MS },
    });
  };
  await settled(page);
  const { task: cold } = await worst(page);
  const warm = await openFromAnotherView(page);
  rows.push({
    what: `longest task while opening it from another view, ${name}`,
    figure: warm.task,
    unit: 'ms',
    baseline: { what: 'while the app itself starts with it', figure: cold },
    aim: { of: 'figure', atMost: LONG_TASK_MS },
  });
  rows.push({
    what: `first rows when opened from another view, ${name}`,
    figure: warm.firstRowsMs,
    unit: 'ms',
    baseline: null,
    aim: null,
  });
  for (const [what, act] of doings) await watched(what, () => act(page));
  rows.push({
    what: `JavaScript heap of the page after all that, ${name}`,
    figure: await heapMiB(opened),
    unit: 'MiB',
    baseline: null,
    aim: { of: 'figure', atMost: 300 },
  });
  await opened.close();
  return rows;
}

async function run(): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const rows: BenchRow[] = [];
    for (const { depth, name } of SHAPES) rows.push(...(await measureShape(browser, dir, depth, name)));
    return rows;
  } finally {
    await browser.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

export const bench: Bench = {
  name: 'trace-page',
  skip: () => (existsSync(CHROMIUM) ? null : `no browser at ${CHROMIUM}`),
  run,
};
