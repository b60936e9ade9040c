import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, STATUS_CODES } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import type { Disposable } from '../../../../shared/util/disposable.ts';
import { prometheusDuration } from '../config/duration.ts';
import type { HttpClientConfig, TlsConfig } from '../config/http-client-config.ts';
import type { Reachable } from '../discovery/container-addresses.ts';
import { readBody } from './read-body.ts';
import { pemText, secretText } from './secrets.ts';

const MOST_REDIRECTS = 10;
const MOST_HEADER_BYTES = 16 * 1024;
const IDLE_SOCKET_MS = 60_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

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

/** Where else a name may be reached than where DNS says; nothing for names that DNS knows best. */
export type Resolve = (host: string, port: number) => readonly Reachable[];

export interface HttpFetcherOptions {
  client: HttpClientConfig;
  userAgent: string;
  resolve: Resolve;
}

/** GET with the credentials, TLS and redirects of one job. Connections are kept between requests. */
export class HttpFetcher implements Disposable {
  readonly #options: HttpFetcherOptions;
  readonly #http = new HttpAgent({ keepAlive: true, timeout: IDLE_SOCKET_MS });
  #https: { agent: HttpsAgent; made: string } | null = null;

  constructor(options: HttpFetcherOptions) {
    this.#options = options;
  }

  /**
   * @returns the body's bytes after decompression
   * @throws Error in words for the targets page, and what the taker of the body throws
   */
  async fetch(address: string, options: FetchOptions, open: OpenBody): Promise<number> {
    const timeout = AbortSignal.timeout(options.timeoutMs);
    const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
    try {
      return await this.#follow(new URL(address), { ...options, signal }, open);
    } catch (error) {
      if (!timeout.aborted) throw error;
      throw new Error(`no complete answer within ${prometheusDuration(options.timeoutMs)}`);
    }
  }

  dispose(): void {
    this.#http.destroy();
    this.#https?.agent.destroy();
  }

  async #follow(
    start: URL,
    options: FetchOptions & { signal: AbortSignal },
    open: OpenBody,
  ): Promise<number> {
    const credentials = await this.#credentials();
    let url = start;
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      // Another origin has no business with the credentials of this one.
      const own = url.origin === start.origin ? credentials : {};
      const response = await this.#send(url, { ...options.headers, ...own }, options);
      const next = this.#redirect(response, url);
      if (!next) return answer(response, options, open);
      response.destroy();
      url = next;
    }
    throw new Error(`stopped after ${MOST_REDIRECTS} redirects`);
  }

  #redirect({ statusCode = 0, headers }: IncomingMessage, from: URL): URL | null {
    const { location } = headers;
    if (!this.#options.client.followRedirects || !REDIRECTS.has(statusCode) || location === undefined)
      return null;
    const to = URL.canParse(location, from.href) ? new URL(location, from.href) : null;
    if (!to || !/^https?:$/.test(to.protocol))
      throw new Error(`redirected to what is no http address: ${location}`);
    return to;
  }

  async #credentials(): Promise<Record<string, string>> {
    const { basicAuth, authorization, headers } = this.#options.client;
    const sent: Record<string, string> = {};
    for (const { name, values } of headers) {
      sent[name.toLowerCase()] = (await Promise.all(values.map(secretText))).join(', ');
    }
    if (basicAuth) {
      const [user, password] = [await secretText(basicAuth.username), await secretText(basicAuth.password)];
      sent.authorization = `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
    } else if (authorization) {
      sent.authorization = `${authorization.type} ${await secretText(authorization.credentials)}`;
    }
    return sent;
  }

  /** Tries one way after the other where a connection is refused; the last error is told. */
  async #send(
    url: URL,
    headers: Record<string, string>,
    { signal, compression = true }: FetchOptions & { signal: AbortSignal },
  ): Promise<IncomingMessage> {
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const ways = this.#options.resolve(host, port);
    const shared: RequestOptions = {
      path: url.pathname + url.search,
      headers: {
        host: url.host,
        'user-agent': this.#options.userAgent,
        'accept-encoding': compression ? 'gzip' : 'identity',
        ...headers,
      },
      maxHeaderSize: MOST_HEADER_BYTES,
      signal,
      ...(url.protocol === 'https:' ? await this.#tls(host) : { agent: this.#http }),
    };
    let refused: unknown;
    for (const way of ways.length > 0 ? ways : [{ host, port }]) {
      try {
        return await send(url.protocol === 'https:' ? httpsRequest : httpRequest, { ...shared, ...way });
      } catch (error) {
        if (signal.aborted) throw error;
        refused = error;
      }
    }
    throw refused;
  }

  /** Certificates are read again at every scrape; the connections stay as long as they are the same. */
  async #tls(host: string): Promise<RequestOptions> {
    const { tls } = this.#options.client;
    const pem = await tlsOptions(tls);
    const made = JSON.stringify(pem);
    if (this.#https?.made !== made) {
      this.#https?.agent.destroy();
      this.#https = { agent: new HttpsAgent({ keepAlive: true, timeout: IDLE_SOCKET_MS, ...pem }), made };
    }
    const name = tls.serverName ?? host;
    return { agent: this.#https.agent, servername: /^[\d.]+$|:/.test(name) ? '' : name };
  }
}

async function tlsOptions({ ca, cert, key, insecureSkipVerify, minVersion, maxVersion }: TlsConfig) {
  return {
    ...(ca ? { ca: await pemText(ca) } : {}),
    ...(cert && key ? { cert: await pemText(cert), key: await pemText(key) } : {}),
    rejectUnauthorized: !insecureSkipVerify,
    ...(minVersion ? { minVersion } : {}),
    ...(maxVersion ? { maxVersion } : {}),
  };
}

const send = (request: typeof httpsRequest | typeof httpRequest, options: RequestOptions) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    request(options, resolve).on('error', reject).end();
  });

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
