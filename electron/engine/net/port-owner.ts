import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface PortOwner {
  pid: number;
  name: string;
}

const COMMAND_TIMEOUT_MS = 3_000;
const run = promisify(execFile);

/**
 * Which process listens on the port, as far as this user may know; null when that cannot be found out. Asked
 * only after a bind failed, for it looks through every process.
 */
export async function portOwner(port: number, protocol: 'tcp' | 'udp'): Promise<PortOwner | null> {
  try {
    if (process.platform === 'linux') return await linuxOwner(port, protocol);
    if (process.platform === 'win32') return await windowsOwner(port, protocol);
    return await lsofOwner(port, protocol);
  } catch {
    // Not permitted, or the tool is missing: the owner stays unknown, the port is in use all the same.
    return null;
  }
}

/** `, by postgres (process 812)`, or nothing when the owner is unknown. */
export const ownerText = (owner: PortOwner | null): string =>
  owner ? `, by ${owner.name} (process ${owner.pid})` : '';

/** proc(5): local address in hex after the colon, 0A is LISTEN, 07 an unconnected UDP socket, field 9 the inode. */
async function linuxOwner(port: number, protocol: 'tcp' | 'udp'): Promise<PortOwner | null> {
  const state = protocol === 'tcp' ? '0A' : '07';
  const inodes = new Set<string>();
  for (const table of [protocol, `${protocol}6`]) {
    const text = await readFile(`/proc/net/${table}`, 'latin1').catch(() => '');
    for (const line of text.split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      const localPort = Number.parseInt(fields[1]?.split(':')[1] ?? '', 16);
      if (localPort === port && fields[3] === state && fields[9]) inodes.add(`socket:[${fields[9]}]`);
    }
  }
  if (inodes.size === 0) return null;
  for (const entry of await readdir('/proc')) {
    if (/^\d+$/.test(entry) && (await holdsSocket(entry, inodes))) {
      return { pid: Number(entry), name: (await readFile(`/proc/${entry}/comm`, 'utf8')).trim() };
    }
  }
  return null;
}

async function holdsSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const descriptor of descriptors) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
    if (inodes.has(target)) return true;
  }
  return false;
}

/** lsof -F prints one field a line: p and the pid, c and the command. */
async function lsofOwner(port: number, protocol: 'tcp' | 'udp'): Promise<PortOwner | null> {
  const what = protocol === 'tcp' ? [`-iTCP:${port}`, '-sTCP:LISTEN'] : [`-iUDP:${port}`];
  const { stdout } = await run('lsof', ['-nP', ...what, '-Fpc'], { timeout: COMMAND_TIMEOUT_MS });
  const pid = /^p(\d+)$/m.exec(stdout)?.[1];
  return pid ? { pid: Number(pid), name: /^c(.+)$/m.exec(stdout)?.[1] ?? 'unknown' } : null;
}

async function windowsOwner(port: number, protocol: 'tcp' | 'udp'): Promise<PortOwner | null> {
  const { stdout } = await run('netstat', ['-ano', '-p', protocol], { timeout: COMMAND_TIMEOUT_MS });
  const line = stdout.split('\n').find((text) => text.trim().split(/\s+/)[1]?.endsWith(`:${port}`));
  const pid = Number(line?.trim().split(/\s+/).at(-1));
  if (!line || !Number.isInteger(pid)) return null;
  const { stdout: task } = await run('tasklist', ['/fo', 'csv', '/nh', '/fi', `PID eq ${pid}`], {
    timeout: COMMAND_TIMEOUT_MS,
  });
  return { pid, name: /^"([^"]+)"/.exec(task)?.[1] ?? 'unknown' };
}
