import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { receiverNames } from '../../shared/contract/app.ts';

const root = dirname(dirname(import.meta.dirname));

/** What `trivet serve --json` prints. */
export interface ServeInfo {
  url: string;
  token: string;
  pid: number;
  dataDir: string;
  listen: Record<string, { port: number | null; state: string; reason: string | null }>;
}

export interface Served {
  info: ServeInfo;
  stop(): Promise<void>;
}

/**
 * The built `trivet serve` on free ports. Without a data directory it has one of its own, which goes with stop();
 * a given one stays.
 */
export async function serve(args: string[] = [], givenDir?: string): Promise<Served> {
  const dataDir = givenDir ?? mkdtempSync(join(tmpdir(), 'trivet-e2e-'));
  const child = spawn(
    process.execPath,
    [
      join(root, 'out/electron/cli/trivet.js'),
      'serve',
      '--json',
      '--no-open',
      '--port',
      '0',
      '--listen',
      ...receiverNames.map((name) => `${name}=0`),
      '--data',
      dataDir,
      ...args,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const info = await firstLine(child);
  return {
    info,
    async stop() {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await exited;
      if (!givenDir) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function firstLine(child: ChildProcess): Promise<ServeInfo> {
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr = (stderr + chunk).slice(-4000);
  });
  const lines = createInterface({ input: child.stdout! });
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', (code) => reject(new Error(`trivet serve ended with ${code}: ${stderr}`)));
  });
  const line = await Promise.race([new Promise<string>((resolve) => lines.once('line', resolve)), ended]);
  ended.catch(() => undefined);
  return JSON.parse(line) as ServeInfo;
}
