import type { Logger } from 'pino';

/** Runs what belongs to others; its fault is logged as theirs and goes no further. */
export function guarded(logger: Logger, work: () => void): void {
  try {
    work();
  } catch (error) {
    logger.error({ err: error }, 'a listener of the Docker source failed');
  }
}
