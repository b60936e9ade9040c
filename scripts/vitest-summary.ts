import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';
import { corpusDir, hasCorpus } from '../test/corpus.ts';
import type { SuiteSummary } from './test-summary.ts';

/** Tests of the corpus are skipped as they are declared, which leaves no place for a reason. */
const reasonOf = (note: string | undefined): string =>
  note ?? (hasCorpus ? 'no reason given' : `the corpus is absent: ${corpusDir} (TRIVET_CORPUS)`);

/** Writes the run's counts to the file that TRIVET_TEST_SUMMARY names. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const summary: SuiteSummary = { passed: 0, failed: unhandled.length, skipped: [] };
    for (const module of modules) {
      for (const test of module.children.allTests()) count(test, summary);
      // A file that cannot be loaded has no tests to fail.
      if (module.state() === 'failed' && [...module.children.allTests('failed')].length === 0)
        summary.failed++;
    }
    writeFileSync(process.env.TRIVET_TEST_SUMMARY ?? 'vitest-summary.json', JSON.stringify(summary));
  }
}

function count(test: TestCase, summary: SuiteSummary): void {
  const result = test.result();
  if (result.state === 'passed') summary.passed++;
  else if (result.state === 'skipped') {
    summary.skipped.push({
      name: `${test.module.relativeModuleId} > ${test.fullName}`,
      reason: reasonOf(result.note),
    });
  } else summary.failed++;
}
