import type { Page, Request } from '@playwright/test';

const NETWORK_CHANGED = 'ERR_NETWORK_CHANGED';
const MOST_TRIES = 5;

/**
 * Goes to an address. Chromium aborts what it loads when a network of this machine appears or goes, which tests
 * with containers of their own bring about; the person at the browser would press reload.
 */
export async function show(page: Page, url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const aborted = await goTo(page, url);
    if (aborted === null) return;
    if (tries >= MOST_TRIES) throw aborted;
  }
}

/** What was aborted by a change of networks: the page, or a script or style without which it stays blank. */
async function goTo(page: Page, url: string): Promise<Error | null> {
  let part: Error | null = null;
  const failed = (request: Request) => {
    const { errorText = '' } = request.failure() ?? {};
    const isNeeded = ['script', 'stylesheet'].includes(request.resourceType());
    if (isNeeded && errorText.includes(NETWORK_CHANGED)) part = new Error(`${request.url()}: ${errorText}`);
  };
  page.on('requestfailed', failed);
  try {
    await page.goto(url);
    return part;
  } catch (error) {
    if (error instanceof Error && error.message.includes(NETWORK_CHANGED)) return error;
    throw error;
  } finally {
    page.off('requestfailed', failed);
  }
}
