import { type ErrorCode, TrivetError } from '../../../shared/contract/errors.ts';

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** The file itself is damaged or is no database. */
export const isCorrupt = (error: unknown): boolean => /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error));

/** SQLite has, or may have, rolled the whole transaction back by itself: the batch must not go on. */
export const isFatalForTransaction = (error: unknown): boolean =>
  /^SQLITE_(FULL|IOERR|NOMEM|CORRUPT|NOTADB|READONLY|BUSY|INTERRUPT)/.test(codeOf(error));

/** What a sender is told: an operation's own code, else passing trouble is retryable and never `internal`. */
export function storageErrorCode(error: unknown): ErrorCode {
  if (error instanceof TrivetError) return error.code;
  const code = codeOf(error);
  if (/^SQLITE_FULL/.test(code)) return 'storage_full';
  return isFatalForTransaction(error) ? 'unavailable' : 'internal';
}
