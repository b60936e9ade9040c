import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../temp-dir.ts';
import { trivetHere, trivetJson } from './run-trivet.ts';

const GOOD = `groups:
- name: api
  rules:
  - record: job:requests:rate5m
    expr: sum by (job) (rate(requests_total[5m]))
  - alert: Slow
    expr: latency_seconds > 0.5
    for: 2m
    annotations: { summary: '{{ $labels.job }} takes {{ $value | humanizeDuration }}' }
`;

function ruleFile(text: string): string {
  const file = join(tempDir(), 'rules.yml');
  writeFileSync(file, text);
  return file;
}

test('a good file is told with what is in it', async () => {
  const file = ruleFile(GOOD);
  expect(await trivetHere(['alerts', 'check', file])).toEqual({
    code: 0,
    stdout: `${file}: 1 groups, 1 alerting rules, 1 recording rules\n`,
    stderr: '',
  });
});

test('a bad one is refused with every line that is wrong, and the command fails', async () => {
  const file = ruleFile(GOOD.replace('[5m]', '').replace('$value', '$vale'));
  const { code, stdout } = await trivetHere(['alerts', 'check', file]);
  expect(code).toBe(1);
  expect(stdout.split('\n')).toEqual([
    `${file}: refused`,
    `  ${file}:5: group "api", rule 1, "job:requests:rate5m": could not parse expression: 1:20: parse error: expected type range vector in call to function "rate", got instant vector`,
    `  ${file}:9: group "api", rule 2, "Slow": annotation "summary": template: __alert_Slow:1: undefined variable "$vale"`,
    '',
  ]);
});

test('files are told as JSON too, and one that is not there is an error of its own', async () => {
  const file = ruleFile(GOOD);
  expect(await trivetJson(['alerts', 'check', file])).toEqual([
    {
      file,
      kind: 'rules',
      holds: { groups: 1, 'alerting rules': 1, 'recording rules': 1 },
      problems: [],
    },
  ]);
  const { code, stdout } = await trivetHere(['alerts', 'check', '/nowhere/rules.yml']);
  expect(code).toBe(1);
  expect(stdout).toContain('/nowhere/rules.yml: cannot be read: ENOENT');
});

test('an alertmanager.yml is told with what is in it, and what nothing is sent by', async () => {
  const file = ruleFile('route: { receiver: a }\nreceivers:\n- name: a\n  webex_configs: [{ room_id: x }]\n');
  const { code, stdout } = await trivetHere(['alerts', 'check', file]);
  expect(code).toBe(0);
  expect(stdout.split('\n')).toEqual([
    `${file}: 1 receivers, 0 routes below the first, 0 inhibit rules, 0 time intervals`,
    `  ${file}:4: warning: webex_configs is not supported: nothing is sent by it`,
    '',
  ]);
});
