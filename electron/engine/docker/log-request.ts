import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';

export interface LogRequest {
  follow: boolean;
  /** `seconds.nanoseconds`, included; null for everything. */
  since: string | null;
  /** Only the last lines. */
  tail?: number;
}

interface Dial {
  dial(options: object, done: (error: unknown, answer: unknown) => void): void;
}

/**
 * GET /containers/ID/logs with timestamps, always as a stream: dockerode's own call gathers a log that is not
 * followed in memory.
 */
export function requestLogs(
  docker: Dockerode,
  id: string,
  { follow, since, tail }: LogRequest,
  abortSignal: AbortSignal,
): Promise<Readable> {
  const query = {
    follow,
    stdout: true,
    stderr: true,
    timestamps: true,
    ...(since === null ? {} : { since }),
    ...(tail === undefined ? {} : { tail }),
  };
  const statusCodes = {
    200: true,
    101: true,
    404: 'no such container',
    409: 'marked for removal',
    500: 'server error',
    501: 'not implemented',
  };
  const options = {
    path: `/containers/${encodeURIComponent(id)}/logs?`,
    method: 'GET',
    isStream: true,
    abortSignal,
    statusCodes,
    options: query,
  };
  return new Promise((resolve, reject) => {
    (docker.modem as Dial).dial(options, (error, answer) => {
      if (error) reject(error);
      else resolve(answer as Readable);
    });
  });
}

export const statusOf = (error: unknown): number | null => {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : null;
};

/** The logging driver keeps nothing, or keeps it where the daemon cannot read it. */
export const isUnreadable = (error: unknown): boolean =>
  statusOf(error) === 501 || (error instanceof Error && /does not support reading/i.test(error.message));
