import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { corpusFile, hasCorpus } from '../corpus.ts';
import { tempDir } from '../temp-dir.ts';
import { trivetHere, trivetJson } from './run-trivet.ts';

const RULES = `groups:
- name: containers
  rules:
  - record: job:up:sum
    expr: sum by (job) (up)
  - alert: Down
    expr: up == 0
    for: 2m
    keep_firing_for: 1m
    labels: { severity: page, job: '{{ $labels.job | toUpper }}' }
    annotations: { summary: '{{ $labels.instance }} is down, {{ with query "sum(up)" }}{{ . | first | value }} are up{{ end }}' }
`;

const test1 = (more: string) => `rule_files: [rules.yml]
tests:
- name: outage
  interval: 1m
  input_series:
  - { series: 'up{job="api",instance="a"}', values: '1 1 0 0 0 1 1 1' }
  - { series: 'up{job="api",instance="b"}', values: '1x8' }
${more}`;

const GOOD = test1(`  alert_rule_test:
  - { eval_time: 3m, alertname: Down }
  - eval_time: 4m
    alertname: Down
    exp_alerts:
    - exp_labels: { severity: page, job: API, instance: a }
      exp_annotations: { summary: 'a is down, 1 are up' }
  - eval_time: 5m
    alertname: Down
    exp_alerts:
    - exp_labels: { severity: page, job: API, instance: a }
      exp_annotations: { summary: 'a is down, 1 are up' }
  - { eval_time: 6m, alertname: Down }
  promql_expr_test:
  - expr: job:up:sum
    eval_time: 4m
    exp_samples: [{ labels: 'job:up:sum{job="api"}', value: 1 }]
  - expr: ALERTS
    eval_time: 3m
    exp_samples: [{ labels: 'ALERTS{alertname="Down",alertstate="pending",instance="a",job="API",severity="page"}', value: 1 }]
`);

function files(tests: string, rules = RULES): string {
  const dir = tempDir();
  writeFileSync(join(dir, 'rules.yml'), rules);
  writeFileSync(join(dir, 'tests.yml'), tests);
  return join(dir, 'tests.yml');
}

/** True where promtool passes the file; where it is not installed, what is expected. */
function promtoolPasses(file: string, expected: boolean): boolean {
  try {
    execFileSync('promtool', ['test', 'rules', file], { stdio: 'pipe' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && process.env.CI !== 'true') return expected;
    return false;
  }
}

test('pending, firing, firing on and over come when promtool has them', async () => {
  const file = files(GOOD);
  expect(await trivetHere(['alerts', 'test', file])).toMatchObject({
    code: 0,
    stdout: `${file}: 1 tests passed\n`,
  });
  expect(promtoolPasses(file, true)).toBe(true);
});

test('what is not as expected is told with its line, and the command fails', async () => {
  const file = files(
    GOOD.replace('value: 1 }]', 'value: 2 }]').replace('{ eval_time: 6m,', '{ eval_time: 5m,'),
  );
  const { code, stdout } = await trivetHere(['alerts', 'test', file]);
  expect(code).toBe(1);
  expect(stdout.split('\n')).toEqual([
    `${file}: failed`,
    `  ${file}:20: outage: alertname: Down at 300s: expected nothing, got labels {instance="a", job="API", severity="page"} annotations {summary="a is down, 1 are up"}`,
    `  ${file}:22: outage: job:up:sum at 240s: expected job:up:sum{job="api"} 2, got job:up:sum{job="api"} 1`,
    '',
  ]);
  expect(promtoolPasses(file, false)).toBe(false);
});

test.each([
  [
    'rules that are refused',
    GOOD,
    RULES.replace('== 0', '=='),
    /rules\.yml:7: group "containers", rule 2, "Down": could not parse/,
  ],
  [
    'a rule that fails',
    GOOD,
    RULES.replace('sum by (job) (up)', 'up + on (job) up'),
    /rule job:up:sum: found duplicate series/,
  ],
  ['a file of tests that is none', 'tests: [{foo: 1}]', RULES, /tests\.yml:1: field foo not found in tests/],
  [
    'a file of rules that is not there',
    GOOD.replace('rules.yml', 'none.yml'),
    RULES,
    /cannot be read: ENOENT/,
  ],
])('%s: the command fails and says why', async (_what, tests, rules, message) => {
  const { code, stdout } = await trivetHere(['alerts', 'test', files(tests, rules)]);
  expect(code).toBe(1);
  expect(stdout).toMatch(message);
});

test.skipIf(!hasCorpus).each([
  ['at-modifier-test.yml', 0],
  ['start-time-test.yml', 0],
  // Three checks of native histograms, which PromQL here does not know.
  ['unittest.yml', 3],
  ['bad-rules-error-test.yml', 1],
  ['bad-promql.yml', 1],
])('%s of promtool has its verdict: %d failures', async (name, failures) => {
  const file = corpusFile(`alert-rules/promtool/${name}`);
  const { stdout } = await trivetHere(['alerts', 'test', file, '--json']);
  expect(JSON.parse(stdout).failures).toHaveLength(failures);
});

test('the results are told as JSON too', async () => {
  const file = files(GOOD);
  expect(await trivetJson(['alerts', 'test', file])).toEqual([{ file, tests: 1, failures: [] }]);
});
