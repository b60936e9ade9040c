import type { JSONReport } from '@playwright/test/reporter';
import { expect, test } from 'vitest';
import { playwrightSummary, skippedPlaywright } from '../scripts/playwright-summary.ts';
import { addUp, failureOf, summaryLines } from '../scripts/test-summary.ts';

const skip = (reason: string) => ({ name: 'a test', reason });

test('the last line sums up every suite, and skipped tests stand under their reasons', () => {
  const total = addUp([
    { passed: 3, failed: 1, skipped: [skip('no daemon')] },
    { passed: 2, failed: 0, skipped: [skip('no daemon'), skip('Electron’s binary is not installed')] },
  ]);
  expect(summaryLines(total)).toEqual([
    'skipped, no daemon:',
    '  a test',
    '  a test',
    'skipped, Electron’s binary is not installed:',
    '  a test',
    '5 passed, 1 failed, 3 skipped',
  ]);
});

test('a run is green only when something ran and nothing failed', () => {
  expect(failureOf({ passed: 1, failed: 0, skipped: [] }, true)).toBeNull();
  expect(failureOf({ passed: 1, failed: 1, skipped: [] }, false)).toBe('1 failed');
  expect(failureOf({ passed: 0, failed: 0, skipped: [] }, false)).toBe('nothing ran');
});

test('where CI=true only what needs Electron or the corpus may be skipped', () => {
  const run = (reason: string) => ({ passed: 1, failed: 0, skipped: [skip(reason)] });
  expect(failureOf(run('Electron’s binary is not installed'), true)).toBeNull();
  expect(failureOf(run('no daemon'), true)).toMatch(/1 tests were skipped/);
  expect(failureOf(run('no daemon'), false)).toBeNull();
});

const report = {
  errors: [],
  suites: [
    {
      title: 'shell.spec.ts',
      specs: [
        { title: 'opens', tests: [{ status: 'expected', annotations: [] }] },
        { title: 'sometimes', tests: [{ status: 'flaky', annotations: [] }] },
      ],
      suites: [
        {
          title: 'desktop',
          specs: [
            {
              title: 'starts',
              tests: [{ status: 'skipped', annotations: [{ type: 'skip', description: 'Electron' }] }],
            },
          ],
        },
      ],
    },
  ],
} as unknown as JSONReport;

test('a flaky browser test counts as failed, a skipped one with its reason', () => {
  expect(playwrightSummary(report)).toEqual({
    passed: 1,
    failed: 1,
    skipped: [{ name: 'shell.spec.ts > desktop > starts', reason: 'Electron' }],
  });
});

test('a spec file that cannot be loaded is a failure', () => {
  const broken = { ...report, errors: [{ message: 'SyntaxError' }], suites: [] } as unknown as JSONReport;
  expect(playwrightSummary(broken).failed).toBe(1);
});

test('without a browser every browser test is skipped with that reason', () => {
  expect(skippedPlaywright(report, 'no Chromium').skipped).toHaveLength(3);
});
