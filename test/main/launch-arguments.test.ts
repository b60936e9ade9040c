import { expect, test } from 'vitest';
import { parseLaunchArguments } from '../../electron/main/launch-arguments.ts';

test('files become absolute where the start was made', () => {
  expect(parseLaunchArguments(['a.json', '../b.json', '/c.json'], '/home/me/traces').files).toEqual([
    '/home/me/traces/a.json',
    '/home/me/b.json',
    '/c.json',
  ]);
});

test('the demo and a data directory can be asked for', () => {
  const asked = parseLaunchArguments(['--demo', '--data', 'd'], '/w');
  expect(asked).toEqual({ files: [], dataDir: '/w/d', demo: true });
});

test('Chromium’s own switches are passed over', () => {
  const args = ['--no-sandbox', '--remote-debugging-port=0', '--allow-file-access-from-files', 'a.json'];
  expect(parseLaunchArguments(args, '/').files).toEqual(['/a.json']);
});
