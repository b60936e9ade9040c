import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Why there is no daemon to test against, or null when one answers. */
export const dockerMissing: string | null = missing('docker', ['version', '--format', '{{.Server.Version}}']);

export function missing(program: string, args: string[]): string | null {
  try {
    execFileSync(program, args, { stdio: 'pipe', timeout: 20_000 });
    return null;
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: Buffer };
    return code === 'ENOENT'
      ? `${program} is not installed`
      : `${program}: ${stderr?.toString().trim() || code}`;
  }
}

/** The docker CLI's stdout, trimmed. */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run('docker', args, { maxBuffer: 1 << 26 });
  return stdout.trim();
}

export const BUSYBOX_IMAGE = 'trivet-test-busybox:latest';

/** An image with a shell and the usual commands, made without any registry from the machine's busybox. */
export async function ensureBusyboxImage(): Promise<string> {
  const found = await docker('image', 'inspect', BUSYBOX_IMAGE).catch(() => null);
  if (found) return BUSYBOX_IMAGE;
  const tar = await busyboxTar();
  try {
    await docker('import', '--change', 'CMD ["sh"]', tar, BUSYBOX_IMAGE);
  } finally {
    rmSync(tar, { force: true });
  }
  return BUSYBOX_IMAGE;
}

/** Path of a root file system around a static busybox; the caller removes it. */
export async function busyboxTar(): Promise<string> {
  const busybox = ['/bin/busybox', '/usr/bin/busybox'].find((path) => existsSync(path));
  if (!busybox) throw new Error('busybox-static is not installed');
  const dir = mkdtempSync(join(tmpdir(), 'trivet-busybox-'));
  try {
    for (const folder of ['bin', 'tmp', 'etc', 'proc', 'dev', 'sys', 'data'])
      mkdirSync(join(dir, 'root', folder), { recursive: true });
    await run('cp', [busybox, join(dir, 'root/bin/busybox')]);
    const { stdout } = await run(busybox, ['--list']);
    for (const applet of stdout.trim().split('\n')) {
      if (applet !== 'busybox') symlinkSync('busybox', join(dir, 'root/bin', applet));
    }
    const tar = join(tmpdir(), `trivet-busybox-${randomBytes(6).toString('hex')}.tar`);
    await run('tar', ['-C', join(dir, 'root'), '--owner=0', '--group=0', '-cf', tar, '.']);
    return tar;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A name no other test run uses. */
export const uniqueName = (what: string) => `trivet-test-${what}-${randomBytes(4).toString('hex')}`;

export async function removeContainer(name: string): Promise<void> {
  await docker('rm', '-fv', name).catch((error: { stderr?: string }) => {
    if (!/No such container|already in progress/.test(error.stderr ?? '')) throw error;
  });
}
