import type { JSONReport, JSONReportSpec, JSONReportSuite } from '@playwright/test/reporter';
import type { SuiteSummary } from './test-summary.ts';

/** The counts of Playwright's JSON report. A flaky test counts as failed: it did fail. */
export function playwrightSummary(report: JSONReport): SuiteSummary {
  // Errors outside of tests: a spec that cannot be loaded, a server that did not start.
  const summary: SuiteSummary = { passed: 0, failed: report.errors.length, skipped: [] };
  for (const suite of report.suites) countSuite(suite, '', summary);
  return summary;
}

/** What would have run, for a machine where it cannot. */
export function skippedPlaywright(report: JSONReport, reason: string): SuiteSummary {
  const names = report.suites.flatMap((suite) => specNames(suite, ''));
  return { passed: 0, failed: report.errors.length, skipped: names.map((name) => ({ name, reason })) };
}

function specNames(suite: JSONReportSuite, path: string): string[] {
  const here = path ? `${path} > ${suite.title}` : suite.title;
  return [
    ...suite.specs.flatMap((spec) => spec.tests.map(() => `${here} > ${spec.title}`)),
    ...(suite.suites ?? []).flatMap((inner) => specNames(inner, here)),
  ];
}

function countSuite(suite: JSONReportSuite, path: string, summary: SuiteSummary): void {
  const here = path ? `${path} > ${suite.title}` : suite.title;
  for (const spec of suite.specs) countSpec(spec, here, summary);
  for (const inner of suite.suites ?? []) countSuite(inner, here, summary);
}

function countSpec(spec: JSONReportSpec, path: string, summary: SuiteSummary): void {
  for (const { status, annotations } of spec.tests) {
    if (status === 'expected') summary.passed++;
    else if (status === 'skipped') {
      const reason = annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description;
      summary.skipped.push({ name: `${path} > ${spec.title}`, reason: reason ?? 'no reason given' });
    } else summary.failed++;
  }
}
