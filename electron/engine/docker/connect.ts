import { existsSync } from 'node:fs';
import { err, ok, type Result } from '../../../shared/util/result.ts';
import { type DockerClient, openClient } from './client.ts';
import { signalled, type VersionAnswer } from './daemon-api.ts';
import { ApiVersionError, diagnose, NEWEST_API, nothingFound, OLDEST_API } from './diagnose.ts';
import type { Endpoint, EndpointProblem } from './endpoint.ts';

export interface DaemonConnection {
  readonly endpoint: Endpoint;
  readonly client: DockerClient;
  /** `Docker 28.2.2` or `Podman 5.4.0`, with the API version. */
  readonly detail: string;
}

export interface ConnectProblem extends EndpointProblem {
  /** Null when there was nothing to try. */
  endpoint: string | null;
}

const CONNECT_TIMEOUT_MS = 8_000;

/**
 * Connects to the first endpoint that answers. Of several that fail, the first that exists is the one told
 * about, for that is the daemon which the person meant.
 */
export async function connectToFirst(
  endpoints: readonly Endpoint[],
  platform: NodeJS.Platform,
  signal: AbortSignal,
): Promise<Result<DaemonConnection, ConnectProblem>> {
  const present = endpoints.length === 1 ? endpoints : endpoints.filter(mayExist);
  let problem: ConnectProblem | null = null;
  for (const endpoint of present) {
    try {
      return ok(await connect(endpoint, signal));
    } catch (error) {
      problem ??= { endpoint: endpoint.url, ...diagnose(error, endpoint, platform) };
    }
  }
  return err(problem ?? { endpoint: null, ...nothingFound(platform) });
}

/** A pipe of Windows is only seen by opening it. */
function mayExist({ transport }: Endpoint): boolean {
  return transport.kind !== 'socket' || transport.path.startsWith('//') || existsSync(transport.path);
}

async function connect(endpoint: Endpoint, signal: AbortSignal): Promise<DaemonConnection> {
  const probe = openClient(endpoint);
  try {
    const timeout = AbortSignal.any([signal, AbortSignal.timeout(CONNECT_TIMEOUT_MS)]);
    const answer = await signalled(probe.docker).version({ abortSignal: timeout });
    const version = negotiate(answer);
    return { endpoint, client: openClient(endpoint, `v${version}`), detail: engineDetail(answer, version) };
  } finally {
    probe.dispose();
  }
}

/**
 * The newest API version that both sides know.
 *
 * @throws ApiVersionError when there is none
 */
export function negotiate({ ApiVersion, MinAPIVersion }: VersionAnswer): string {
  const newest = ApiVersion || OLDEST_API;
  if (compareVersions(newest, OLDEST_API) < 0) throw new ApiVersionError(newest);
  if (MinAPIVersion && compareVersions(MinAPIVersion, NEWEST_API) > 0) throw new ApiVersionError(newest);
  return compareVersions(newest, NEWEST_API) < 0 ? newest : NEWEST_API;
}

function compareVersions(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}

function engineDetail({ Version = '', Components = [] }: VersionAnswer, api: string): string {
  const podman = Components.find(({ Name }) => Name?.startsWith('Podman'));
  const engine = podman ? `Podman ${podman.Version ?? Version}` : `Docker ${Version}`;
  return `${engine.trim()}, API ${api}`;
}
