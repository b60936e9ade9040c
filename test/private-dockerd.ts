import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { busyboxTar, docker, dockerMissing, eventually, missing, testUnless } from './docker.ts';

const cannotStart =
  process.getuid?.() === 0
    ? (missing('dockerd', ['--version']) ?? missing('unshare', ['--net', 'true']))
    : 'a Docker daemon of its own needs root';

export const dockerdTest = testUnless(dockerMissing ?? cannotStart);

export interface PrivateDockerd {
  /** For DOCKER_HOST. */
  host: string;
  image: string;
  /** The docker CLI on this daemon. */
  docker(...args: string[]): Promise<string>;
  stop(): Promise<void>;
  /** With other options where they are given. */
  start(options?: string[]): Promise<void>;
  signal(signal: NodeJS.Signals): void;
}

/** A Docker daemon of the test's own, which it may stop and start; containers in it have no network. */
export async function startDockerd(firstOptions: string[] = []): Promise<PrivateDockerd> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-dockerd-'));
  const host = `unix://${join(dir, 'docker.sock')}`;
  const config = join(dir, 'daemon.json');
  writeFileSync(config, '{}');
  let daemon: ChildProcess | null = null;
  const own = (...args: string[]) => docker('--host', host, ...args);

  async function start(options = firstOptions): Promise<void> {
    // In a network namespace of its own: --bridge none deletes docker0, which the machine's daemon needs.
    daemon = spawn(
      'unshare',
      [
        ...['--net', 'dockerd'],
        ...['--config-file', config, '--host', host, '--pidfile', join(dir, 'docker.pid')],
        ...['--data-root', join(dir, 'data'), '--exec-root', join(dir, 'exec'), '--bridge', 'none'],
        ...['--iptables=false', '--ip6tables=false', '--storage-driver', 'vfs', ...options],
      ],
      { stdio: 'ignore' },
    );
    await eventually('dockerd answers', () => own('version').catch(() => null), 30_000);
  }

  async function stop(): Promise<void> {
    if (!daemon || daemon.exitCode !== null) return;
    const gone = once(daemon, 'exit');
    daemon.kill('SIGTERM');
    await gone;
  }

  onTestFinished(async () => {
    daemon?.kill('SIGCONT');
    await own('ps', '-aq')
      .then((ids) => (ids ? own('rm', '-fv', ...ids.split('\n')) : ''))
      .catch(() => '');
    await stop();
    unmountBelow(dir);
    rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });
  await start();
  const image = 'trivet-test-busybox:latest';
  const tar = await busyboxTar();
  try {
    await own('import', '--change', 'CMD ["sh"]', tar, image);
  } finally {
    rmSync(tar, { force: true });
  }
  return { host, image, docker: own, stop, start, signal: (signal) => daemon?.kill(signal) };
}

/** Namespaces and file systems that a killed container left mounted. */
function unmountBelow(dir: string): void {
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path.startsWith(`${dir}/`));
  for (const path of mounts.reverse()) execFileSync('umount', ['-l', path]);
}
