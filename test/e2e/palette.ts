import { expect, type Locator, type Page } from '@playwright/test';

/** Opens the command palette; keys that are pressed before the page has come up find nobody. */
export async function openPalette(page: Page): Promise<Locator> {
  const search = page.getByPlaceholder('Search or run a command');
  await expect(async () => {
    await page.keyboard.press('Control+k');
    await expect(search).toBeVisible({ timeout: 1_000 });
  }).toPass();
  return search;
}
