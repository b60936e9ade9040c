import type { Page } from '@playwright/test';
import { expect, test } from './trivet.ts';

/** Aborts the first `times` loads of each address that matches, as a browser does when a network changes. */
async function abortFirst(page: Page, pattern: RegExp, times: number): Promise<() => number> {
  const seen = new Map<string, number>();
  await page.route(pattern, (route) => {
    const url = route.request().url();
    const before = seen.get(url) ?? 0;
    seen.set(url, before + 1);
    return before < times ? route.abort('connectionaborted') : route.continue();
  });
  return () => seen.size;
}

test('a part whose load is aborted is loaded again', async ({ app }) => {
  const aborted = await abortFirst(app.page, /\/assets\/(TracesView|Palette)-.*\.js/, 2);
  await app.open('/traces');
  await expect(app.page.getByRole('heading', { name: 'Traces', exact: true })).toBeVisible();
  expect(aborted()).toBe(2);
});

test('the page starts again when its own script or sheet did not load', async ({ app }) => {
  const aborted = await abortFirst(app.page, /\/assets\/(index|style)-.*\.(js|css)/, 1);
  await app.open('/traces');
  await expect(app.page.getByRole('heading', { name: 'Traces', exact: true })).toBeVisible();
  expect(aborted()).toBe(2);
});

test('without the palette every view still works', async ({ app }) => {
  await abortFirst(app.page, /\/assets\/Palette-.*\.js/, 1000);
  await app.open('/traces');
  await expect(app.page.getByRole('heading', { name: 'Traces', exact: true })).toBeVisible();
});
