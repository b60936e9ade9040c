/** `npm start`: the desktop app; where it cannot run, web mode and one line that says why. */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findElectron, windowObstacle } from './electron-binary.ts';

const here = dirname(fileURLToPath(import.meta.url));
const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
/** Holds package.json, which names main's entry; the built code lies one folder deeper. */
const root = join(here, ending === '.ts' ? '../..' : '../../..');
const args = process.argv.slice(2);

interface Launch {
  command: string;
  args: string[];
}

function webMode(reason: string): Launch {
  process.stderr.write(`trivet: ${reason}, so web mode is opened instead of the desktop app\n`);
  return { command: process.execPath, args: [join(here, `trivet${ending}`), 'serve', ...args] };
}

function chooseLaunch(): Launch {
  const obstacle = windowObstacle(process.platform, process.env, process.getuid?.());
  if (obstacle) return webMode(obstacle);
  const electron = findElectron(join(root, 'out', '.stamps'), Date.now());
  return electron.ok ? { command: electron.value, args: [root, ...args] } : webMode(electron.error);
}

const launch = chooseLaunch();
const { ELECTRON_RUN_AS_NODE: _runAsNode, ...env } = process.env;
const child = spawn(launch.command, launch.args, { stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // A terminal sends Ctrl-C to the child as well, and a second one would mean haste.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on('error', (error) => {
  process.stderr.write(`trivet: ${launch.command} did not start: ${error.message}\n`);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1);
});
