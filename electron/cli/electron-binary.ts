import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '../../shared/util/result.ts';

const DOWNLOAD_MS = 180_000;
/** A download that failed is not tried at every start. */
const TRY_AGAIN_MS = 24 * 3_600_000;

/** Why this machine cannot open a window, whatever is installed; null where it can. */
export function windowObstacle(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
  uid: number | undefined,
): string | null {
  if (platform !== 'linux') return null;
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display';
  // Chromium refuses to run as root with its sandbox on, and it is not turned off for anybody.
  return uid === 0 ? 'the window’s sandbox does not work as root' : null;
}

/** The package's folder, or null where only what runs in production was installed. */
function electronFolder(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null;
  }
}

function installedBinary(folder: string): string | null {
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist');
  const binary = join(dist, readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}

const triedLately = (stamp: string, nowMs: number) =>
  existsSync(stamp) && nowMs - statSync(stamp).mtimeMs < TRY_AGAIN_MS;

/** Runs the package's own install script, which its `require` would run on first use, but bounded in time. */
function download(folder: string, stamp: string): Result<string, string> {
  const { status, signal } = spawnSync(process.execPath, [join(folder, 'install.js')], {
    stdio: 'ignore',
    timeout: DOWNLOAD_MS,
    killSignal: 'SIGKILL',
  });
  const binary = status === 0 ? installedBinary(folder) : null;
  if (binary) {
    rmSync(stamp, { force: true });
    return ok(binary);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
  return err(signal ? 'Electron’s download took too long' : 'Electron could not be downloaded');
}

/**
 * Electron's executable, downloaded once where it is missing.
 *
 * @param stampDir - keeps the time of a failed download.
 * @returns the path, or why there is none, worded for one line.
 */
export function findElectron(stampDir: string, nowMs: number): Result<string, string> {
  const folder = electronFolder();
  if (!folder) return err('Electron is not installed');
  const binary = installedBinary(folder);
  if (binary) return ok(binary);
  if (process.env.ELECTRON_SKIP_BINARY_DOWNLOAD) return err('Electron’s binary is not installed');
  const stamp = join(stampDir, 'electron-download-failed');
  if (triedLately(stamp, nowMs)) return err('Electron could not be downloaded; tried in the last 24 hours');
  return download(folder, stamp);
}
