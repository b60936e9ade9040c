import { readFileSync } from 'node:fs';

/** Clock ticks a second in /proc; Linux has had 100 for decades (getconf CLK_TCK). */
const TICKS_A_SECOND = 100;

export interface ProcessUsage {
  cpuSeconds: number;
  rssBytes: number;
}

/** CPU time so far and resident memory of a process and all its threads. Source: proc(5). */
export function usageOf(pid: number): ProcessUsage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // From field 3 on; utime and stime are 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const rss = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND,
    rssBytes: Number(rss ?? 0) * 1024,
  };
}

/** CPU in percent of one core between two looks. */
export const cpuPercent = (before: ProcessUsage, after: ProcessUsage, seconds: number): number =>
  ((after.cpuSeconds - before.cpuSeconds) / seconds) * 100;
