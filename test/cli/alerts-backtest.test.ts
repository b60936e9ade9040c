import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../temp-dir.ts';
import { trivetHere } from './run-trivet.ts';

const RULES = `groups:
- name: g
  rules:
  - record: a
    expr: vector(1)
  - alert: Load
    expr: load > 5
    for: 30s
  - alert: Gone
    expr: absent(nothing)
`;

test('every alerting rule of a file is tried over what is stored, and a rule that is not there is said', async () => {
  const dir = tempDir();
  const data = ['--data', join(dir, 'data')];
  const samples = join(dir, 'load.txt');
  const endMs = Math.floor(Date.now() / 15_000) * 15_000;
  const line = (i: number) =>
    `load{name="api"} ${i >= 20 && i < 30 ? 9 : 1} ${(endMs - (40 - i) * 15_000) / 1000}\n`;
  writeFileSync(samples, `${Array.from({ length: 40 }, (_, i) => line(i)).join('')}# EOF\n`);
  expect((await trivetHere(['import', samples, ...data])).code).toBe(0);
  const file = join(dir, 'rules.yml');
  writeFileSync(file, RULES);
  const { code, stdout } = await trivetHere(['alerts', 'backtest', file, '--since', '12m', ...data]);
  expect(code).toBe(0);
  const lines = stdout.split('\n');
  expect(lines[0]).toMatch(/^Load: would have fired once, 2 min/);
  expect(lines[2]).toBe('  name=api');
  expect(lines[3]).toMatch(/^ {4}pending .*, 30 s$/);
  expect(lines[4]).toMatch(/^ {4}firing .*, 2 min/);
  expect(lines[5]).toMatch(/^Gone: would have fired once/);
  const json = await trivetHere(['alerts', 'backtest', file, '--since', '12m', '--json', ...data]);
  expect(
    json.stdout
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text).timesFired),
  ).toEqual([1, 1]);
  const missing = await trivetHere(['alerts', 'backtest', 'NoSuchRule', ...data]);
  expect(missing).toMatchObject({ code: 2, stdout: '' });
  expect(missing.stderr).toContain('neither a file nor the name or id of an alerting rule');
});
