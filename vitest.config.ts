import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Most of the time goes into waiting for daemons and processes, not into computing.
    maxWorkers: 3,
    // Threads that come and go by the hundred trip V8's map of protected code pages ("Check failed: jit_page"); no
    // engine does that, but its tests do. https://github.com/nodejs/node/issues/64500
    execArgv: ['--no-memory-protection-keys'],
  },
});
