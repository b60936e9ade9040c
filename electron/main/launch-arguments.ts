import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface LaunchArguments {
  /** Absolute paths of files to open. */
  files: string[];
  /** Null takes the platform's own place. */
  dataDir: string | null;
  demo: boolean;
}

/**
 * Reads `trivet-desktop [--demo] [--data DIR] [FILE…]`. Chromium's own switches stand on the same line and are
 * passed over.
 *
 * @param args - the arguments after the executable, and after the app's path where Electron is run on a folder.
 */
export function parseLaunchArguments(args: readonly string[], cwd: string): LaunchArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { data: { type: 'string' }, demo: { type: 'boolean' } },
    strict: false,
    allowPositionals: true,
  });
  const data = typeof values.data === 'string' && values.data !== '' ? values.data : null;
  return {
    files: positionals.map((file) => resolve(cwd, file)),
    dataDir: data === null ? null : resolve(cwd, data),
    demo: values.demo === true,
  };
}
