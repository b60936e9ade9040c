import { type ErrorCode, TrivetError } from '../../../shared/contract/errors.ts';

const codes: Record<number, ErrorCode> = {
  400: 'invalid_params',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
};

/** The daemon's refusal in the contract's words; its own message says best what is wrong. */
export function dockerError(error: unknown): TrivetError {
  if (error instanceof TrivetError) return error;
  const { statusCode, json, message } = error as {
    statusCode?: number;
    json?: { message?: string; cause?: string } | null;
    message: string;
  };
  if (statusCode === undefined) {
    return new TrivetError('unavailable', `the Docker daemon does not answer: ${message}`, { cause: error });
  }
  const text = json?.message || message.replace(/^\(HTTP code \d+\) [^-]* - /, '').trim();
  return new TrivetError(codes[statusCode] ?? 'unavailable', text, { cause: error });
}

/** Already so: the daemon had nothing to do. */
export const isNotModified = (error: unknown): boolean =>
  (error as { statusCode?: number }).statusCode === 304;
