import { type Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { TestEngine } from '../test-engine.ts';
import { startEngine } from '../test-engine.ts';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface SendOptions {
  path?: string;
  method?: string;
  headers?: Record<string, string | undefined>;
  body?: Uint8Array | string;
  agent?: Agent;
  host?: string;
}

export const protobufType = 'application/x-protobuf';
export const jsonType = 'application/json';

/** One request, with every header as given: fetch would not let Host and Origin through. */
export function send(port: number, options: SendOptions = {}): Promise<Answer> {
  const { path = '/v1/traces', method = 'POST', body, agent, host = '127.0.0.1' } = options;
  const given = { 'content-type': protobufType, ...options.headers };
  const headers = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return new Promise((resolve, reject) => {
    const asked = request(
      { host, port, path, method, agent, headers: headers as Record<string, string> },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

export interface ReceivingEngine extends TestEngine {
  port: number;
}

/** An engine whose OTLP/HTTP receiver listens on a free port. */
export async function startReceiving(
  options: Parameters<typeof startEngine>[0] = {},
): Promise<ReceivingEngine> {
  const started = await startEngine({ docker: 'off', listen: { 'otlp-http': 0 }, ...options });
  const { receivers } = await started.engine.status();
  const port = receivers.find(({ name }) => name === 'otlp-http')?.port;
  if (!port) throw new Error('the receiver does not listen');
  return { ...started, port };
}
