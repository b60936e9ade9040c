import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Caught {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

/** A server that keeps what it is sent, and answers as it is told. */
export class Catcher {
  readonly caught: Caught[] = [];
  /** Answers by path, else 200 with an empty body; `hang` never answers. */
  readonly replies = new Map<string, Reply | 'hang'>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(make: (listener: RequestListener) => Server = createServer): Promise<Catcher> {
    const catcher: Catcher = new Catcher(
      make((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const path = request.url ?? '';
          const body = Buffer.concat(chunks).toString('utf8');
          catcher.caught.push({ method: request.method ?? '', path, headers: request.headers, body });
          const reply = catcher.replies.get(path.split('?')[0] ?? '') ?? {};
          if (reply === 'hang') return;
          response.writeHead(reply.status ?? 200, reply.headers).end(reply.body ?? '');
        });
      }),
    );
    await once(catcher.#server.listen(0, '127.0.0.1'), 'listening');
    return catcher;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The only request since it was cleared, its body as JSON. */
  get only(): Caught & { json: Record<string, unknown> } {
    const [first, ...others] = this.caught;
    if (!first || others.length > 0) throw new Error(`${this.caught.length} requests`);
    return { ...first, json: JSON.parse(first.body) };
  }

  clear(): void {
    this.caught.length = 0;
    this.replies.clear();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
