import type { Logger } from 'pino';
import { TrivetError } from '../../../shared/contract/errors.ts';

/** What a sender is told of data that was right and could not be stored. */
export interface StoreFailure {
  /** `unavailable` passes: it may be sent again. */
  kind: 'unavailable' | 'failed';
  message: string;
}

const PASSING = ['unavailable', 'storage_full', 'limit'];

/** @param what the data, as the log names it */
export function storeFailure(error: unknown, logger: Logger, what: string): StoreFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof TrivetError && PASSING.includes(error.code)) return { kind: 'unavailable', message };
  logger.error({ error }, `${what} could not be stored`);
  return { kind: 'failed', message };
}
