import type Dockerode from 'dockerode';
import { processTable } from './processes.ts';

export interface ProcessMemory {
  /** As the host numbers it. */
  pid: number;
  /** Of its program, without arguments, which may hold secrets. */
  name: string;
  rssBytes: number;
}

/** The resident memory of a container's processes; null where its daemon cannot tell. */
export async function readProcessMemory(
  container: Dockerode.Container,
  abortSignal: AbortSignal,
): Promise<ProcessMemory[] | null> {
  try {
    const { titles, rows } = processTable(await container.top({ ps_args: '-eo pid,rss,comm', abortSignal }));
    const at = (title: string) => titles.findIndex((one) => one.toUpperCase() === title);
    const [pid, rss, name] = [at('PID'), at('RSS'), at('COMMAND')];
    if (pid < 0 || rss < 0 || name < 0) return null;
    return rows.map((row) => ({
      pid: Number(row[pid]),
      name: row[name] ?? '',
      rssBytes: Number(row[rss]) * 1024,
    }));
  } catch {
    // It has just ended, its daemon's ps has other options, or there was no time: the alert goes without it.
    return null;
  }
}
