import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Disposable } from '../../../../shared/util/disposable.ts';
import { prometheusDuration } from '../config/duration.ts';
import { HttpClient, type HttpClientOptions } from './http-client.ts';
import { readBody } from './read-body.ts';

export interface FetchOptions {
  headers: Record<string, string>;
  timeoutMs: number;
  /** Of the body after decompression. */
  mostBytes: number;
  compression?: boolean;
  signal?: AbortSignal;
}

/** Is given the answer's type and says what takes its body; called once, and only for a 200. */
export type OpenBody = (contentType: string | undefined) => (chunk: Buffer) => void;

/** GET with the credentials, TLS and redirects of one job. */
export class HttpFetcher implements Disposable {
  readonly #client: HttpClient;

  constructor(options: HttpClientOptions) {
    this.#client = new HttpClient(options);
  }

  /**
   * @returns the body's bytes after decompression
   * @throws Error in words for the targets page, and what the taker of the body throws
   */
  async fetch(address: string, options: FetchOptions, open: OpenBody): Promise<number> {
    const { compression = true } = options;
    const timeout = AbortSignal.timeout(options.timeoutMs);
    const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
    const headers = { 'accept-encoding': compression ? 'gzip' : 'identity', ...options.headers };
    try {
      const response = await this.#client.request(new URL(address), { method: 'GET', headers, signal });
      return await answer(response, options, open);
    } catch (error) {
      if (!timeout.aborted) throw error;
      throw new Error(`no complete answer within ${prometheusDuration(options.timeoutMs)}`);
    }
  }

  dispose(): void {
    this.#client.dispose();
  }
}

async function answer(
  response: IncomingMessage,
  { mostBytes }: FetchOptions,
  open: OpenBody,
): Promise<number> {
  const { statusCode = 0, headers } = response;
  if (statusCode !== 200) {
    response.destroy();
    throw new Error(`server returned HTTP status ${statusCode} ${STATUS_CODES[statusCode] ?? ''}`.trim());
  }
  return readBody(response, headers['content-encoding'], mostBytes, open(headers['content-type']));
}
