import { test as base, expect, type Page } from '@playwright/test';
import { show } from '../show.ts';
import type { StandIn } from './api.ts';
import { type StandInHost, startStandIn } from './host.ts';

export { expect } from '@playwright/test';

interface Fixtures {
  /** Starts an engine that tells a story, and gives the page to look at it. */
  tell(given?: Partial<StandIn>): Promise<StandInHost & { open(path: string): Promise<void>; page: Page }>;
}

/** The built renderer before a stand-in engine; fails on any CSP violation and any error that nobody caught. */
export const test = base.extend<Fixtures>({
  tell: async ({ page }, use) => {
    const hosts: StandInHost[] = [];
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) faults.push(message.text());
    });
    await use(async (given) => {
      const host = await startStandIn(given);
      hosts.push(host);
      return { ...host, page, open: (path) => show(page, host.url + path) };
    });
    await page.close();
    for (const host of hosts) await host.close();
    expect(faults, 'violations of the content security policy and uncaught errors').toEqual([]);
  },
});
