import { expect, test } from 'vitest';
import { effectiveSettings, fixedPaths } from '../../electron/engine/effective-settings.ts';

test('what is fixed stands above what is stored, value by value', () => {
  const logs = { maxAgeMs: 120_000, maxBytes: 2 ** 22 };
  const settings = effectiveSettings(
    { retention: { logs }, listen: { zipkin: 1, loki: 2 }, notifications: false },
    { retention: { logs: { maxAgeMs: 60_000 } }, listen: { loki: 'off' } },
  );
  expect(settings.retention.logs).toEqual({ maxAgeMs: 60_000, maxBytes: 2 ** 22 });
  expect(settings.listen).toEqual({ zipkin: 1, loki: 'off' });
  expect(settings.notifications).toBe(false);
  expect(settings.retention.traces.maxAgeMs).toBe(7 * 86_400_000);
});

test('a stored part that is not valid counts as absent, and the others stay', () => {
  const settings = effectiveSettings({ retention: 'long', closeToTray: true, listen: { zipkin: -1 } }, {});
  expect(settings.closeToTray).toBe(true);
  expect(settings.listen).toEqual({});
  expect(settings.retention.logs.maxAgeMs).toBe(7 * 86_400_000);
});

test('what is fixed is told by its path', () => {
  expect(
    fixedPaths({ retention: { logs: { maxAgeMs: 1 } }, dockerHost: 'unix:///x', corsLocalhost: undefined }),
  ).toEqual(['retention.logs.maxAgeMs', 'dockerHost']);
});
