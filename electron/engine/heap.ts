import { setFlagsFromString } from 'node:v8';
import type { ResourceLimits } from 'node:worker_threads';

/*
 * By itself each thread keeps up to 48 MiB of young objects before it looks for garbage, and an engine has
 * several that are idle most of the time.
 */

/** For threads that hold little at a time. */
export const SMALL_HEAP: ResourceLimits = { maxYoungGenerationSizeMb: 6 };

/** For threads that move much short-lived data: with less they would collect all the time. */
export const BUSY_HEAP: ResourceLimits = { maxYoungGenerationSizeMb: 16 };

/** The same for the process's first thread, whose heap exists already; to be called before the engine is made. */
export function boundMainHeap(): void {
  setFlagsFromString('--max-semi-space-size=4');
}
