import { defineConfig } from '@playwright/test';

/**
 * The same specs twice: against web mode in a browser, and in the real desktop app where Electron's binary is
 * installed (skipped with the reason where not).
 */
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  timeout: 60_000,
  // A busy machine is slow, not wrong.
  expect: { timeout: 20_000 },
  workers: 2,
  reporter: 'line',
  use: {
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.TRIVET_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'web', metadata: { mode: 'web' }, testIgnore: ['**/screenshots.spec.ts'] },
    // Made to be looked at, with nothing in them that could fail: `npm run pictures`.
    { name: 'pictures', metadata: { mode: 'web' }, testMatch: ['**/screenshots.spec.ts'] },
    {
      name: 'desktop',
      metadata: { mode: 'desktop' },
      testIgnore: ['**/stand-in/**', '**/web-*.spec.ts'],
    },
  ],
});
