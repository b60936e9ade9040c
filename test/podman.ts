import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { busyboxTar, eventually, missing, testUnless } from './docker.ts';

const run = promisify(execFile);

export const podmanTest = testUnless(missing('podman', ['--version']));

export interface Podman {
  /** For DOCKER_HOST. */
  host: string;
  image: string;
  /** The podman program against the same storage; its stdout, trimmed. */
  podman(...args: string[]): Promise<string>;
  /** `podman run -d` with limits that a restricted machine grants; removed with the rest. */
  runContainer(name: string, args: string[], command: string[]): Promise<string>;
}

/** A Podman of the test's own, with private storage and its Docker-compatible service on a socket. */
export async function startPodman(): Promise<Podman> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-podman-'));
  const socket = join(dir, 'podman.sock');
  const base = [
    ...['--root', join(dir, 'root'), '--runroot', join(dir, 'run'), '--tmpdir', join(dir, 'tmp')],
    ...['--storage-driver', 'vfs', '--runtime', 'runc', '--cgroup-manager', 'cgroupfs'],
    ...['--events-backend', 'file'],
  ];
  const podman = async (...args: string[]) => {
    const { stdout } = await run('podman', [...base, ...args], { maxBuffer: 1 << 26 });
    return stdout.trim();
  };
  const service = spawn('podman', [...base, 'system', 'service', '-t', '0', `unix://${socket}`], {
    stdio: 'ignore',
  });
  onTestFinished(async () => {
    await podman('rm', '-fa', '-t', '0').catch(() => undefined);
    // A service that is still ending would make its folders again.
    const gone = once(service, 'exit');
    service.kill('SIGKILL');
    await gone;
    await run('umount', ['-l', join(dir, 'root/vfs')]).catch(() => undefined);
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  });
  await eventually('the podman service listens', () => existsSync(socket));
  const image = 'localhost/trivet-test-busybox:latest';
  const tar = await busyboxTar();
  try {
    await podman('import', '--change', 'CMD=["sh"]', tar, image);
  } finally {
    rmSync(tar, { force: true });
  }
  return {
    host: `unix://${socket}`,
    image,
    podman,
    runContainer: (name, args, command) =>
      podman(
        'run',
        '-d',
        ...['--name', name, '--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=512:512'],
        ...args,
        image,
        ...command,
      ),
  };
}
