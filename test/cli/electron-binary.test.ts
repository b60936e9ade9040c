import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findElectron, windowObstacle } from '../../electron/cli/electron-binary.ts';
import { tempDir } from '../temp-dir.ts';

vi.mock('node:child_process', { spy: true });
const { spawnSync } = vi.mocked(await import('node:child_process'));

/** An Electron that is somewhere else is never found. */
beforeEach(() => {
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', tempDir());
  vi.stubEnv('ELECTRON_SKIP_BINARY_DOWNLOAD', '');
  spawnSync.mockReset();
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const installEnds = (status: number | null, signal: NodeJS.Signals | null = null) =>
  spawnSync.mockReturnValue({ status, signal } as never);

test('a window needs a display on Linux, and a user other than root', () => {
  expect(windowObstacle('linux', {}, 1000)).toBe('there is no display');
  expect(windowObstacle('linux', { DISPLAY: ':0' }, 1000)).toBeNull();
  expect(windowObstacle('linux', { WAYLAND_DISPLAY: 'wayland-0' }, 0)).toContain('root');
  expect(windowObstacle('darwin', {}, 501)).toBeNull();
});

test('a failed download gives its reason and is not tried again for a day', () => {
  installEnds(1);
  const stamps = join(tempDir(), 'stamps');
  const now = Date.now();
  expect(findElectron(stamps, now)).toEqual({ ok: false, error: 'Electron could not be downloaded' });
  expect(findElectron(stamps, now)).toMatchObject({ ok: false });
  expect(spawnSync).toHaveBeenCalledTimes(1);
  findElectron(stamps, now + 25 * 3_600_000);
  expect(spawnSync).toHaveBeenCalledTimes(2);
});

test('the download is bounded in time', () => {
  installEnds(null, 'SIGKILL');
  expect(findElectron(tempDir(), Date.now())).toEqual({
    ok: false,
    error: 'Electron’s download took too long',
  });
  expect(spawnSync.mock.calls[0]?.[2]).toMatchObject({ timeout: 180_000, killSignal: 'SIGKILL' });
});

test('a wish for no download is kept', () => {
  vi.stubEnv('ELECTRON_SKIP_BINARY_DOWNLOAD', '1');
  const stamps = tempDir();
  writeFileSync(join(stamps, 'other'), '');
  expect(findElectron(stamps, Date.now())).toMatchObject({ ok: false });
  expect(spawnSync).not.toHaveBeenCalled();
  expect(existsSync(join(stamps, 'electron-download-failed'))).toBe(false);
});
