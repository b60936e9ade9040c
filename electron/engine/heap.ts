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

/**
 * Loading modules makes garbage of middle age, by which V8 takes a thread to need a young generation of the full 48 MiB;
 * it then keeps it for ever. Held small while the program starts, a third of an idle engine's memory is never taken,
 * and what real load asks for is given once it is released.
 */
export const holdYoungHeap = (): void => setFlagsFromString('--semi-space-growth-factor=1');

/** V8's own standard again. */
export const releaseYoungHeap = (): void => setFlagsFromString('--semi-space-growth-factor=2');

/** After this an engine and its threads have started. */
export const STARTED_AFTER_MS = 10_000;
