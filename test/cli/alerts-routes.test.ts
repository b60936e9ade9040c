import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../temp-dir.ts';
import { trivetHere, trivetJson } from './run-trivet.ts';

function configFile(text: string): string {
  const file = join(tempDir(), 'alertmanager.yml');
  writeFileSync(file, text);
  return file;
}

const CONFIG = `route:
  receiver: all
  routes:
  - { matchers: [severity=critical], receiver: pager, group_by: [alertname], group_wait: 5s }
receivers: [{ name: all }, { name: pager }]
`;

test('the routes that labels take are told with their waits', async () => {
  const file = configFile(CONFIG);
  const { stdout } = await trivetHere(['alerts', 'routes', '--config', file, 'severity=critical']);
  expect(stdout).toBe('pager  grouped by alertname; waits 5s, then 5m, repeats after 4h\n');
  const [route] = await trivetJson(['alerts', 'routes', '--config', file, 'severity=low']);
  expect(route).toMatchObject({ receiver: 'all', groupBy: [], groupWaitMs: 30_000 });
});

test('without labels the whole tree is shown', async () => {
  const { stdout } = await trivetHere(['alerts', 'routes', '--config', configFile(CONFIG)]);
  expect(stdout.split('\n')).toEqual([
    'all -> all  grouped by nothing; waits 30s, then 5m, repeats after 4h',
    '  severity="critical" -> pager  grouped by alertname; waits 5s, then 5m, repeats after 4h',
    '',
  ]);
});

test('a file that is refused, or what is no label, is wrong use', async () => {
  const bad = configFile(CONFIG.replace('receiver: pager', 'receiver: nobody'));
  const refused = await trivetHere(['alerts', 'routes', '--config', bad]);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain(`${bad}:4: undefined receiver "nobody" used in route`);
  expect((await trivetHere(['alerts', 'routes', '--config', configFile(CONFIG), 'x'])).code).toBe(2);
});
