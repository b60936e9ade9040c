import { TrivetError } from '../../../../shared/contract/errors.ts';

export type ErrorType =
  | 'bad_data'
  | 'execution'
  | 'timeout'
  | 'canceled'
  | 'internal'
  | 'unavailable'
  | 'not_found';

const STATUS: Record<ErrorType, number> = {
  bad_data: 400,
  execution: 422,
  timeout: 503,
  canceled: 503,
  internal: 500,
  unavailable: 503,
  not_found: 404,
};

/** What Prometheus' HTTP API says in place of an answer. */
export class ApiError extends Error {
  readonly type: ErrorType;

  constructor(type: ErrorType, message: string) {
    super(message);
    this.type = type;
  }

  get status(): number {
    return STATUS[this.type];
  }
}

/** As `invalid parameter "step": …`. */
export const badParameter = (name: string, reason: string): ApiError =>
  new ApiError('bad_data', `invalid parameter "${name}": ${reason}`);

/**
 * What failed behind the contract. Parameters were checked before, so that a query that is refused now is one whose
 * evaluation failed.
 */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof TrivetError)) return new ApiError('internal', message);
  switch (error.code) {
    case 'limit':
      return new ApiError(/timed out|timeout/i.test(message) ? 'timeout' : 'execution', message);
    case 'cancelled':
      return new ApiError('canceled', message);
    case 'unavailable':
    case 'disconnected':
      return new ApiError('unavailable', message);
    case 'internal':
      return new ApiError('internal', message);
    default:
      return new ApiError('execution', message);
  }
}
