/** Every failure that crosses the contract has one of these codes. */
export const errorCodes = [
  'invalid_params',
  'not_found',
  'conflict',
  'forbidden',
  'unavailable',
  'storage_full',
  'cancelled',
  'limit',
  'disconnected',
  'internal',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

export interface ErrorBody {
  code: ErrorCode;
  /** What happened, for a person. */
  message: string;
  /** What to do about it, where that is known. */
  cure?: string;
}

/** Thrown inside the engine with a code, and by the client for every failed call. */
export class TrivetError extends Error {
  readonly code: ErrorCode;
  readonly cure: string | undefined;

  constructor(code: ErrorCode, message: string, options: { cure?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TrivetError';
    this.code = code;
    this.cure = options.cure;
  }
}

/** The one place where errors become what is sent; unknown ones keep their message, never their stack. */
export function toErrorBody(error: unknown): ErrorBody {
  if (error instanceof TrivetError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.cure === undefined ? {} : { cure: error.cure }),
    };
  }
  if (error instanceof Error && error.name === 'AbortError')
    return { code: 'cancelled', message: 'cancelled' };
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}
