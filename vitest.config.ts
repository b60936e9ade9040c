import { defineConfig } from 'vitest/config';

/** Nothing in these outlives a test, so their files may share a worker and what it has loaded. */
const TOGETHER = ['shared', 'renderer', 'engine/{formats,storage,traces}'].map(
  (folder) => `test/${folder}/**/*.test.{ts,tsx}`,
);

export default defineConfig({
  test: {
    setupFiles: ['test/setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Most of the time goes into waiting for daemons and processes, not into computing.
    maxWorkers: 3,
    // Threads that come and go by the hundred trip V8's map of protected code pages ("Check failed: jit_page"); no
    // engine does that, but its tests do. https://github.com/nodejs/node/issues/64500
    execArgv: ['--no-memory-protection-keys'],
    projects: [
      { extends: true, test: { name: 'together', include: TOGETHER, isolate: false } },
      { extends: true, test: { name: 'apart', include: ['test/**/*.test.{ts,tsx}'], exclude: TOGETHER } },
    ],
  },
});
