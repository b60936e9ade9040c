import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { storeLines } from '../engine/logs/store-lines.ts';
import { tempDir } from '../temp-dir.ts';
import { trivetHere } from './run-trivet.ts';

async function dataWith(...texts: Parameters<typeof storeLines>[1]): Promise<string[]> {
  const dir = tempDir();
  await storeLines(dir, texts);
  return ['--data', dir];
}

test('records are printed oldest first; further lines of a record stand below it; escapes do not act', async () => {
  const data = await dataWith(
    {
      container: 'web',
      lines: ['ERROR broke\u001b[31m red\u001b[0m\n  at here', '\u001b]0;title\u0007plain\u0000'],
    },
    { container: 'db', lines: ['first'], seconds: 1_600_000_000 },
  );
  const { code, stdout } = await trivetHere(['logs', ...data]);
  expect(code).toBe(0);
  expect(stdout).toBe(
    '2020-09-13T12:26:40.000Z db first\n' +
      '2023-11-14T22:13:20.000Z web ERROR ERROR broke red\n  at here\n' +
      '2023-11-14T22:13:20.001Z web plain␀\n',
  );
});

test('colours mark what was found, and keep those of lines without a find', async () => {
  const data = await dataWith({ lines: ['a needle here', '\u001b[32mgreen\u001b[2Jlight'] });
  const { stdout } = await trivetHere(['logs', '--color', 'always', 'needle', ...data]);
  expect(stdout).toContain('a \u001b[1;30;43mneedle\u001b[0m here');
  const all = await trivetHere(['logs', '--color', 'always', ...data]);
  expect(all.stdout).toContain('\u001b[32mgreenlight\u001b[0m');
});

test('formats of exports are printed too', async () => {
  const data = await dataWith({ lines: ['one', '=two'] });
  expect((await trivetHere(['logs', '--format', 'plain', ...data])).stdout).toBe('one\n=two\n');
  const csv = await trivetHere(['logs', '--format', 'csv', ...data]);
  expect(csv.stdout).toBe(
    'time,level,container,message\r\n' +
      '2023-11-14T22:13:20.000000000Z,unknown,web,one\r\n' +
      "2023-11-14T22:13:20.001000000Z,unknown,web,'=two\r\n",
  );
});

test('a whole result is exported to a file of the person alone, or to stdout', async () => {
  const lines = Array.from({ length: 3_000 }, (_, i) => `line ${i}`);
  const data = await dataWith({ lines });
  const file = join(tempDir(), 'out.log');
  const written = await trivetHere(['logs', 'export', '--format', 'plain', '--output', file, ...data]);
  expect(written).toMatchObject({ code: 0, stdout: '' });
  expect(readFileSync(file, 'utf8')).toBe(`${lines.join('\n')}\n`);
  const printed = await trivetHere(['logs', 'export', '--container', 'web', ...data]);
  expect(printed.stdout.trimEnd().split('\n')).toHaveLength(3_000);
  expect(JSON.parse(printed.stdout.split('\n')[0] ?? '')).toMatchObject({ body: 'line 0', container: 'web' });
});

test.each([
  [['logs', 'level:loud'], 2, 'query, at 7: expected one of'],
  [['logs', 'export', '--format', 'xml'], 2, "argument 'xml' is invalid"],
  [['logs', 'export', '/(/'], 2, 'expected a regular expression'],
  [['logs', '--container', 'nobody'], 1, 'no container nobody is known'],
  [['logs', 'nothing-like-it'], 0, ''],
])('trivet %j ends with %i', async (args, code, message) => {
  const data = ['--data', tempDir()];
  const ran = await trivetHere([...args, ...data]);
  expect(ran.stderr).toContain(message);
  expect(ran.code).toBe(code);
});
