import type { Page } from '@playwright/test';

/** Chromium counts a task as long from here on. */
export const LONG_TASK_MS = 50;

/** The longest task of the page's main thread and the longest time between two frames since it was last asked. */
export async function worst(page: Page): Promise<{ task: number; frame: number }> {
  // The observer hears of a task in a task of its own.
  await page.waitForTimeout(100);
  return page.evaluate(() => {
    const seen = (window as unknown as { worst: { task: number; frame: number } }).worst;
    const answer = { ...seen };
    seen.task = 0;
    seen.frame = 0;
    return answer;
  });
}

/** Runs in the page before its own code. */
export function watchFrames(): void {
  const seen = { task: 0, frame: 0 };
  (window as unknown as { worst: typeof seen }).worst = seen;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.task = Math.max(seen.task, duration);
  }).observe({ type: 'longtask', buffered: true });
  let last = performance.now();
  const frame = (now: number) => {
    seen.frame = Math.max(seen.frame, now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}
