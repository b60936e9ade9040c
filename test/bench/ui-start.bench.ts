import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { cookieSecret } from '../../electron/hosts/web/token.ts';
import { type Served, serve } from '../e2e/serve.ts';
import { type Bench, type BenchRow, medians } from './harness.ts';

const CHROMIUM = process.env.TRIVET_CHROMIUM ?? '/usr/bin/chromium';
const GIB = 2 ** 30;
const ROUNDS = 5;
const TRACES = 200;
const SPANS = 10;

/** One request of ordinary traces over the last minutes; the payload makes one span of each large. */
function fillerRequest(payload: () => string): string {
  const traces = Array.from({ length: TRACES }, () => {
    const traceId = randomBytes(16).toString('hex');
    const start = BigInt(Date.now() - Math.floor(Math.random() * 600_000)) * 1_000_000n;
    const rootId = randomBytes(8).toString('hex');
    return Array.from({ length: SPANS }, (_, i) => ({
      traceId,
      spanId: i === 0 ? rootId : randomBytes(8).toString('hex'),
      parentSpanId: i === 0 ? '' : rootId,
      name: i === 0 ? 'POST /filler' : `step ${i}`,
      startTimeUnixNano: String(start + BigInt(i) * 1_000_000n),
      endTimeUnixNano: String(start + BigInt(10 + Math.round(Math.random() * 90)) * 1_000_000n),
      attributes: i === 1 ? [{ key: 'payload', value: { stringValue: payload() } }] : [],
    }));
  });
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'filler' } }] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: traces.flat() }] }] });
}

async function send({ info }: Served, body: string): Promise<void> {
  const url = `http://127.0.0.1:${info.listen['otlp-http']?.port}/v1/traces`;
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  if (answer.status !== 200) throw new Error(`filling: ${answer.status} ${await answer.text()}`);
}

/** Sends spans until the store has a size of a gibibyte: ordinary traces, and a few with large bodies as payload. */
async function fill(served: Served): Promise<void> {
  const file = join(served.info.dataDir, 'telemetry.db');
  while (!existsSync(file) || statSync(file).size < GIB) {
    await send(
      served,
      fillerRequest(() => randomBytes(32 * 1024).toString('base64')),
    );
  }
}

/** Milliseconds from opening the window's address to the first row of traces on screen, in a fresh profile. */
async function firstRows(browser: Browser, { info }: Served): Promise<number> {
  const { hostname, port, origin } = new URL(info.url);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const cookie = { name: `trivet_${port}`, value: cookieSecret(info.token), domain: hostname, path: '/' };
  await context.addCookies([{ ...cookie, httpOnly: true, sameSite: 'Strict' }]);
  const page = await context.newPage();
  const start = performance.now();
  await page.goto(`${origin}/traces?range=1h`);
  await page
    .getByRole('row', { name: /POST \/filler/ })
    .first()
    .waitFor();
  const elapsed = performance.now() - start;
  await context.close();
  return elapsed;
}

async function run(): Promise<BenchRow[]> {
  const small = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const large = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const engines: Served[] = [];
  try {
    const filling = await serve([], large);
    await fill(filling);
    await filling.stop();
    // Opened again, so that nothing is warm but the system's own cache.
    const full = await serve([], large);
    const few = await serve([], small);
    engines.push(full, few);
    await send(
      few,
      fillerRequest(() => ''),
    );
    const { figure, baseline } = await medians(
      { figure: () => firstRows(browser, full), baseline: () => firstRows(browser, few) },
      ROUNDS,
    );
    return [
      {
        what: 'UI start to first rows, 1 GiB store',
        figure,
        unit: 'ms',
        baseline: { what: 'the same with one batch of traces', figure: baseline },
        aim: { of: 'figure', atMost: 1_000 },
      },
    ];
  } finally {
    await browser.close();
    for (const engine of engines) await engine.stop();
    for (const dir of [small, large]) rmSync(dir, { recursive: true, force: true });
  }
}

export const bench: Bench = {
  name: 'ui-start',
  skip: () => (existsSync(CHROMIUM) ? null : `no browser at ${CHROMIUM}`),
  run,
};
