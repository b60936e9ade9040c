import type { Page } from '@playwright/test';

/**
 * Goes to an address. Chromium aborts what it loads when a network of this machine appears or goes, which tests
 * with containers of their own bring about; the person at the browser would press reload.
 */
export async function show(page: Page, url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await page.goto(url);
      return;
    } catch (error) {
      if (tries >= 5 || !String(error).includes('ERR_NETWORK_CHANGED')) throw error;
    }
  }
}
