import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { cookieSecret } from '../../electron/hosts/web/token.ts';
import { receiverNames } from '../../shared/contract/app.ts';
import { desktopSkipReason, launchDesktop } from './electron.ts';
import { serve } from './serve.ts';
import { show } from './show.ts';

export { expect } from '@playwright/test';

/** A running Trivet with its window, whichever host it has. */
export interface App {
  page: Page;
  otlpPort: number;
  /** Shows a view by its address. */
  open(path: string): Promise<void>;
}

interface Host {
  otlpPort: number;
  attach(page: Page | null): Promise<{ page: Page; origin: string }>;
  stop(): Promise<void>;
}

interface WorkerOptions {
  /** Files that name a world of their own have an engine and a store to themselves; the others share theirs. */
  world: string;
  /** Null where the desktop app cannot run; every test then says so. */
  host: Host | null;
}

async function webHost(): Promise<Host> {
  const { info, stop } = await serve();
  const { hostname, port, origin } = new URL(info.url);
  return {
    otlpPort: info.listen['otlp-http']?.port ?? 0,
    async attach(page) {
      if (!page) throw new Error('the browser has no page');
      const cookie = { name: `trivet_${port}`, value: cookieSecret(info.token), domain: hostname, path: '/' };
      await page.context().addCookies([{ ...cookie, httpOnly: true, sameSite: 'Strict' }]);
      return { page, origin };
    },
    stop,
  };
}

async function desktopHost(): Promise<Host> {
  const dataDir = mkdtempSync(join(tmpdir(), 'trivet-e2e-'));
  const otlpPort = await freePort();
  const listen = receiverNames.map((name) => `${name}=${name === 'otlp-http' ? otlpPort : 0}`);
  const { app, page } = await launchDesktop(dataDir, ['--listen', ...listen]);
  return {
    otlpPort,
    attach: async () => ({ page, origin: new URL(page.url()).origin }),
    async stop() {
      await app.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Fails the test on any violation of the content security policy and on any error that nobody caught. */
function watch(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) faults.push(message.text());
  });
  return faults;
}

export const test = base.extend<{ app: App }, WorkerOptions>({
  world: ['shared', { scope: 'worker', option: true }],
  host: [
    // Asked for only so that another world is another host.
    async ({ world: _world }, use, info) => {
      const desktop = info.project.metadata.mode === 'desktop';
      const absent = desktop && desktopSkipReason() !== null;
      const host = absent ? null : await (desktop ? desktopHost() : webHost());
      await use(host);
      await host?.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  app: async ({ host, page: browserPage }, use) => {
    base.skip(host === null, desktopSkipReason() ?? '');
    if (!host) return;
    const { page, origin } = await host.attach(browserPage);
    const faults = watch(page);
    await use({ page, otlpPort: host.otlpPort, open: (path) => show(page, origin + path) });
    expect(faults, 'violations of the content security policy and uncaught errors').toEqual([]);
  },
});
