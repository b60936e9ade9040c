import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseRuleFile } from '../../electron/engine/alerts/rules/rule-file.ts';
import { ratioObjective, spanObjective } from '../engine/alerts/objectives/examples.ts';
import { tempDir } from '../temp-dir.ts';
import { trivetHere } from './run-trivet.ts';

test('rules of a file of objectives are printed as a rule file, warnings beside it', async () => {
  const file = join(tempDir(), 'slo.yml');
  writeFileSync(file, spanObjective('latencyBelow: 300ms'));
  const { code, stdout, stderr } = await trivetHere(['objectives', 'rules', file]);
  expect(code).toBe(0);
  const read = parseRuleFile(stdout);
  expect(
    read.ok && read.value.groups.flatMap(({ rules }) => rules).filter(({ kind }) => kind === 'alert'),
  ).toHaveLength(2);
  expect(stderr).toContain(`${file}:8: warning: 0.3s is no bound of span metrics`);
});

test('a broken file is refused with its line', async () => {
  const file = join(tempDir(), 'slo.yml');
  writeFileSync(file, ratioObjective({ window: 'soon' }));
  const { code, stdout, stderr } = await trivetHere(['objectives', 'rules', file]);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(`${file}:25: duration: not a valid duration: "soon"`);
});

test('objectives of a data directory are listed; without data nothing is made up', async () => {
  const data = tempDir();
  mkdirSync(join(data, 'rules'));
  writeFileSync(join(data, 'rules', 'slo.yml'), ratioObjective());
  const { code, stdout } = await trivetHere(['objectives', '--data', data]);
  expect(code).toBe(0);
  expect(stdout.split('\n')[1]).toMatch(/^orders-availability +orders +99\.9 % +30d +— +— +—/);
});
