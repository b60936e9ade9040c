import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';

/** Less than this and the next burst fills the disk. */
const LEAST_FREE_BYTES = 256 * 2 ** 20;

export interface FilesCheck {
  writable: boolean;
  /** Null when nothing is wrong. */
  problem: string | null;
}

/** Whether the data directory can be written to, and has room. */
export async function checkFiles(dataDir: string): Promise<FilesCheck> {
  try {
    await access(dataDir, constants.R_OK | constants.W_OK);
    const { bavail, bsize } = await statfs(dataDir);
    const free = bavail * bsize;
    const mebibytes = Math.floor(free / 2 ** 20);
    return {
      writable: true,
      problem: free < LEAST_FREE_BYTES ? `only ${mebibytes} MiB of disk are free` : null,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { writable: false, problem: `the data directory cannot be used: ${reason}` };
  }
}
