/** What one run of a test program did, for the sum over all of them. */
export interface SuiteSummary {
  passed: number;
  failed: number;
  skipped: SkippedTest[];
}

export interface SkippedTest {
  name: string;
  reason: string;
}

/** May be missing even where everything must run: Electron's binary, and files that are no part of the project. */
const MAY_BE_SKIPPED = /Electron|corpus/;

export const addUp = (suites: readonly SuiteSummary[]): SuiteSummary => ({
  passed: suites.reduce((sum, { passed }) => sum + passed, 0),
  failed: suites.reduce((sum, { failed }) => sum + failed, 0),
  skipped: suites.flatMap(({ skipped }) => skipped),
});

/** Why the run as a whole did not succeed, or null when it did. */
export function failureOf({ passed, failed, skipped }: SuiteSummary, strict: boolean): string | null {
  if (failed > 0) return `${failed} failed`;
  if (passed === 0) return 'nothing ran';
  const missing = strict ? skipped.filter(({ reason }) => !MAY_BE_SKIPPED.test(reason)) : [];
  return missing.length > 0 ? `${missing.length} tests were skipped that must run where CI=true` : null;
}

/** Skipped tests by their reason, then the line that ends every run. */
export function summaryLines({ passed, failed, skipped }: SuiteSummary): string[] {
  const byReason = Map.groupBy(skipped, ({ reason }) => reason);
  const reasons = [...byReason].flatMap(([reason, tests]) => [
    `skipped, ${reason}:`,
    ...tests.map(({ name }) => `  ${name}`),
  ]);
  return [...reasons, `${passed} passed, ${failed} failed, ${skipped.length} skipped`];
}
