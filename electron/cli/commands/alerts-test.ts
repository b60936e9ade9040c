import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { count } from '../../../shared/model/format.ts';
import { parseRuleTests, type RuleTestFile } from '../../engine/alerts/rule-tests/rule-test-file.ts';
import { runRuleTest, type TestFailure } from '../../engine/alerts/rule-tests/run-rule-test.ts';
import type { RuleGroup } from '../../engine/alerts/rules/rule.ts';
import { parseRuleFile } from '../../engine/alerts/rules/rule-file.ts';
import { ConfigError } from '../../engine/scrape/config/config-error.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { safeText } from '../safe-text.ts';
import { tryRules } from './alerts-backtest.ts';

interface Tested {
  file: string;
  tests: number;
  failures: { file: string; line: number | null; test: string; message: string }[];
}

/** `trivet alerts test`: runs tests of rules in promtool's shape, without an engine. */
export function addAlertsTestCommand(alerts: Command, context: CommandContext): void {
  const { out, failed } = context;
  const command = alerts
    .command('test <files...>')
    .description(
      'run tests of rules as `promtool test rules` does; what is no file is a rule in force, tried over the last day',
    );
  withCommonOptions(command).action(async (files: string[]) => {
    const options = command.optsWithGlobals<CommonOptions>();
    const { json } = options;
    for (const file of files) {
      if (isRuleName(file)) {
        await tryRules(file, { ...options, limit: MOST_LABEL_SETS }, context);
        continue;
      }
      const tested = testedFile(file);
      if (tested.failures.length > 0) failed();
      if (json) out.json(tested);
      else for (const line of testText(tested)) out.line(safeText(line));
    }
  });
}

const MOST_LABEL_SETS = 100;

/** Files of tests have an ending, and are there. */
const isRuleName = (text: string): boolean => !/[./\\]/.test(text) && !existsSync(text);

function testedFile(file: string): Tested {
  try {
    const tests = parseRuleTests(readFileSync(file, 'utf8'));
    const rules = tests.ruleFiles.flatMap((pattern) => ruleGroups(file, pattern));
    const failures = tests.tests.flatMap((test) =>
      runRuleTest(test, rules, tests).map((failure: TestFailure) => ({ file, test: test.name, ...failure })),
    );
    return { file, tests: tests.tests.length, failures };
  } catch (error) {
    return { file, tests: 0, failures: refusals(file, error) };
  }
}

/** What a file that is named in a test holds. */
class BadRules extends Error {
  readonly file: string;
  readonly faults: ConfigError[];

  constructor(file: string, faults: ConfigError[]) {
    super('a file of rules is refused');
    this.file = file;
    this.faults = faults;
  }
}

/** @throws BadRules, or an error of the file system */
function ruleGroups(testFile: string, pattern: RuleTestFile['ruleFiles'][number]): RuleGroup[] {
  const path = resolve(dirname(testFile), pattern);
  const paths = pattern.includes('*') ? globSync(path).sort() : [path];
  return paths.flatMap((file) => {
    const read = parseRuleFile(readFileSync(file, 'utf8'));
    if (!read.ok) throw new BadRules(file, read.error);
    return read.value.groups;
  });
}

function refusals(file: string, error: unknown): Tested['failures'] {
  const told = (from: string, line: number | null, message: string) => ({
    file: from,
    line,
    test: '',
    message,
  });
  if (error instanceof ConfigError) return [told(file, error.line, error.message)];
  if (error instanceof BadRules) {
    return error.faults.map(({ line, message }) => told(error.file, line, message));
  }
  if (!(error instanceof Error && 'code' in error)) throw error;
  return [told(file, null, `cannot be read: ${error.message}`)];
}

function* testText({ file, tests, failures }: Tested): Generator<string> {
  yield failures.length === 0 ? `${file}: ${count(tests)} tests passed` : `${file}: failed`;
  for (const { file: where, line, test, message } of failures) {
    yield `  ${line === null ? where : `${where}:${line}`}: ${test === '' ? '' : `${test}: `}${message}`;
  }
}
