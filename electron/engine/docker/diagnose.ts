import type { Endpoint, EndpointProblem } from './endpoint.ts';

/** API versions that Trivet understands: 1.24 came with Docker 1.12. */
export const OLDEST_API = '1.24';
export const NEWEST_API = '1.51';

/** The daemon speaks no version that Trivet speaks. */
export class ApiVersionError extends Error {
  constructor(offered: string) {
    super(`the daemon speaks API ${offered}; Trivet speaks ${OLDEST_API} to ${NEWEST_API}`);
    this.name = 'ApiVersionError';
  }
}

/** Every way of not reaching a daemon, with what a person can do about it on this platform. */
export function diagnose(error: unknown, endpoint: Endpoint, platform: NodeJS.Platform): EndpointProblem {
  const { code = '', message } = error as { code?: string; message: string };
  const where = `${endpoint.url} (${endpoint.from})`;
  if (error instanceof ApiVersionError) {
    return { cause: `${where}: ${message}.`, cure: 'Update the Docker engine, or update Trivet.' };
  }
  if (code === 'EACCES' || code === 'EPERM') return noPermission(where, platform);
  if (isTls(code, message)) {
    return {
      cause: `TLS failed with ${where}: ${message}.`,
      cure: 'Check ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH or in the docker context, and that the certificate names this host.',
    };
  }
  if (endpoint.transport.kind === 'ssh') {
    return {
      cause: `No connection over ssh to ${where}: ${message}.`,
      cure: `See that \`ssh ${endpoint.transport.host} docker version\` works without asking for a password.`,
    };
  }
  if (code === 'ENOENT' || code === 'ECONNREFUSED') return notRunning(where, code, endpoint, platform);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return { cause: `The host of ${where} is not known.`, cure: 'Check the name and the network.' };
  }
  return {
    cause: `The Docker daemon at ${where} does not answer: ${message.trim()}.`,
    cure: 'See whether `docker version` answers, and restart the Docker engine if not.',
  };
}

/** When none of the places holds anything at all. */
export function nothingFound(platform: NodeJS.Platform): EndpointProblem {
  return { cause: 'No Docker daemon was found on this machine.', cure: startCure(platform) };
}

function noPermission(where: string, platform: NodeJS.Platform): EndpointProblem {
  const cures: Partial<Record<NodeJS.Platform, string>> = {
    linux: 'Run `sudo usermod -aG docker $USER`, then log out and in again; or use rootless Docker.',
    win32: 'Add your account to the docker-users group, then sign out and in again.',
  };
  return {
    cause: `No permission to use ${where}.`,
    cure: cures[platform] ?? 'Give your account access to the socket, or start Docker Desktop as this user.',
  };
}

function notRunning(
  where: string,
  code: string,
  endpoint: Endpoint,
  platform: NodeJS.Platform,
): EndpointProblem {
  const local = endpoint.transport.kind === 'socket';
  const what = code === 'ENOENT' ? 'There is nothing at' : 'Nothing listens at';
  return {
    cause: `${what} ${where}.`,
    cure: local
      ? startCure(platform)
      : 'Start the daemon there, and see that a firewall lets the port through.',
  };
}

function startCure(platform: NodeJS.Platform): string {
  if (platform === 'linux') {
    return 'Start it with `sudo systemctl start docker` (rootless: `systemctl --user start docker`, Podman: `systemctl --user start podman.socket`), or set DOCKER_HOST.';
  }
  if (platform === 'darwin') {
    return 'Start Docker Desktop, OrbStack, Rancher Desktop, Colima (`colima start`) or Podman (`podman machine start`), or set DOCKER_HOST.';
  }
  return 'Start Docker Desktop, Rancher Desktop or Podman (`podman machine start`), or set DOCKER_HOST.';
}

const isTls = (code: string, message: string) =>
  /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_OSSL/.test(code) ||
  /HTTP request to an HTTPS server|self.signed certificate|\.pem'/.test(message);
