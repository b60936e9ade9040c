import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import { cookieSecret } from '../../electron/hosts/web/token.ts';
import { docker, dockerMissing, ensureBusyboxImage, removeContainer, uniqueName } from '../docker.ts';
import { type Served, serve } from '../e2e/serve.ts';
import { show } from '../e2e/show.ts';
import type { Bench, BenchRow } from './harness.ts';
import { LONG_TASK_MS } from './page-watch.ts';

const CHROMIUM = process.env.TRIVET_CHROMIUM ?? '/usr/bin/chromium';
const SECONDS = Number(process.env.TRIVET_BENCH_TAIL_SECONDS ?? 60);
const IDLE_SECONDS = Math.min(SECONDS, 20);
/** The list has let go of its first lines by then: what it holds no longer grows. */
const WARM_UP_S = 10;
const CONTAINERS = 4;
const LINES_PER_SECOND = 5_000;
const A_SECOND = 20;
const MIB = 2 ** 20;

/**
 * Prints its part of the lines twenty times a second, and what it is behind with at once: JSON as pino writes it, every
 * hundredth an error.
 */
const script = (container: number) => {
  const lines = LINES_PER_SECOND / CONTAINERS / A_SECOND;
  const line = `{"level":%d,"time":%d,"pid":7,"hostname":"c${container}","reqId":"r-%d","method":"GET","path":"/products/%d","status":%d,"ms":%d,"msg":"request completed"}\\n`;
  const args = 'n%100==0?50:30, systime()*1000+n%1000, n, n%977, n%100==0?500:200, n*7919%900';
  return `awk 'BEGIN{s=systime();while(1){for(i=0;i<${lines};i++){n++;printf("${line.replaceAll('"', '\\"')}", ${args})};fflush();if(n>=(systime()-s)*${LINES_PER_SECOND / CONTAINERS})system("usleep ${1_000_000 / A_SECOND - 4_000}")}}'`;
};

interface Watched {
  frames: number[];
  longTasks: number[];
}

/** Runs in the page before its own code: the time between frames, and every long task. */
function watchAll(): void {
  const watched: Watched = { frames: [], longTasks: [] };
  (window as unknown as { watched: Watched }).watched = watched;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watched.longTasks.push(duration);
  }).observe({ type: 'longtask' });
  let last = performance.now();
  const frame = (now: number) => {
    watched.frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** What was seen since it was last asked. */
const taken = (page: Page): Promise<Watched> =>
  page.evaluate(() => {
    const holder = window as unknown as { watched: Watched };
    const { frames, longTasks } = holder.watched;
    const seen = { frames: frames.splice(0), longTasks: longTasks.splice(0) };
    return seen;
  });

async function heapBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
}

async function storedLines({ info }: Served): Promise<number> {
  const answer = await fetch(new URL('/metrics', info.url), {
    headers: { authorization: `Bearer ${info.token}` },
  });
  const text = await answer.text();
  return [...text.matchAll(/^trivet_received_items_total\{[^}]*signal="logs"[^}]*\} (\S+)/gm)].reduce(
    (sum, [, value]) => sum + Number(value),
    0,
  );
}

async function newPage(browser: Browser, { info }: Served): Promise<Page> {
  const { hostname, port } = new URL(info.url);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const cookie = { name: `trivet_${port}`, value: cookieSecret(info.token), domain: hostname, path: '/' };
  await context.addCookies([{ ...cookie, httpOnly: true, sameSite: 'Strict' }]);
  const page = await context.newPage();
  await page.addInitScript(watchAll);
  return page;
}

interface Measured extends Watched {
  heapStart: number;
  heapEnd: number;
  linesPerSecond: number;
}

async function watch(page: Page, session: CDPSession, served: Served, seconds: number): Promise<Measured> {
  const heapStart = await heapBytes(session);
  const before = await storedLines(served);
  await taken(page);
  const startedAt = performance.now();
  await sleep(seconds * 1000);
  const seen = await taken(page);
  const linesPerSecond = ((await storedLines(served)) - before) / ((performance.now() - startedAt) / 1000);
  return { ...seen, heapStart, heapEnd: await heapBytes(session), linesPerSecond };
}

const part = (values: number[], of: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * of))] ?? Number.NaN;

function rows(idle: Measured, live: Measured): BenchRow[] {
  const what = `while the list follows ${LINES_PER_SECOND} lines/s for ${SECONDS} s`;
  const frame = (name: string, of: number, atMost: number | null): BenchRow => ({
    what: `time between frames, ${name}, ${what}`,
    figure: part(live.frames, of),
    unit: 'ms',
    baseline: { what: 'the same page while nothing is logged', figure: part(idle.frames, of) },
    aim: atMost === null ? null : { of: 'figure', atMost },
  });
  return [
    {
      what: `lines stored ${what}`,
      figure: live.linesPerSecond,
      unit: 'lines/s',
      baseline: { what: 'lines that the containers print', figure: LINES_PER_SECOND },
      aim: { of: 'ratio', atLeast: 0.95 },
    },
    frame('median', 0.5, 17),
    frame('99th percentile', 0.99, 34),
    frame('longest', 1, null),
    {
      what: `tasks over ${LONG_TASK_MS} ms ${what}`,
      figure: live.longTasks.length,
      unit: 'tasks',
      baseline: {
        what: `the same in ${IDLE_SECONDS} s while nothing is logged`,
        figure: idle.longTasks.length,
      },
      aim: { of: 'figure', atMost: 0 },
    },
    {
      what: `longest task ${what}`,
      figure: Math.max(0, ...live.longTasks),
      unit: 'ms',
      baseline: null,
      aim: null,
    },
    {
      what: `heap of the page at the end, ${what}`,
      figure: live.heapEnd / MIB,
      unit: 'MiB',
      baseline: { what: `the same after ${WARM_UP_S} s of it`, figure: live.heapStart / MIB },
      aim: { of: 'ratio', atMost: 1.15 },
    },
  ];
}

async function run(): Promise<BenchRow[]> {
  const served = await serve();
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const names: string[] = [];
  try {
    const image = await ensureBusyboxImage();
    const page = await newPage(browser, served);
    const session = await page.context().newCDPSession(page);
    // One line, so that the list is there to be watched while nothing comes.
    names.push(uniqueName('bench-tail'));
    await docker('run', '-d', '--name', names[0] as string, image, 'sh', '-c', 'echo ready; sleep 3600');
    await show(page, `${new URL(served.info.url).origin}/logs?range=5m`);
    await page.getByRole('log').getByText('ready').first().waitFor({ timeout: 30_000 });
    await sleep(5_000);
    const idle = await watch(page, session, served, IDLE_SECONDS);
    for (let i = 0; i < CONTAINERS; i++) {
      names.push(uniqueName('bench-tail'));
      await docker('run', '-d', '--name', names.at(-1) as string, image, 'sh', '-c', script(i));
    }
    await page.getByRole('log').getByText('request completed').first().waitFor({ timeout: 30_000 });
    await sleep(WARM_UP_S * 1000);
    const live = await watch(page, session, served, SECONDS);
    return rows(idle, live);
  } finally {
    await browser.close();
    await Promise.all(names.map((name) => removeContainer(name)));
    await served.stop();
  }
}

export const bench: Bench = {
  name: 'log-tail-page',
  skip: () => (existsSync(CHROMIUM) ? dockerMissing : `no browser at ${CHROMIUM}`),
  run,
};
