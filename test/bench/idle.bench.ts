import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { receiverNames } from '../../shared/contract/app.ts';
import { docker, dockerMissing, ensureBusyboxImage, removeContainer, uniqueName } from '../docker.ts';
import type { Bench, BenchRow } from './harness.ts';
import { cpuPercent, usageOf } from './process-usage.ts';

const CONTAINERS = 20;
const WARM_UP_S = 15;
const SECONDS = Number(process.env.TRIVET_BENCH_IDLE_SECONDS ?? 60);
const MIB = 2 ** 20;

const trivet = fileURLToPath(new URL('../../out/electron/cli/trivet.js', import.meta.url));

/** The engine as people run it, every receiver listening on a port of its own, nobody looking. */
async function startEngine(dataDir: string): Promise<ChildProcess> {
  const listen = receiverNames.map((name) => `${name}=0`);
  const flags = ['--port', '0', '--listen', ...listen, '--no-open', '--json', '--data', dataDir];
  const child = spawn(process.execPath, [trivet, 'serve', ...flags], { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`the engine ended with ${code}`)));
  });
  return child;
}

async function startContainers(): Promise<string[]> {
  const image = await ensureBusyboxImage();
  const names = Array.from({ length: CONTAINERS }, () => uniqueName('bench-idle'));
  await Promise.all(names.map((name) => docker('run', '-d', '--name', name, image, 'sleep', '3600')));
  return names;
}

/** The engine is asked, so that it closes its store; the docker CLI takes no SIGTERM while it streams. */
function endAll([engine, ...others]: readonly ChildProcess[]): void {
  engine?.kill('SIGTERM');
  for (const child of others) child.kill('SIGKILL');
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

async function run(): Promise<BenchRow[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const children: ChildProcess[] = [];
  const names = await startContainers();
  try {
    const engine = await startEngine(dataDir);
    children.push(engine);
    const cli = spawn('docker', ['stats', ...names], { stdio: 'ignore' });
    children.push(cli);
    const bare = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
    children.push(bare);
    await sleep(WARM_UP_S * 1000);
    const all = [engine, cli, bare].map(({ pid }) => pid ?? 0);
    const before = all.map(usageOf);
    await sleep(SECONDS * 1000);
    const after = all.map(usageOf);
    return rowsOf(
      all.map((_, i) => ({ cpu: cpuPercent(before[i]!, after[i]!, SECONDS), rss: after[i]!.rssBytes / MIB })),
    );
  } finally {
    endAll(children);
    await Promise.all(children.map(ended));
    await Promise.all(names.map(removeContainer));
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function rowsOf(usage: { cpu: number; rss: number }[]): BenchRow[] {
  const [engine, cli, bare] = usage as [(typeof usage)[0], (typeof usage)[0], (typeof usage)[0]];
  const where = `engine with ${CONTAINERS} idle containers over ${SECONDS} s`;
  return [
    {
      what: `CPU of the ${where}`,
      figure: engine.cpu,
      unit: '% of a core',
      baseline: { what: 'docker stats, the same containers', figure: cli.cpu },
      aim: { of: 'figure', atMost: 2 },
    },
    {
      what: `memory of the ${where}`,
      figure: engine.rss,
      unit: 'MiB RSS',
      baseline: { what: 'docker stats, the same containers', figure: cli.rss },
      aim: { of: 'figure', atMost: 200 },
    },
    {
      what: 'the same memory',
      figure: engine.rss,
      unit: 'MiB RSS',
      baseline: { what: 'a bare Node process', figure: bare.rss },
      aim: null,
    },
  ];
}

async function skip(): Promise<string | null> {
  if (process.platform !== 'linux') return 'reads /proc';
  if (!existsSync(trivet)) return 'not built: npm run build';
  return dockerMissing;
}

export const bench: Bench = { name: 'idle', skip, run };
