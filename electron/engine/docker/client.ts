import { existsSync, readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { inspect } from 'node:util';
import Dockerode from 'dockerode';
import { type Disposable, disposable } from '../../../shared/util/disposable.ts';
import type { Endpoint, TlsFiles, Transport } from './endpoint.ts';
import { SshAgent } from './ssh-agent.ts';

/** A client and the connections that it keeps; disposing ends them all. */
export interface DockerClient extends Disposable {
  readonly docker: Dockerode;
}

/**
 * Opens a client on the endpoint; nothing is sent yet.
 *
 * @param version API version as `v1.41`; without it the daemon's own newest one is used.
 * @throws when a TLS file named by the endpoint cannot be read
 */
export function openClient(endpoint: Endpoint, version?: string): DockerClient {
  const agent = uninspected(agentFor(endpoint.transport));
  const docker = new Dockerode({
    ...NOTHING_FROM_THE_ENVIRONMENT,
    ...address(endpoint.transport),
    ...(version === undefined ? {} : { version: version as 'v1.41' }),
    // The modem hands it to http.request; its type knows only boolean-like agents.
    agent: agent as never,
  } as Dockerode.DockerOptions);
  return { docker, ...disposable(() => agent.destroy()) };
}

/** The modem fills what is not given from DOCKER_HOST, which discovery has already judged. */
const NOTHING_FROM_THE_ENVIRONMENT = {
  host: undefined,
  port: undefined,
  socketPath: undefined,
  protocol: 'http',
  pathPrefix: '/',
  username: undefined,
  ca: undefined,
  cert: undefined,
  key: undefined,
};

function address(transport: Transport): object {
  if (transport.kind === 'socket') return { socketPath: transport.path };
  // The host of an ssh endpoint is only a label in the request: the agent makes the connection.
  if (transport.kind === 'ssh') return { host: 'docker', port: 80 };
  const host = transport.host.includes(':') ? `[${transport.host}]` : transport.host;
  return { host, port: transport.port, protocol: transport.tls ? 'https' : 'http' };
}

function agentFor(transport: Transport): HttpAgent {
  if (transport.kind === 'ssh') return new SshAgent(transport);
  const options = { keepAlive: true, keepAliveMsecs: 10_000, maxFreeSockets: 8 };
  if (transport.kind === 'tcp' && transport.tls) {
    return new HttpsAgent({ ...options, ...pemFiles(transport.tls) });
  }
  return new HttpAgent(options);
}

/**
 * The modem renders all options of every request for a debug line that is hardly ever written; of an agent that
 * is each of its sockets with all that hangs on it, milliseconds a request.
 */
function uninspected<T extends object>(agent: T): T {
  return Object.assign(agent, { [inspect.custom]: () => 'agent' });
}

/** A daemon may ask for no client certificate, or have one that the system's authorities vouch for. */
function pemFiles({ ca, cert, key, verify }: TlsFiles) {
  return {
    ...(existsSync(ca) && { ca: readFileSync(ca) }),
    ...(existsSync(cert) && { cert: readFileSync(cert), key: readFileSync(key) }),
    rejectUnauthorized: verify,
  };
}
