import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import type { Disposable } from '../../../../shared/util/disposable.ts';
import type { HttpClientConfig, TlsConfig } from '../config/http-client-config.ts';
import type { Reachable } from '../discovery/container-addresses.ts';
import { pemText, secretText } from './secrets.ts';

const MOST_REDIRECTS = 10;
const MOST_HEADER_BYTES = 16 * 1024;
const IDLE_SOCKET_MS = 60_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Those that keep the method and the body. */
const KEEPING_REDIRECTS = new Set([307, 308]);

/** Where else a name may be reached than where DNS says; nothing for names that DNS knows best. */
export type Resolve = (host: string, port: number) => readonly Reachable[];

export interface HttpClientOptions {
  client: HttpClientConfig;
  userAgent: string;
  resolve: Resolve;
}

export interface ClientRequest {
  method: string;
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

/** Requests with the credentials, TLS and redirects of one configuration. Connections are kept between requests. */
export class HttpClient implements Disposable {
  readonly #options: HttpClientOptions;
  readonly #http = new HttpAgent({ keepAlive: true, timeout: IDLE_SOCKET_MS });
  #https: { agent: HttpsAgent; made: string } | null = null;

  constructor(options: HttpClientOptions) {
    this.#options = options;
  }

  /** The answer behind all redirects, its body not yet read. @throws Error in words for people */
  async request(start: URL, request: ClientRequest): Promise<IncomingMessage> {
    const credentials = await this.#credentials();
    let url = start;
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      // Another origin has no business with the credentials of this one.
      const own = url.origin === start.origin ? credentials : {};
      const response = await this.#send(url, { ...request, headers: { ...request.headers, ...own } });
      const next = this.#redirect(response, url, request.method);
      if (!next) return response;
      response.destroy();
      url = next;
    }
    throw new Error(`stopped after ${MOST_REDIRECTS} redirects`);
  }

  dispose(): void {
    this.#http.destroy();
    this.#https?.agent.destroy();
  }

  /** What is posted follows only where it is taken along: a GET in its place would lose it and look like success. */
  #redirect(response: IncomingMessage, from: URL, method: string): URL | null {
    const { statusCode = 0, headers } = response;
    const { location } = headers;
    if (!this.#options.client.followRedirects || !REDIRECTS.has(statusCode) || location === undefined)
      return null;
    if (method !== 'GET' && !KEEPING_REDIRECTS.has(statusCode)) return null;
    const to = URL.canParse(location, from.href) ? new URL(location, from.href) : null;
    if (to && /^https?:$/.test(to.protocol)) return to;
    response.destroy();
    throw new Error(`redirected to what is no http address: ${location}`);
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
  async #send(url: URL, { method, headers, body, signal }: ClientRequest): Promise<IncomingMessage> {
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const ways = this.#options.resolve(host, port);
    const shared: RequestOptions = {
      method,
      path: url.pathname + url.search,
      headers: {
        host: url.host,
        'user-agent': this.#options.userAgent,
        // Without it the body would go in chunks, which not every receiver takes.
        ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
        ...headers,
      },
      maxHeaderSize: MOST_HEADER_BYTES,
      signal,
      ...(url.protocol === 'https:' ? await this.#tls(host) : { agent: this.#http }),
    };
    let refused: unknown;
    for (const way of ways.length > 0 ? ways : [{ host, port }]) {
      try {
        return await send(
          url.protocol === 'https:' ? httpsRequest : httpRequest,
          { ...shared, ...way },
          body,
        );
      } catch (error) {
        if (signal.aborted) throw error;
        refused = error;
      }
    }
    throw refused;
  }

  /** Certificates are read again at every request; the connections stay as long as they are the same. */
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

/** As `node:tls` takes them. */
export async function tlsOptions({ ca, cert, key, insecureSkipVerify, minVersion, maxVersion }: TlsConfig) {
  return {
    ...(ca ? { ca: await pemText(ca) } : {}),
    ...(cert && key ? { cert: await pemText(cert), key: await pemText(key) } : {}),
    rejectUnauthorized: !insecureSkipVerify,
    ...(minVersion ? { minVersion } : {}),
    ...(maxVersion ? { maxVersion } : {}),
  };
}

const send = (
  request: typeof httpsRequest | typeof httpRequest,
  options: RequestOptions,
  body: string | undefined,
) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    request(options, resolve).on('error', reject).end(body);
  });
