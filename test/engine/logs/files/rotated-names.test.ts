import { describe, expect, test } from 'vitest';
import { byAge, possibleBases, rotatedName } from '../../../../electron/engine/logs/files/rotated-names.ts';

describe('names that rotations give', () => {
  test.each([
    ['app.log.1', null, 'number', '1'],
    ['app.log.12.gz', 'gzip', 'number', '12'],
    ['app.log-20261121', null, 'stamp', '20261121'],
    ['app.log-20261121.zst', 'zstd', 'stamp', '20261121'],
    ['app.log.2026-11-21_13', null, 'stamp', '2026112113'],
    ['app-2026-11-21T12-00-00.000.log', null, 'stamp', '20261121120000000'],
    ['app-2026-11-21.log.gz', 'gzip', 'stamp', '20261121'],
    ['app.3.log', null, 'number', '3'],
    ['app3.log', null, 'number', '3'],
    ['app.log.old', null, 'old', ''],
    ['app.log.gz', 'gzip', 'old', ''],
    ['app.log.1.xz', 'unreadable', 'number', '1'],
  ])('%s is one of app.log', (name, packing, kind, digits) => {
    expect(rotatedName('app.log', name)).toEqual({ packing, kind, digits });
    expect(possibleBases(name)).toContain('app.log');
  });

  test.each(['app.log', 'application.log', 'app.log.txt', 'app-error.log', 'web.log.1', 'app.logs', 'app'])(
    '%s is none of app.log',
    (name) => {
      expect(rotatedName('app.log', name)).toBeNull();
    },
  );
});

test('numbers count down with age, or up where the times say so; stamps count up', () => {
  const files = (names: string[]) =>
    names.map((name, mtimeMs) => {
      const rotated = rotatedName('app.log', name);
      if (!rotated) throw new Error(name);
      return { name, mtimeMs, rotated };
    });
  const order = (names: string[]) => byAge(files(names).reverse()).map(({ name }) => name);
  expect(order(['app.log.10', 'app.log.9', 'app.log.1'])).toEqual(['app.log.10', 'app.log.9', 'app.log.1']);
  expect(order(['app1.log', 'app2.log', 'app10.log'])).toEqual(['app1.log', 'app2.log', 'app10.log']);
  expect(byAge(files(['app.log-20261122', 'app.log-20261121'])).map(({ name }) => name)).toEqual([
    'app.log-20261121',
    'app.log-20261122',
  ]);
});
