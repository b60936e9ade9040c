import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Most of the time goes into waiting for daemons and processes, not into computing.
    maxWorkers: 3,
  },
});
