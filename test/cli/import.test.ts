import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../temp-dir.ts';
import { trivetHere } from './run-trivet.ts';

test('import tells what was stored, what is broken, and by its exit code whether all was right', async () => {
  const dir = tempDir();
  const seconds = Math.floor(Date.now() / 1000) - 86_400;
  const good = join(dir, 'good.om');
  writeFileSync(good, `# TYPE up gauge\nup 1 ${seconds}\nup 0 ${seconds + 60}\n# EOF\n`);
  const bad = join(dir, 'bad.om');
  writeFileSync(bad, `up 5 ${seconds + 120}\nup x ${seconds + 180}\n# EOF\n`);
  const other = join(dir, 'other');
  writeFileSync(other, 'no metrics\n');
  const data = ['--data', join(dir, 'data')];

  const first = await trivetHere(['import', good, ...data]);
  expect(first.code).toBe(0);
  expect(first.stdout).toContain('good.om: openmetrics, 2 samples of 1 series stored, 0 known already\n');
  expect(first.stdout).toContain(`from ${new Date(seconds * 1000).toISOString()}`);

  const second = await trivetHere(['import', good, bad, other, ...data]);
  expect(second.code).toBe(1);
  expect(second.stdout).toContain('good.om: openmetrics, 0 samples of 1 series stored, 2 known already\n');
  expect(second.stdout).toContain('bad.om: line 2: expected a value, found "x');
  expect(second.stdout).toContain('other: expected samples with times');

  const json = await trivetHere(['import', bad, '--json', ...data]);
  expect(JSON.parse(json.stdout)).toMatchObject({ file: bad, format: 'openmetrics', duplicates: 1 });
});
