import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Disposable } from '../../../shared/util/disposable.ts';

/** The shop's page for Prometheus, on a free port of this machine alone. */
export class MetricsPage implements Disposable {
  readonly #server = createServer((request, response) => {
    const found = request.url === '/metrics' && this.text !== null;
    response.writeHead(found ? 200 : 503, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(found ? this.text?.() : '');
  });
  /** Null until the shop counts. */
  text: (() => string) | null = null;

  /** Answers the port. */
  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', () => resolve((this.#server.address() as AddressInfo).port));
    });
  }

  dispose(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
