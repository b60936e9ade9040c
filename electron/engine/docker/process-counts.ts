import { readdir, readFile } from 'node:fs/promises';
import type Dockerode from 'dockerode';

/** Null is what could not be found out. */
export interface ProcessCounts {
  processes: number | null;
  fileDescriptors: number | null;
}

export const UNKNOWN_COUNTS: ProcessCounts = { processes: null, fileDescriptors: null };

/** Open files of more processes than this are not counted. */
const MOST_PROCESSES = 512;

/**
 * Counts a container's processes and their open files from this machine's own /proc and cgroup files, which costs
 * next to nothing; null when the container does not run on this machine or the files cannot be read.
 *
 * @param pid the container's first process as the daemon numbers it
 */
export async function countLocally(pid: number, containerId: string): Promise<ProcessCounts | null> {
  if (process.platform !== 'linux' || pid <= 0) return null;
  try {
    const file = procsFile(await readFile(`/proc/${pid}/cgroup`, 'utf8'), containerId);
    if (!file) return null;
    const pids = (await readFile(file, 'utf8')).trim().split('\n').filter(Boolean);
    return { processes: pids.length, fileDescriptors: await countFiles(pids) };
  } catch {
    // Another machine's process number, no such mount, or no permission: the daemon is asked instead.
    return null;
  }
}

/**
 * Where the kernel lists the processes of the container's cgroup. `content` is that of /proc/PID/cgroup; a path
 * without the container's id shows that the number belongs to another process.
 */
export function procsFile(content: string, containerId: string): string | null {
  for (const line of content.split('\n')) {
    const [, controllers = '', ...rest] = line.split(':');
    const path = rest.join(':');
    if (!path.includes(containerId)) continue;
    if (controllers === '') return `/sys/fs/cgroup${path}/cgroup.procs`;
    if (controllers === 'pids') return `/sys/fs/cgroup/pids${path}/cgroup.procs`;
  }
  return null;
}

/** Null when one of them may not be looked at; a process that has ended meanwhile has none. */
async function countFiles(pids: string[]): Promise<number | null> {
  if (pids.length > MOST_PROCESSES) return null;
  let files = 0;
  for (const pid of pids) {
    try {
      files += (await readdir(`/proc/${pid}/fd`)).length;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return null;
    }
  }
  return files;
}

/** Counts processes by the daemon's own `top`. @throws what the daemon answers where it cannot. */
export async function countByTop(
  container: Dockerode.Container,
  signal: AbortSignal,
): Promise<ProcessCounts> {
  const { Processes } = (await container.top({ abortSignal: signal })) as { Processes?: unknown[] | null };
  return { processes: Processes?.length ?? null, fileDescriptors: null };
}
