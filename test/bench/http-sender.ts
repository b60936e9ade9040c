import { type Agent, request } from 'node:http';

export interface HttpTarget {
  port: number;
  path: string;
  contentType: string;
  /** What the protocol's own server answers to what it has taken. */
  success: number;
}

/** One request; resolves when its acknowledgement has arrived. */
function post(target: HttpTarget, agent: Agent, body: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': target.contentType, 'content-length': body.length };
    const { port, path } = target;
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('error', reject);
      response.on('end', () =>
        response.statusCode === target.success
          ? resolve()
          : reject(new Error(`answered ${response.statusCode}`)),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** As many requests at a time as the agent has connections, as a collector sends. */
export async function postAll(
  target: HttpTarget,
  agent: Agent,
  bodies: readonly Uint8Array[],
): Promise<void> {
  const waiting = [...bodies];
  const worker = async () => {
    for (let body = waiting.pop(); body; body = waiting.pop()) await post(target, agent, body);
  };
  await Promise.all(Array.from({ length: agent.maxSockets }, worker));
}
