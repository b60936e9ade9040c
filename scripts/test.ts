/**
 * Every suite, one after the other: vitest (units, contract, engine, hosts, command line), then Playwright (the
 * UI in a real browser). Ends with what was skipped and why, and with one line that sums up all of them. Fails
 * when a test failed, when nothing ran, and under CI=true when something was skipped that must not be.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JSONReport } from '@playwright/test/reporter';
import { playwrightSummary, skippedPlaywright } from './playwright-summary.ts';
import { addUp, failureOf, type SuiteSummary, summaryLines } from './test-summary.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** What Node made of each source: the tests start hundreds of threads and processes that read the same ones. */
const compiled = join(root, 'node_modules/.cache/compiled');
const results = mkdtempSync(join(tmpdir(), 'trivet-results-'));
const say = (line: string) => process.stdout.write(`${line}\n`);

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function findBrowser(): string | null {
  const named = process.env.TRIVET_CHROMIUM;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const paths = named ? [named] : BROWSERS.flatMap((name) => folders.map((folder) => join(folder, name)));
  return paths.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs a program of node_modules; its JSON result, or null when it wrote none. */
function run(script: string, args: string[], resultFile: string, env: Record<string, string>): unknown {
  const { status, error } = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: compiled, ...env },
  });
  if (error) throw error;
  if (existsSync(resultFile)) return JSON.parse(readFileSync(resultFile, 'utf8'));
  say(`${script} ended with ${status} and left no result`);
  return null;
}

const NO_RESULT: SuiteSummary = { passed: 0, failed: 1, skipped: [] };

function runVitest(filters: string[]): SuiteSummary {
  const file = join(results, 'vitest.json');
  const args = ['run', '--reporter=dot', '--reporter=./scripts/vitest-summary.ts', ...filters];
  const summary = run('vitest/vitest.mjs', args, file, { TRIVET_TEST_SUMMARY: file });
  return (summary as SuiteSummary | null) ?? NO_RESULT;
}

function runPlaywright(): SuiteSummary {
  if (!existsSync(join(root, 'playwright.config.ts'))) return { passed: 0, failed: 0, skipped: [] };
  const file = join(results, 'playwright.json');
  const browser = findBrowser();
  const mode = browser ? ['--reporter=line,json'] : ['--list', '--reporter=json'];
  const env = { PLAYWRIGHT_JSON_OUTPUT_NAME: file, ...(browser ? { TRIVET_CHROMIUM: browser } : {}) };
  const report = run(
    '@playwright/test/cli.js',
    ['test', '--project=web', '--project=desktop', ...mode],
    file,
    env,
  ) as JSONReport | null;
  if (!report) return NO_RESULT;
  return browser ? playwrightSummary(report) : skippedPlaywright(report, 'no Chromium on the PATH');
}

const filters = process.argv.slice(2);
try {
  const suites = [runVitest(filters), ...(filters.length === 0 ? [runPlaywright()] : [])];
  const total = addUp(suites);
  const failure = failureOf(total, process.env.CI === 'true');
  const lines = summaryLines(total);
  for (const line of lines.slice(0, -1)) say(line);
  if (failure) say(`not green: ${failure}`);
  say(lines.at(-1) ?? '');
  process.exitCode = failure ? 1 : 0;
} finally {
  rmSync(results, { recursive: true, force: true });
}
