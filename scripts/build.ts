/**
 * Builds into out/ what has changed: the engine, hosts, CLI, main and preload one to one with tsc, the renderer
 * with Vite. Says nothing when there is nothing to do; all else goes to stderr, for `trivet` owns stdout.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampDir = join(root, 'out', '.stamps');

const targets = [
  {
    name: 'engine',
    inputs: ['shared', 'electron', 'tsconfig.base.json', 'package-lock.json'],
    command: ['node_modules/typescript/bin/tsc', '-b', 'electron/cli', 'electron/main', 'electron/preload'],
  },
  {
    name: 'renderer',
    inputs: ['shared', 'renderer', 'package-lock.json'],
    command: [
      'node_modules/vite/bin/vite.js',
      'build',
      '--config',
      'renderer/vite.config.ts',
      '--logLevel',
      'warn',
    ],
  },
];

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function isStale(name: string, inputs: string[]): boolean {
  const stamp = join(stampDir, name);
  if (!existsSync(stamp)) return true;
  const builtMs = statSync(stamp).mtimeMs;
  return inputs.some((input) => newest(join(root, input)) > builtMs);
}

for (const { name, inputs, command } of targets) {
  if (!isStale(name, inputs)) continue;
  const startedAt = new Date();
  process.stderr.write(`trivet: building the ${name}\n`);
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
  mkdirSync(stampDir, { recursive: true });
  writeFileSync(join(stampDir, name), startedAt.toISOString());
}
