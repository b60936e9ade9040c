import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';

const require = createRequire(import.meta.url);
const root = dirname(dirname(import.meta.dirname));

/** Electron's executable, or null where it was not downloaded; never downloads it. */
export function electronBinary(): string | null {
  const folder = dirname(require.resolve('electron/package.json'));
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const binary = join(
    process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'),
    readFileSync(pathFile, 'utf8'),
  );
  return existsSync(binary) ? binary : null;
}

/** Why the desktop app cannot be driven here, or null where it can; to be given to `test.skip`. */
export function desktopSkipReason(): string | null {
  if (!electronBinary()) return 'Electron’s binary is not installed';
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const noDisplay = process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY;
  return noDisplay ? 'Electron needs a display (xvfb-run gives one)' : null;
}

/** Starts the built desktop app on a data directory of its own and waits for its window. */
export async function launchDesktop(
  dataDir: string,
  args: string[] = [],
): Promise<{ app: ElectronApplication; page: Page }> {
  const executablePath = electronBinary();
  if (!executablePath) throw new Error(desktopSkipReason() ?? 'no Electron');
  // Chromium's sandbox needs a user other than root, as CI machines often have none.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const app = await _electron.launch({
    executablePath,
    args: [...sandbox, root, '--data', dataDir, ...args],
    cwd: root,
  });
  return { app, page: await app.firstWindow() };
}
